"""Contacts of the past as the measures of response read them: rounds that end with a purchase or with silence."""

from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts

CHANNELS = ("call", "visit", "meeting")
#: With fewer contacts of known end no share means anything.
LEAST = 30
#: Margins are known well enough when so much of what was sold has a cost.
COSTED = 0.8


@dataclass(frozen=True)
class Contacts:
    """How contacts are read: what counts as an answer, what ends a round, and how far back they are looked at.

    A contact is a call of ours in which somebody spoke, a visit or a meeting; a day counts once. The customer answers
    by buying within ``answer_days``, the day itself included, and before the next contact. A purchase ends a round of
    contacts, and so do ``round_days`` without one. Calls within ``again_days`` of one that nobody took are tries of one
    occasion.
    """

    answer_days: int = 30
    round_days: int = 90
    history_days: int = 730
    again_days: int = 7

    def __post_init__(self) -> None:
        for setting in fields(self):
            if not isinstance(given := getattr(self, setting.name), int) or given < 1:
                raise MeasureRefused(_("The setting %(name)s must be a whole number above zero."), name=setting.name)

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return asdict(self)

    def see(self, facts: Facts) -> None:
        """Let queries see the activities of a warehouse; refuses one that has none."""
        try:
            facts.see_also("activities")
        except MeasureRefused:
            refuse_few(pa.table({}))

    def made(self, facts: Facts, *, as_of: date) -> pa.Table:
        """One row per contact before ``as_of``, and one per customer as if contacted then (``is_now``)."""
        return facts.observe([as_of]).query(text_of("contacts"), as_of=as_of, **self.parameters)

    def attempts(self, facts: Facts, *, as_of: date) -> pa.Table:
        """One row per call: its place since somebody last spoke, and whether somebody did."""
        return facts.query(text_of("call_attempts"), as_of=as_of, **self.parameters)

    def left_alone(self, facts: Facts, made: pa.Table, *, as_of: date) -> dict[str, int]:
        """How often the same customers bought when nobody had contacted them."""
        wide, first = timedelta(days=self.answer_days), pc.min(made["day"]).as_py()
        days = [as_of - wide * back for back in range(1, (as_of - first).days // self.answer_days + 1)]
        mornings = {"day": days, "first_day": [day - wide for day in days], "end_day": [day + wide for day in days]}
        lent = {"contacts": made, "mornings": pa.table(mornings)}
        counted: dict[str, int] = facts.observe([as_of], **lent).query(text_of("left_alone")).to_pylist()[0]
        return counted

    def worth(self, facts: Facts, made: pa.Table, *, as_of: date) -> dict[str, Any]:
        """What the answers brought together."""
        found: dict[str, Any] = facts.observe([as_of], contacts=made).query(text_of("answers_worth")).to_pylist()[0]
        return found


def gain_of(worth: dict[str, Any]) -> tuple[float | None, tuple[Caution, ...]]:
    """The mean margin of an answer, or its mean net sales with a caution; None without an answer."""
    if not worth["answers"] or not worth["net"]:
        return None, ()
    mean = worth["net"] / worth["answers"]
    if worth["costed_net"] and worth["costed_net"] >= COSTED * worth["net"]:
        return mean * worth["costed_margin"] / worth["costed_net"], ()
    return mean, (say("value_is_sales"),)


def refuse_few(known: pa.Table) -> None:
    """Refuse to draw a curve through a handful of contacts."""
    if known.num_rows < LEAST:
        raise MeasureRefused(
            _("Only %(contacts)s contacts have a known end; at least %(least)s are needed."),
            contacts=known.num_rows,
            least=LEAST,
        )


def cautions_of(made: pa.Table, contacts: Contacts) -> list[Caution]:
    """Say from when on contacts are recorded where that is late, and how many are too young to be judged."""
    past = made.filter(pc.invert(made["is_now"]))
    as_of, first = pc.max(made["day"]).as_py(), pc.min(past["day"]).as_py()
    begins = as_of - timedelta(days=contacts.history_days)
    said = [say("contacts_start", first_day=first.isoformat())] if first > begins + timedelta(days=30) else []
    young = past.num_rows - pc.count(past["answer"]).as_py()
    return [*said, say("contacts_young", contacts=young, days=contacts.answer_days)] if young else said


def beside_columns(cautions: tuple[Caution, ...]) -> tuple[Caution, ...]:
    """Cautions without those about the columns of a file: those read here are ours, and lie before the answer."""
    return tuple(one for one in cautions if one.code not in ("fields_may_leak", "fields_say_nothing"))
