"""The measure: what the next contact still brings, and when to stop."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.found import Found
from zhike.insight.measures.scoring.answers import yes_or_no
from zhike.insight.measures.settings import Manners, refuse_beyond

#: The normal quantile of a 90 % band.
Z = 1.6448536269514722


@dataclass(frozen=True)
class ContactCurve(Manners):
    """Of those contacted an nth time, the share that answers this time; and the number after which it does not pay.

    *Reading.* The curve falls: who has not answered three calls seldom answers the fourth. ``stop_after`` is the last
    contact whose expected gain covers its cost. Past answers fall also because the willing answered first; an
    experiment says more than this curve.

    *Formula.* rate(n) = answers at the nth contact / people contacted n times or more; ``cumulative`` is the share of
    all people that answered by then. Bands of 90 % after Wilson. ``profit`` is rate × ``gain`` − ``cost`` per contact.

    *Tables.* ``curve``: ``contact`` from 1, ``contacted``, ``answers``, ``rate``, ``low_90``, ``high_90``,
    ``cumulative``, ``profit`` (null without gain and cost). *Parameters.* ``stop_after``, null without gain and cost.

    *Source.* Wilson 1927.

    >>> table = pa.table({"calls": [1, 1, 2, 2, 3, 3], "bought": ["yes", "yes", "yes", "no", "no", "no"]})
    >>> found = ContactCurve(gain=10, cost=2).of(table, contacts="calls", target="bought")
    >>> [round(row["rate"], 2) for row in found.table.to_pylist()], found.parameters["stop_after"]
    ([0.33, 0.25, 0.0], 2)
    """

    name: ClassVar[str] = "contact_curve"

    gain: float | None = None
    cost: float | None = None
    most: int = 50

    def __post_init__(self) -> None:
        refuse_beyond(self, "gain", "cost", least=0)
        refuse_beyond(self, "most", least=1, is_whole=True)

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return asdict(self)

    def of(self, table: pa.Table, *, contacts: str, target: str) -> Found:
        """The curve of a table with one row per person: how often contacted, whether the last contact was answered."""
        if missing := [name for name in (contacts, target) if name not in table.column_names]:
            raise MeasureRefused(_("A column named %(columns)s is missing."), columns=", ".join(missing))
        answers = [yes_or_no(value) for value in table[target].to_pylist()]
        counts = [0 if count is None else int(count) for count in table[contacts].to_pylist()]
        kept = [
            (count, answer) for count, answer in zip(counts, answers, strict=True) if count > 0 and answer is not None
        ]
        steps = np.arange(1, min(max((count for count, _a in kept), default=0), self.most) + 1)
        number = np.array([count for count, _answer in kept], np.int64)
        yes = np.array([answer for _count, answer in kept], np.bool_)
        contacted = np.array([(number >= step).sum() for step in steps], np.int64)
        came = np.array([(yes & (number == step)).sum() for step in steps], np.int64)
        curve = self.curve(steps, contacted, came)
        stop = self.stop(curve)
        return Found(self.name, {"curve": curve}, {**self.parameters, "stop_after": stop}, rows_read=table.num_rows)

    def curve(self, steps: np.ndarray, contacted: np.ndarray, came: np.ndarray) -> pa.Table:
        """One row per contact."""
        rate = came / np.maximum(contacted, 1)
        low, high = wilson(rate, contacted)
        priced = self.gain is not None and self.cost is not None
        profit = rate * (self.gain or 0) - (self.cost or 0)
        return pa.table(
            {
                "contact": pa.array(steps, pa.int64()),
                "contacted": pa.array(contacted, pa.int64()),
                "answers": pa.array(came, pa.int64()),
                "rate": pa.array(rate, pa.float64()),
                "low_90": pa.array(low, pa.float64()),
                "high_90": pa.array(high, pa.float64()),
                "cumulative": pa.array(np.cumsum(came) / max(contacted[0] if len(contacted) else 1, 1), pa.float64()),
                "profit": pa.array(profit, pa.float64(), mask=np.full(len(rate), not priced)),
            }
        )

    def stop(self, curve: pa.Table) -> int | None:
        """The last contact before the first that does not pay; 0 when none does."""
        if self.gain is None or self.cost is None:
            return None
        paying = 0
        for row in curve.to_pylist():
            if row["profit"] < 0:
                break
            paying = row["contact"]
        return paying


def wilson(rate: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bands of 90 % around shares.

    >>> [round(float(side[0]), 3) for side in wilson(np.array([0.5]), np.array([100]))]
    [0.419, 0.581]
    """
    n = np.maximum(count, 1)
    middle = (rate + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * np.sqrt(rate * (1 - rate) / n + Z**2 / (4 * n**2))
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
