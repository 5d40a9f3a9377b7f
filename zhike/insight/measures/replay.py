"""History replayed: the same measure on many days, what changed between them, who went where."""

from collections.abc import Iterator, Sequence
from datetime import date

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts, query_tables
from zhike.insight.measures.measure import Measure, Scored, last_known

#: Customers times days judged in one go; keeps memory flat on long histories.
ROWS_AT_ONCE = 1_000_000


def replay(
    measure: Measure,
    facts: Facts,
    dates: Sequence[date],
    *,
    before: Scored | pa.Table | None = None,
    keep: Sequence[str] = (),
) -> pa.Table:
    """The verdict of a measure on every customer on each of these days, each day seeing only what came before it.

    Columns ``as_of``, ``customer_id`` (or ``product_code``), ``code`` and those named in ``keep``, such as
    ``measure.evidence``. Equals fitting the days one after the other with the last result as ``before``.
    Refuses measures whose result is a number, not a code.

    >>> from zhike.insight.measures.example import tea_house
    >>> from zhike.insight.measures.ladder import Ladder
    >>> days = [date(2025, 6, 1), date(2025, 7, 1), date(2025, 8, 1)]
    >>> [(row["customer_id"], row["code"]) for row in replay(Ladder(), tea_house(), days).to_pylist()[:5]]
    [(1, 'advocate'), (2, 'inactive'), (3, 'lost'), (4, 'new'), (5, 'onlooker')]
    """
    if measure.code is None:
        raise MeasureRefused(_("%(measure)s gives a number, not a place to move from."), measure=measure.name)
    ordered = sorted(set(dates))
    if not ordered:
        raise MeasureRefused(_("Give at least one as-of date."))
    return pa.concat_tables(parts(measure, facts, ordered, before=before, keep=keep))


def changes(verdicts: pa.Table) -> pa.Table:
    """The rows of a replay in which a customer's code differs from the day before; first appearances count.

    Adds ``code_before`` and ``as_of_before``, both null on a first appearance.

    >>> from zhike.insight.measures.example import tea_house
    >>> from zhike.insight.measures.ladder import Ladder
    >>> moved = changes(replay(Ladder(), tea_house(), [date(2025, 7, 1), date(2025, 8, 1)]))
    >>> [(row["customer_id"], row["code_before"], row["code"]) for row in moved.to_pylist()[5:]]
    [(2, 'inactive', 'edge'), (4, 'new', 'active')]
    """
    return query_tables(text_of("changes"), tables={"verdicts": verdicts})


def transitions(before: Scored | pa.Table, after: Scored | pa.Table) -> pa.Table:
    """How many customers went from which code to which, between two results of one measure.

    Columns ``as_of_before``, ``as_of``, ``code_before``, ``code``, ``customers``. The rows of one ``code_before`` add
    up to those who started there; a null ``code_before`` marks who was not known yet, a null ``code`` who is no
    longer. Customers apart from a pyramid have no code either and count with them.

    >>> from zhike.insight.measures.example import tea_house
    >>> from zhike.insight.measures.lifecycle import Lifecycle
    >>> facts = tea_house()
    >>> june, july = (Lifecycle().fit(facts, as_of=date(2025, month, 1)) for month in (6, 7))
    >>> transitions(june, july).select(["code_before", "code", "customers"]).to_pylist()[0]
    {'code_before': 'active', 'code': 'active', 'customers': 1}
    """
    return flows(pa.concat_tables([verdicts_of(before), verdicts_of(after)]))


def flows(verdicts: pa.Table) -> pa.Table:
    """The transitions between each day of a replay and the next, in the columns of ``transitions``."""
    if len(verdicts["as_of"].unique()) < 2:
        raise MeasureRefused(_("Movement needs two different days."))
    return query_tables(text_of("transitions"), tables={"verdicts": verdicts})


def parts(
    measure: Measure,
    facts: Facts,
    dates: Sequence[date],
    *,
    before: Scored | pa.Table | None,
    keep: Sequence[str],
) -> Iterator[pa.Table]:
    """The replay in pieces that fit in memory, each remembering where the one before ended."""
    customers = facts.query("SELECT count(*) AS customers FROM customers")["customers"][0].as_py()
    step = max(1, ROWS_AT_ONCE // max(1, customers))
    known = last_known(before if measure.remembers else None, as_of=dates[0])
    for start in range(0, len(dates), step):
        computed = measure.compute(measure.observe(facts, list(dates[start : start + step]), before=known))
        part = coded(computed.table, measure.code, keep=keep)
        yield part
        if measure.remembers:
            known = remembered(known, part)


def coded(table: pa.Table, code: str | None, *, keep: Sequence[str]) -> pa.Table:
    """The table with its subject, its verdict under the name ``code``, and the columns to keep."""
    subject = "customer_id" if "customer_id" in table.column_names else "product_code"
    columns = [subject, code, *(name for name in keep if name != code)]
    named = table.select(["as_of", *columns])
    return named.rename_columns(["as_of", subject, "code", *named.column_names[3:]])


def remembered(known: pa.Table, part: pa.Table) -> pa.Table:
    """The last verdicts after a part: those of its last day, or older ones of customers not in it."""
    last_day = max(part["as_of"].unique().to_pylist(), default=None)
    return query_tables(
        "SELECT as_of, customer_id, code FROM part WHERE as_of = :last_day AND code IS NOT NULL"
        " UNION ALL SELECT k.as_of, k.customer_id, k.code FROM known k"
        " WHERE NOT EXISTS (SELECT 1 FROM part p WHERE p.as_of = :last_day AND p.customer_id = k.customer_id)",
        tables={"known": known, "part": part},
        last_day=last_day,
    )


def verdicts_of(result: Scored | pa.Table) -> pa.Table:
    """A result as as_of, customer_id, code."""
    if not isinstance(result, Scored):
        return result.select(["as_of", "customer_id", "code"])
    return coded(result.table, result.code, keep=())
