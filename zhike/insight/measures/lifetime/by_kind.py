"""Fitted lifetime value where a firm has customers of different kinds, each by models of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, say
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.customers import Customers
from zhike.insight.measures.lifetime.worth import FittedClv
from zhike.insight.measures.measure import Computed


@dataclass(frozen=True)
class ClvByKind(FittedClv):
    """What each customer is worth from now on, each kind of customer fitted for itself.

    *Reading.* As ``FittedClv``. Consumers and wholesalers together have a spend without a mean, and no value; apart
    they have. Values of all kinds are in the same money and may be added up.

    *Formula.* ``FittedClv`` over the customers of each kind. A kind that cannot be fitted has no values, ``reason``
    ``kind_not_fitted`` and a caution; where none can, the measure refuses. The back-test is of all together.

    *Columns.* As ``FittedClv``. Tables ``parameters`` and ``spend`` with the ``kind``; the parameters are named
    ``<kind>.r`` and so on.

    >>> from datetime import date
    >>> from zhike.insight.measures.example import tea_house
    >>> scored = ClvByKind(minimum_repeaters=1, penalty=1).fit(tea_house(), as_of=date(2025, 7, 1))
    >>> scored.extras["spend"]["kind"].unique().to_pylist()
    ['channel', 'consumer', 'enterprise']
    """

    @property
    def parameters(self) -> dict[str, Any]:
        return {**super().parameters, "by": "kind"}

    def compute(self, observation: Observation) -> Computed:
        as_of = observation.dates[-1]
        everyone = Customers.read(observation.facts, as_of=as_of, unit=self.unit)
        found, refused = {}, {}
        for kind, customers in by_kind(everyone, observation).items():
            try:
                found[kind] = self.valued(customers)
            except MeasureRefused as refusal:
                refused[kind] = (customers, refusal)
        if not found and refused:
            raise next(iter(refused.values()))[1]
        together = joined(found, [unvalued(customers) for customers, _refusal in refused.values()])
        cautions = (*together.cautions, *(say("kind_not_fitted", kind=kind) for kind in refused))
        return self.tested(together._replace(cautions=cautions), observation.facts, as_of=as_of)


def by_kind(everyone: Customers, observation: Observation) -> dict[str, Customers]:
    """The customers of each kind that has any, by the name of the kind."""
    known = observation.query("SELECT customer_id, kind FROM customers ORDER BY customer_id").to_pydict()
    kinds = dict(zip(known["customer_id"], known["kind"], strict=True))
    column = pa.array([kinds[customer] for customer in everyone.table["customer_id"].to_pylist()], pa.string())
    return {
        kind: Customers(everyone.table.filter(pc.equal(column, kind)), everyone.unit)
        for kind in sorted(column.unique().to_pylist())
    }


def unvalued(customers: Customers) -> pa.Table:
    """Rows without a figure, which say why."""
    stated = customers.told()
    why = pc.if_else(pa.array(customers.bought), "kind_not_fitted", stated["reason"].combine_chunks())
    return stated.set_column(stated.column_names.index("reason"), "reason", why)


def joined(found: Mapping[str, Computed], others: list[pa.Table]) -> Computed:
    """The results of all kinds as one; what several say in the same words is said once."""
    tables = pa.concat_tables([*(part.table for part in found.values()), *others], promote_options="default")
    extras = {
        name: pa.concat_tables([with_kind(part.extras[name], kind) for kind, part in found.items()])
        for name in ("parameters", "spend")
        if found
    }
    parameters = {f"{kind}.{name}": value for kind, part in found.items() for name, value in part.found.items()}
    likelihoods = [part.log_likelihood for part in found.values() if part.log_likelihood is not None]
    return Computed(
        tables.sort_by("customer_id"),
        said_once([caution for part in found.values() for caution in part.cautions]),
        extras,
        parameters,
        sum(likelihoods) if likelihoods else None,
    )


def with_kind(table: pa.Table, kind: str) -> pa.Table:
    """The table with the kind in front of every row."""
    return table.add_column(0, "kind", pa.array([kind] * table.num_rows, pa.string()))


def said_once(cautions: list[Caution]) -> tuple[Caution, ...]:
    """The cautions without those that repeat another."""
    return tuple(caution for place, caution in enumerate(cautions) if caution not in cautions[:place])
