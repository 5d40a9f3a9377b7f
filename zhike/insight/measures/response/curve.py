"""The measure: what the next contact still brings, and when to stop."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.found import Found
from zhike.insight.measures.response.contacts import CHANNELS, Contacts, cautions_of, gain_of, refuse_few
from zhike.insight.measures.response.wilson import wilson
from zhike.insight.measures.scoring.answers import yes_or_no
from zhike.insight.measures.settings import Estimator, refuse_beyond


@dataclass(frozen=True)
class ContactCurve(Estimator):
    """Of those contacted an nth time, the share that answers this time; and the number after which it does not pay.

    *Reading.* The curve falls: who has not answered three calls seldom answers the fourth. ``stop_after`` is the last
    contact whose expected gain covers its cost. Past answers fall also because the willing answered first; an
    experiment says more than this curve.

    *Formula.* rate(n) = answers at the nth contact / people contacted n times or more; ``cumulative`` is the share of
    all people that answered by then. Bands of 90 % after Wilson. ``profit`` is rate × ``gain`` − ``cost`` per contact.

    *Tables.* ``curve``: ``contact`` from 1, ``contacted``, ``answers``, ``rate``, ``low_90``, ``high_90``,
    ``cumulative``, ``profit`` (null without gain and cost). *Parameters.* ``stop_after``, null without gain and cost.

    *From activities* (``fit``): an answer is a purchase within ``answer_days`` of a contact and before the next one,
    and ends a round of contacts (see ``Contacts``). Without a ``gain`` it is the mean margin of what was bought, or its
    net sales where costs are not known. Beside the curve: ``channels`` and ``channel_curves``, the
    same by ``channel`` (call, visit, meeting); ``attempts``, the curve of calls until somebody speaks; ``left_alone``,
    the one row of the same people on mornings between which and ``answer_days`` to either side nobody contacted them:
    ``times``, ``bought``, ``rate``, ``low_90``, ``high_90``.

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
        number = np.array([count for count, _answer in kept], np.int64)
        yes = np.array([answer for _count, answer in kept], np.bool_)
        steps = self.steps(number)
        contacted = np.array([(number >= step).sum() for step in steps], np.int64)
        came = np.array([(yes & (number == step)).sum() for step in steps], np.int64)
        curve = self.curve(steps, contacted, came)
        stop = self.stop(curve)
        return Found(self.name, {"curve": curve}, {**self.parameters, "stop_after": stop}, rows_read=table.num_rows)

    def fit(self, facts: Facts, *, as_of: date, contacts: Contacts = Contacts()) -> Found:  # noqa: B008 -- frozen
        """The curves of the contacts that are recorded."""
        contacts.see(facts)
        return self.told(facts, as_of=as_of, contacts=contacts)

    def told(self, facts: Facts, *, as_of: date, contacts: Contacts) -> Found:
        """The curves of facts in which ``activities`` are seen."""
        made = contacts.made(facts, as_of=as_of)
        known = made.filter(pc.is_valid(made["answer"]))
        refuse_few(known)
        gain, said = (self.gain, ()) if self.gain is not None else gain_of(contacts.worth(facts, made, as_of=as_of))
        priced = replace(self, gain=gain)
        curve = priced.of_each(known)
        by_channel = {name: known.filter(pc.equal(known["channel"], name)) for name in CHANNELS}
        shown = {name: some for name, some in by_channel.items() if some.num_rows}
        curves = [named(name, priced.of_each(some)) for name, some in shown.items()]
        tables = {
            "curve": curve,
            "channels": channels_table(shown),
            "channel_curves": pa.concat_tables(curves),
            "attempts": self.of_each(contacts.attempts(facts, as_of=as_of)).drop_columns("profit"),
            "left_alone": alone_table(contacts.left_alone(facts, made, as_of=as_of)),
        }
        parameters = {**priced.parameters, **contacts.parameters, "stop_after": priced.stop(curve)}
        cautions = (*said, *cautions_of(made, contacts))
        return Found(self.name, tables, parameters, cautions, as_of=as_of, rows_read=known.num_rows)

    def of_each(self, contacts: pa.Table) -> pa.Table:
        """The curve of a table with one row per contact: its place, and whether it was answered."""
        number = contacts["contact"].to_numpy()
        yes = pc.equal(contacts["answer"], "yes").to_numpy().astype(np.bool_)
        steps = self.steps(number)
        contacted = np.array([(number == step).sum() for step in steps], np.int64)
        came = np.array([(yes & (number == step)).sum() for step in steps], np.int64)
        return self.curve(steps, contacted, came)

    def steps(self, number: np.ndarray) -> np.ndarray:
        """The contacts of the curve: from the first to the last one made, or to the most that is asked."""
        return np.arange(1, min(int(number.max(initial=0)), self.most) + 1)

    def curve(self, steps: np.ndarray, contacted: np.ndarray, came: np.ndarray) -> pa.Table:
        """One row per contact."""
        shares = rated(came, contacted)
        rate = shares["rate"]
        priced = self.gain is not None and self.cost is not None
        profit = rate * (self.gain or 0) - (self.cost or 0)
        return pa.table(
            {
                "contact": pa.array(steps, pa.int64()),
                "contacted": pa.array(contacted, pa.int64()),
                "answers": pa.array(came, pa.int64()),
                **shares,
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


def named(channel: str, curve: pa.Table) -> pa.Table:
    """The curve of a channel, with its name in front."""
    return curve.add_column(0, "channel", pa.array([channel] * curve.num_rows, pa.string()))


def channels_table(by_channel: dict[str, pa.Table]) -> pa.Table:
    """All contacts of each channel, whatever their place in a round."""
    contacted = np.array([some.num_rows for some in by_channel.values()], np.int64)
    came = np.array([pc.sum(pc.equal(some["answer"], "yes")).as_py() for some in by_channel.values()], np.int64)
    return pa.table({"channel": list(by_channel), "contacted": contacted, "answers": came, **rated(came, contacted)})


def alone_table(counted: dict[str, int]) -> pa.Table:
    """How often people bought whom nobody contacted; null where nobody was ever left alone."""
    times, bought = np.array([counted["times"]], np.int64), np.array([counted["bought"]], np.int64)
    table = pa.table({"times": times, "bought": bought, **rated(bought, times)})
    return table if counted["times"] else table.slice(0, 0)


def rated(came: np.ndarray, count: np.ndarray) -> dict[str, np.ndarray]:
    """Shares with their bands."""
    rate = came / np.maximum(count, 1)
    low, high = wilson(rate, count)
    return {"rate": rate, "low_90": low, "high_90": high}
