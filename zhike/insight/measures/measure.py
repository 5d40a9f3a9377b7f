"""What every measure shares: parameters as a value object, ``fit``, and a result with its birth certificate."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, ClassVar, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.engine import Facts, Observation
from zhike.insight.measures.settings import Estimator

NO_LAST_KNOWN = pa.schema([("as_of", pa.date32()), ("customer_id", pa.int64()), ("code", pa.string())])


@dataclass(frozen=True)
class Scored:
    """Numbers with their birth certificate.

    ``table`` one row per customer (per product for ``Abc(of="product")``), ordered by id;
    ``parameters`` everything that shaped it, ready for JSON; ``as_of`` exclusive;
    ``warnings`` cautions for the reader; ``rows_read`` fact rows before ``as_of``;
    ``rows_after_as_of`` fact rows left out; ``customers`` customers in the table;
    ``extras`` further small tables a measure explains itself with; ``tables`` all of them, the first one under
    "customers" (or "products", or the measure's name); ``log_likelihood`` of a fit, None where nothing was fitted;
    ``holdout`` figures of a back-test, where one was asked for.
    """

    measure: str
    formula_version: int
    as_of: date
    parameters: Mapping[str, Any]
    table: pa.Table
    warnings: tuple[Caution, ...]
    rows_read: int
    rows_after_as_of: int
    customers: int
    code: str | None
    extras: Mapping[str, pa.Table] = field(default_factory=dict)
    log_likelihood: float | None = None
    holdout: Mapping[str, float] | None = None

    @property
    def tables(self) -> dict[str, pa.Table]:
        """Every table by name."""
        subjects = {"customer_id": "customers", "product_code": "products"}
        named = [name for column, name in subjects.items() if column in self.table.column_names]
        return {next(iter(named), self.measure): self.table, **self.extras}

    def __len__(self) -> int:
        return self.table.num_rows


class Computed(NamedTuple):
    """What a measure hands back to ``fit``: rows, cautions of its own, further tables, and what a fit has found."""

    table: pa.Table
    cautions: tuple[Caution, ...] = ()
    extras: Mapping[str, pa.Table] = {}
    found: Mapping[str, float] = {}
    log_likelihood: float | None = None
    holdout: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Measure(Estimator):
    """A way to judge customers: frozen parameters, no clock, no database.

    A measure names itself (``name``), the column that holds its verdict (``code``, None when it is a number) and the
    columns a sentence of evidence needs (``evidence``), and implements ``compute``. ``remembers`` says that a dead band
    holds on to the last verdict. ``formula_version`` grows when the same parameters would give other numbers
    or other columns.
    """

    name: ClassVar[str]
    code: ClassVar[str | None] = None
    evidence: ClassVar[tuple[str, ...]] = ()
    formula_version: ClassVar[int] = 1
    remembers: ClassVar[bool] = False

    @property
    def reading(self) -> str:
        """The SQL text that counts what is read and left out: of orders, or of order lines."""
        return "reading"

    @property
    def codes(self) -> tuple[str, ...]:
        """The possible verdicts, best last; empty for numbers and open lists."""
        return ()

    @property
    def parameters(self) -> dict[str, Any]:
        """Everything that shapes the result, in types JSON knows."""
        return {name: plain(value) for name, value in asdict(self).items()}

    def fit(self, facts: Facts, *, as_of: date, before: Scored | pa.Table | None = None) -> Scored:
        """Judge everyone known before ``as_of``.

        ``before`` is the last verdict on each customer, a result of the same measure or a table of ``as_of``,
        ``customer_id``, ``code``. Measures that remember hold on to it; others ignore it.
        Refuses with ``MeasureRefused`` where the number would mislead.
        """
        known = last_known(before if self.remembers else None, as_of=as_of)
        observation = self.observe(facts, [as_of], before=known)
        computed = self.compute(observation)
        read = facts.reading(self.reading, as_of=as_of)
        return Scored(
            measure=self.name,
            formula_version=self.formula_version,
            as_of=as_of,
            parameters={**self.parameters, **computed.found},
            table=computed.table,
            warnings=(*cautions_of_reading(read, as_of=as_of), *computed.cautions),
            rows_read=read["rows_read"],
            rows_after_as_of=read["rows_after_as_of"],
            customers=computed.table.num_rows if "customer_id" in computed.table.column_names else 0,
            code=self.code,
            extras=computed.extras,
            log_likelihood=computed.log_likelihood,
            holdout=computed.holdout,
        )

    def observe(self, facts: Facts, dates: list[date], *, before: pa.Table) -> Observation:
        """How this measure looks at the facts on some dates."""
        return facts.observe(dates, last_known=before)

    def compute(self, observation: Observation) -> Computed:
        """Rows for every as-of date of the observation, ordered by date and id."""
        raise NotImplementedError


def last_known(before: Scored | pa.Table | None, *, as_of: date) -> pa.Table:
    """The last verdict on each customer as a table of as_of, customer_id, code; rows without a code are dropped.

    Refuses two verdicts on one customer, and verdicts later than ``as_of``.
    """
    if before is None:
        return NO_LAST_KNOWN.empty_table()
    table = before.table if isinstance(before, Scored) else before
    code = before.code if isinstance(before, Scored) else "code"
    named = table.select(["as_of", "customer_id", code]).rename_columns(NO_LAST_KNOWN.names).cast(NO_LAST_KNOWN)
    kept = named.filter(named["code"].is_valid())
    if len(kept["customer_id"].unique()) != kept.num_rows:
        raise MeasureRefused(_("The last verdicts name a customer twice; give one row each."))
    if kept.num_rows and pc.max(kept["as_of"]).as_py() > as_of:
        raise MeasureRefused(_("The last verdicts are later than %(as_of)s."), as_of=as_of.isoformat())
    return kept


def cautions_of_reading(read: Mapping[str, int], *, as_of: date) -> list[Caution]:
    """What was left out of a reading, said once each."""
    codes = ("rows_after_as_of", "rows_without_customer", "rows_of_unlisted_customers")
    return [say(code, rows=read[code], as_of=as_of.isoformat()) for code in codes if read[code]]


def plain(value: Any) -> Any:
    """The value in types JSON knows: lists for tuples, text for decimals and days."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
