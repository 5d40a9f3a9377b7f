"""What other domains put on a noun's pages: panels, timeline entries and ways, offered upward and rendered here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Model

from zhike.kit.access.rows import may
from zhike.kit.entity import Entity
from zhike.kit.registry import entity_of

PLACES = ("top", "left", "main", "right")
EVERY: type[Model] = Model  # what is offered to it stands on the page of every noun
LATE = "kit/late.html"  # stands for what comes later
Context = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """A card on a detail page. `context(row, by=…)` gives the template its values, or None to show nothing."""

    template: str
    context: Context
    place: str
    order: int
    late: bool = False

    def values(self, row: Model, *, by) -> dict[str, Any] | None:
        """What its template is given, with what every panel is."""
        shared = {"row": row, "by": by, "entity": entity_of(type(row)), "may_change": may(by, "change", type(row))}
        context = self.context(row, by=by)
        return None if context is None else shared | context


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened, from any domain; `day` instead of a time where only the day is known.

    `template` draws what its `thing` holds beside the text, or in place of an empty one.
    """

    at: datetime
    kind: str
    text: str
    url: str = ""
    who: str = ""
    day: date | None = None
    template: str = ""
    thing: Any = None

    @property
    def when(self) -> date | datetime:
        """What people are told of its time."""
        return self.day or self.at


class Way(NamedTuple):
    """A button above a list that leads elsewhere. One that `fills` the list stands in an empty one too."""

    label: Any
    url: str
    fills: bool = False


Story = Callable[..., list[TimelineEntry]]
_panels: dict[type[Model], list[Panel]] = {}
_stories: dict[type[Model], list[tuple[str, Any, Story]]] = {}
_ways: list[Callable[..., Way | None]] = []


def offer_panel(
    model: type[Model], *, template: str, context: Context, place: str, order: int = 50, late: bool = False
) -> None:
    """Put a panel on every page of `model`, at `place` (top, left, main, right), lower `order` first.

    Those that are `late` are no reader's first need: one request fetches them all to where the first of them stands.
    """
    _panels.setdefault(model, []).append(Panel(template, context, place, order, late))


def offer_timeline(model: type[Model], story: Story, *, kind: str, label: Any) -> None:
    """Add entries of one kind to the timeline: `story(row, by=, before=, limit=, person=)`.

    It gives the newest before a moment; of those that `person` (a key) has a hand in, where one is given.
    """
    _stories.setdefault(model, []).append((kind, label, story))


def offer_way(way: Callable[..., Way | None]) -> Callable[..., Way | None]:
    """Put a button above the list of every noun for which `way(entity, by=, address=)` gives one."""
    _ways.append(way)
    return way


def panels(row: Model, *, by, whole: bool = True) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """The panels of a row by place, as template and context; unless `whole`, one stands for those that come late."""
    placed: dict[str, list[tuple[str, dict[str, Any]]]] = {place: [] for place in PLACES}
    late = [] if whole else late_panels(type(row))
    for panel in _ordered(type(row)):
        if panel in late[:1]:
            placed[panel.place].append((LATE, {"row": row, "entity": entity_of(type(row))}))
        elif panel not in late and (context := panel.values(row, by=by)) is not None:
            placed[panel.place].append((panel.template, context))
    return placed


def late_panels(model: type[Model]) -> list[Panel]:
    """Those that come when the page is there."""
    return [panel for panel in _ordered(model) if panel.late]


def ways(entity: Entity, *, by: Any, address: str) -> list[Way]:
    """The buttons above the list that stands at `address`, in the order they were offered."""
    return [found for way in _ways if (found := way(entity, by=by, address=address))]


def timeline_kinds(model: type[Model]) -> list[tuple[str, Any]]:
    """The kinds of entries a timeline can be narrowed to, with their labels."""
    return [(kind, label) for kind, label, _story in _offered(_stories, model)]


def timeline(
    row: Model, *, by, kind: str = "", person: int | None = None, before: datetime | None = None, limit: int = 30
) -> list[TimelineEntry]:
    """The newest entries of every domain, or of one kind or one person, merged by time."""
    found: list[TimelineEntry] = []
    for name, _label, story in _offered(_stories, type(row)):
        if kind in ("", name):
            found += story(row, by=by, before=before, limit=limit, person=person)
    return sorted(found, key=lambda entry: entry.at, reverse=True)[:limit]


def asked_for(found: Any, *, at: str, before: datetime | None, who: str, person: int | None) -> Any:
    """Of the rows of a story those that a timeline asks for: before a moment, and of one person where it names one."""
    found = found.filter(**{f"{at}__lt": before}) if before else found
    return found.filter(**{who: person}) if person else found


def _ordered(model: type[Model]) -> list[Panel]:
    return sorted(_offered(_panels, model), key=lambda panel: panel.order)


def _offered(offers: dict[type[Model], list[Any]], model: type[Model]) -> list[Any]:
    return [*offers.get(model, ()), *offers.get(EVERY, ())]
