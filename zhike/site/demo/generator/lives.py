"""Turns the roster into histories: who never buys, who buys when, and who was lost."""

from dataclasses import dataclass
from datetime import date, timedelta

from zhike.site.demo.generator.chance import stream
from zhike.site.demo.generator.process import PROCESSES, History, draw_history
from zhike.site.demo.generator.records import Life
from zhike.site.demo.generator.roster import HISTORY_DAYS, Prospect
from zhike.site.demo.generator.seasons import SeasonClock

TALKERS = {"consumer": 0.12, "enterprise": 0.30, "channel": 0.30}
"""Share of buyers who speak of the house to others; firms share good suppliers more readily than people do."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns days after the start of the records into dates."""

    as_of: date

    @property
    def start(self) -> date:
        """The first day of the records."""
        return self.as_of - timedelta(days=HISTORY_DAYS)

    def day(self, days: float) -> date:
        """The date that many days after the start."""
        return self.start + timedelta(days=int(days))


@dataclass(frozen=True, slots=True)
class Known:
    """A prospect with its history: when it was first known and when it bought, in days after the start."""

    prospect: Prospect
    known: float
    purchases: tuple[float, ...]
    truth: History | None
    talks: bool

    @property
    def code(self) -> str:
        """The customer's code."""
        return self.prospect.code


def live(roster: list[Prospect], calendar: Calendar, *, seed: int) -> list[Known]:
    """The history of everybody on the roster."""
    clocks = {kind: SeasonClock(calendar.start, calendar.as_of, process.season) for kind, process in PROCESSES.items()}
    return [_live_one(prospect, clocks, seed) for prospect in roster]


def lives(known: list[Known], calendar: Calendar) -> tuple[Life, ...]:
    """The truth of every drawn buyer; told stories have none."""
    return tuple(
        Life(
            one.code,
            one.truth.purchases_per_week,
            one.truth.dropout_per_week,
            calendar.day(one.purchases[0]),
            calendar.day(one.truth.ends) if one.truth.ends < HISTORY_DAYS else None,
        )
        for one in known
        if one.truth
    )


def _live_one(prospect: Prospect, clocks: dict[str, SeasonClock], seed: int) -> Known:
    if prospect.story:
        return _told(prospect)
    random = stream(seed, "life", prospect.code)
    process = PROCESSES.get(prospect.kind)
    if process is None or random.random() < process.never_buys:
        return Known(prospect, prospect.arrival, (), None, talks=False)
    history = draw_history(process, clocks[prospect.kind], prospect.arrival, HISTORY_DAYS, random)
    # Half of the buyers asked before they bought.
    hesitation = random.choice((0.0, random.expovariate(1 / 14)))
    known = max(0.0, prospect.arrival - hesitation)
    return Known(prospect, known, history.purchases, history, talks=random.random() < TALKERS.get(prospect.kind, 0))


def _told(prospect: Prospect) -> Known:
    story = prospect.story
    assert story is not None
    # Around noon, so that the told day holds whatever hours the shop keeps.
    purchases = sorted(HISTORY_DAYS - days + 0.4 for days in story.purchases)
    return Known(prospect, prospect.arrival, tuple(purchases), None, talks=story.advocate)
