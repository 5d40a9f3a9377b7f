"""Survival: how long it takes until customers buy again, or fall silent, counting those still waiting."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.engine import Observation
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.lifetime.repeats import as_floats
from zhike.insight.measures.measure import Computed, Measure
from zhike.insight.measures.staying.curves import KaplanMeier, kaplan_meier, log_rank

Event = Literal["second_purchase", "silence"]
Group = Literal["all", "kind", "region", "joined_year"]
CURVES = pa.schema(
    [
        ("as_of", pa.date32()),
        ("group", pa.string()),
        ("days", pa.int64()),
        ("at_risk", pa.int64()),
        ("events", pa.int64()),
        ("survival", pa.float64()),
        ("standard_error", pa.float64()),
        ("low_90", pa.float64()),
        ("high_90", pa.float64()),
    ]
)
GROUPS = pa.schema(
    [("group", pa.string()), ("customers", pa.int64()), ("events", pa.int64()), ("median_days", pa.float64())]
)
TEST = pa.schema([("chi_square", pa.float64()), ("degrees", pa.int64()), ("p", pa.float64())])


@dataclass(frozen=True)
class Survival(Measure):
    """The share of customers to whom something has not happened yet, by days since their first purchase.

    *Reading.* ``of="second_purchase"``: where the curve turns flat, those who have not come back will hardly do so:
    care for new customers belongs before that day. ``of="silence"``: the share that had never been silent for
    ``silence_days`` yet; where it drops, customers are lost, or were for a while: who came back after such a silence
    had been silent too. Groups whose bands part differ; the log-rank test says whether all of them could have one
    curve (a small p: no).

    *Formula.* Kaplan-Meier with Greenwood bands (90 %, on ln(-ln S)); customers still waiting count for as long as
    they have been seen. ``by`` kind, region, joined_year or all.

    *Columns.* ``as_of``; ``group``; ``days``; ``at_risk``; ``events``; ``survival`` 0 to 1, its error and band.
    Tables ``groups`` (customers, events, ``median_days``, null where more than half are left) and ``log_rank``.
    *Sources.* Kaplan and Meier 1958; Greenwood 1926; Mantel 1966.

    >>> from datetime import date
    >>> from zhike.insight.measures.example import tea_house
    >>> scored = Survival().fit(tea_house(), as_of=date(2025, 7, 1))
    >>> [(row["days"], row["survival"]) for row in scored.table.to_pylist()]
    [(16, 0.75), (30, 0.5), (182, 0.25), (184, 0.0)]
    """

    name: ClassVar[str] = "survival"
    formula_version: ClassVar[int] = 2

    of: Event = "second_purchase"
    by: Group = "all"
    silence_days: int = 180

    def __post_init__(self) -> None:
        if self.of not in get_args(Event) or self.by not in get_args(Group):
            raise MeasureRefused(_("Survival is of second_purchase or silence, by all, kind, region or joined_year."))
        if self.silence_days < 1:
            raise MeasureRefused(_("A window has at least one day."))

    def compute(self, observation: Observation) -> Computed:
        as_of = observation.dates[-1]
        settings: dict[str, Any] = {"of": self.of, "by": self.by, "silence_days": self.silence_days}
        seen = ask(observation.facts, "survival", as_of=as_of, **settings)
        names = np.array(seen["group_name"].to_pylist(), dtype=object)
        columns = tuple(as_floats(seen, name) for name in ("days", "happened", "customers"))
        curves = {name: kaplan_meier(*(column[names == name] for column in columns)) for name in sorted(set(names))}
        rows = [row for name, curve in curves.items() for row in rows_of(as_of, name, curve)]
        test = log_rank(columns[0], columns[1], names.astype(str), columns[2])._asdict() if len(curves) > 1 else None
        groups = [
            {
                "group": name,
                "customers": int(columns[2][names == name].sum()),
                "events": int(curve.events.sum()),
                "median_days": curve.median,
            }
            for name, curve in curves.items()
        ]
        tables = {
            "groups": pa.Table.from_pylist(groups, GROUPS),
            "log_rank": pa.Table.from_pylist([test] if test else [], TEST),
        }
        return Computed(pa.Table.from_pylist(rows, CURVES), (), tables)


def rows_of(as_of, name: str, curve: KaplanMeier) -> list[dict]:
    """One group's curve as rows."""
    return [
        dict(zip(CURVES.names, (as_of, name, int(day), round(risk), round(events), *map(float, rest)), strict=True))
        for day, risk, events, *rest in zip(*curve, strict=True)
    ]
