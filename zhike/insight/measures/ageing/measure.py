"""The measure: who owes what, and how late."""

from bisect import bisect_left
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.ageing.days import count_back, month_starts, simple
from zhike.insight.measures.ageing.papers import invoices_of, payments_of
from zhike.insight.measures.ageing.rolling import BUCKETS, loss_rates, rolls_table
from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.engines import query_tables_on
from zhike.insight.measures.found import Found
from zhike.insight.measures.moments import a_day
from zhike.insight.measures.settings import Estimator

LATENESS = pa.schema(
    [
        ("currency", pa.string()),
        ("bucket", pa.string()),
        ("invoices", pa.int64()),
        ("amount", pa.decimal128(38, 4)),
        ("disputed", pa.decimal128(38, 4)),
    ]
)


@dataclass(frozen=True)
class Ageing(Estimator):
    """Open invoices by how late they are, money that fits no invoice, days of sales outstanding, expected loss.

    *Reading.* Call from the right: the last bucket is lost soon. A rising share of ``late_1`` is next quarter's
    trouble. Days of sales outstanding say how long sales stay outside; compare them with the terms you grant.

    *Formula.* Open on the evening before ``as_of`` (exclusive, as everywhere): invoiced before it, less payments made
    before it; so any past day can be rebuilt. The due day itself is not late. Bucket ``current``, then ``late_1`` to
    the first of ``bounds`` days late, ``late_2``, ``late_3``, and ``late_4`` beyond the last; ``disputed`` invoices
    stand apart. A payment lowers the invoice it names; without one it lowers the customer's oldest open invoices
    (``oldest_first``) or stays apart. Credit notes and what nobody owes are negative, as ``unapplied``. Buckets and
    unapplied add up to the ledger, to the ten-thousandth; the measure refuses to answer if they do not. Without a due
    day an invoice is due ``terms_days`` after its day, with a caution. Currencies are never added up.
    DSO is open money over the sales of 90 days, times 90, or counted back month by month; null without sales.
    Loss rates multiply how much of each bucket rolled on, over ``roll_months`` month ends.

    *Tables.* ``buckets``: ``currency``, ``bucket``, ``invoices``, ``amount``, ``loss_rate``, ``expected_loss``.
    ``customers``: ``customer``, ``currency``, ``bucket``, ``invoices``, ``amount``. ``lateness``: the same buckets
    with disputed invoices in their place, ``disputed`` of the ``amount``. ``invoices``: every open one with
    ``days_late``. ``ledger``: ``currency``, ``billed``, ``paid``, ``ledger``, ``sales_90_days``, ``dso_days``,
    ``dso_count_back_days``. ``rolls``: ``as_of_before``, ``as_of``, ``currency``, ``bucket_before``, ``bucket``
    (or ``paid``), ``amount``, ``share``.

    *Input.* Invoices: ``invoice``, ``customer``, ``invoiced_on``, ``amount``; if known ``due_on``, ``currency``,
    ``is_disputed``, ``settled_on``. Payments: ``customer``, ``paid_on``, ``amount``; if known ``invoice``,
    ``currency``; without such a table invoices are paid in full on ``settled_on``.

    *Sources.* IFRS 9, provision matrix; Cyert, Davidson and Thompson 1962.

    >>> invoices = pa.table({"invoice": ["1"], "customer": ["Lin"], "invoiced_on": [date(2025, 1, 2)],
    ...                      "due_on": [date(2025, 2, 1)], "amount": [Decimal(80)]})
    >>> [(row["bucket"], row["amount"]) for row in Ageing().of(invoices, as_of=date(2025, 3, 1)).table.to_pylist()]
    [('late_1', Decimal('80.0000'))]
    """

    name: ClassVar[str] = "ageing"

    bounds: tuple[int, int, int] = (30, 60, 90)
    terms_days: int = 30
    oldest_first: bool = True
    roll_months: int = 12

    def __post_init__(self) -> None:
        if len(self.bounds) != 3 or not 0 < self.bounds[0] < self.bounds[1] < self.bounds[2]:
            raise MeasureRefused(_("The bounds of lateness are three rising numbers of days."))
        if self.terms_days < 0 or self.roll_months < 1:
            raise MeasureRefused(_("Terms are days, not below zero; rolling needs one month or more."))

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return {**asdict(self), "bounds": list(self.bounds)}

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        """The receivables of a warehouse: its claims and what settled them, without money that settled nothing."""
        for name in ("receivables", "settlements"):
            facts.see_also(name)
        return self.of(facts.query(text_of("claims")), facts.query(text_of("claims_settled")), as_of=as_of)

    def of(self, invoices: pa.Table, payments: pa.Table | None = None, *, as_of: date, engine: str = "duckdb") -> Found:
        """The receivables of these papers on the evening before ``as_of``, added up by the engine of that name."""
        billed = invoices_of(invoices, terms_days=self.terms_days)
        paid = payments_of(payments, invoices)
        months = month_starts(a_day(as_of), self.roll_months)
        papers = {"engine": engine, "invoices": billed, "payments": paid}
        opened = self.asked("ageing", **papers, dates=sorted({*months, as_of}))
        here = opened.filter(pc.equal(opened["as_of"], pa.scalar(as_of)))
        ledger = with_days(self.asked("ageing_ledger", **papers, dates=[as_of]), billed, here, as_of=as_of)
        refuse_difference(here, ledger)
        rolls = rolls_table(opened, months)
        tables = {
            "buckets": with_losses(totals(here, ["currency", "bucket"]), loss_rates(rolls)),
            "customers": totals(here, ["customer", "currency", "bucket"]),
            "lateness": self.lateness(here),
            "invoices": here.filter(pc.is_valid(here["invoice"])).drop_columns("as_of"),
            "ledger": ledger.drop_columns("as_of"),
            "rolls": rolls,
        }
        said = cautions(billed, here, as_of=as_of)
        rows = billed.num_rows + paid.num_rows
        return Found(self.name, tables, self.parameters, said, as_of=as_of, rows_read=rows)

    def lateness(self, opened: pa.Table) -> pa.Table:
        """Open invoices by how late they are, disputed ones in their place too; how much of it is disputed beside."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for row in opened.filter(pc.is_valid(opened["invoice"])).to_pylist():
            bucket = BUCKETS[bisect_left([0, *self.bounds], row["days_late"])]
            keys = {"currency": row["currency"], "bucket": bucket}
            nothing = {"invoices": 0, "amount": Decimal(0), "disputed": Decimal(0)}
            sums = found.setdefault((row["currency"], bucket), {**keys, **nothing})
            sums["invoices"] += 1
            sums["amount"] += row["open_amount"]
            sums["disputed"] += row["open_amount"] if row["bucket"] == "disputed" else 0
        return pa.Table.from_pylist([found[key] for key in sorted(found)], LATENESS)

    def asked(self, text: str, *, invoices: pa.Table, payments: pa.Table, dates: list[date], engine: str) -> pa.Table:
        """The answer of one SQL text over the papers on some dates."""
        first, second, third = self.bounds
        return query_tables_on(
            engine,
            text_of(text),
            tables={"dates": pa.table({"as_of": dates}), "invoices": invoices, "payments": payments},
            spread=self.oldest_first,
            first_bound=first,
            second_bound=second,
            third_bound=third,
        )


def totals(opened: pa.Table, keys: list[str]) -> pa.Table:
    """Open invoices and money per group, buckets in the order of lateness."""
    grouped = opened.group_by(keys).aggregate([("invoice", "count"), ("open_amount", "sum")])
    order = {bucket: number for number, bucket in enumerate((*BUCKETS, "disputed", "unapplied"))}
    rows = sorted(grouped.to_pylist(), key=lambda row: [row[key] for key in keys[:-1]] + [order[row["bucket"]]])
    kinds = [*((key, pa.string()) for key in keys), ("invoices", pa.int64()), ("amount", pa.decimal128(38, 4))]
    named = [
        {**{key: row[key] for key in keys}, "invoices": row["invoice_count"], "amount": row["open_amount_sum"]}
        for row in rows
    ]
    return pa.Table.from_pylist(named, pa.schema(kinds))


def with_losses(buckets: pa.Table, rates: dict[tuple[str, str], float]) -> pa.Table:
    """The buckets with the share that past rolls would lose, and the money that is; null for other money."""
    rows = buckets.to_pylist()
    shares = [rates.get((row["currency"], row["bucket"])) for row in rows]
    lost = [None if share is None else float(row["amount"]) * share for row, share in zip(rows, shares, strict=True)]
    return buckets.append_column("loss_rate", pa.array(shares, pa.float64())).append_column(
        "expected_loss", pa.array(lost, pa.float64())
    )


def with_days(ledger: pa.Table, invoices: pa.Table, opened: pa.Table, *, as_of: date) -> pa.Table:
    """The ledger with days of sales outstanding, per currency."""
    rows = ledger.to_pylist()
    plain = [simple(row["ledger"], row["sales_90_days"]) for row in rows]
    counted = [count_back(row["ledger"], invoices, currency=row["currency"], as_of=as_of) for row in rows]
    return ledger.append_column("dso_days", pa.array(plain, pa.float64())).append_column(
        "dso_count_back_days", pa.array(counted, pa.float64())
    )


def refuse_difference(opened: pa.Table, ledger: pa.Table) -> None:
    """Refuse buckets that do not add up to the ledger."""
    sums = {
        row["currency"]: row["open_amount_sum"]
        for row in opened.group_by("currency").aggregate([("open_amount", "sum")]).to_pylist()
    }
    for row in ledger.to_pylist():
        if sums.get(row["currency"], Decimal(0)) != row["ledger"]:
            raise MeasureRefused(_("The buckets do not add up to the ledger of %(ledger)s."), ledger=str(row["ledger"]))


def cautions(invoices: pa.Table, opened: pa.Table, *, as_of: date) -> tuple[Caution, ...]:
    """What a reader should know."""
    later = pc.sum(pc.greater_equal(invoices["invoiced_on"], pa.scalar(as_of))).as_py() or 0
    assumed = pc.sum(opened["due_is_assumed"]).as_py() or 0
    said = [say("rows_after_as_of", rows=later, as_of=as_of.isoformat())] if later else []
    return (*said, *([say("due_day_assumed", invoices=assumed)] if assumed else []))
