"""The rail: the places of the system, added by each domain's pages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, Value
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

MOST_DRAWN = 1000  # rails kept as they were drawn
COUNTED = 1000  # things that wait at one place; more are not counted
Count = Callable[[Any], int | QuerySet[Any]]
_places: dict[str, "Place"] = {}
_top: list[str] = []
_drawn: dict[tuple, str] = {}


@dataclass(frozen=True, eq=False)
class Place:
    """One place of the rail.

    key       its name, unique; also the name of its drawing in `icons.svg`
    label     the word people see
    url_name  where it leads, with `args` where the address has parts and `query` what it asks for
    order     smaller stands higher; below another place, each ten of them stands apart
    counts    how much waits there for a person, as a small figure or as the rows; zero is not shown
    under     the key of the place it belongs to: shown only while that place is open
    letter    the key that goes there after `g`
    shown_to  whether a person sees it at all
    holds     slugs of further nouns whose pages belong to it
    """

    key: str
    label: Any
    url_name: str
    order: int
    counts: Count | None = None
    args: tuple = ()
    query: str = ""
    under: str = ""
    letter: str = ""
    shown_to: Callable[[Any], bool] = lambda by: True
    holds: tuple[str, ...] = ()

    @property
    def group(self) -> int:
        """Which ten it stands in."""
        return self.order // 10


def add(place: Place) -> None:
    """Give a place its spot on the rail. The last one under a key wins."""
    _places[place.key] = place


def add_to_top(template: str) -> None:
    """Put a part into the top bar of every page, after those that are there."""
    if template not in _top:
        _top.append(template)


def places() -> list[Place]:
    """Every place, in the order of the rail."""
    return sorted(_places.values(), key=lambda place: place.order)


@dataclass
class Stop:
    """A place as one person sees it on one page."""

    place: Place
    by: Any
    url: str
    is_here: bool = False
    is_open: bool = False
    count: int = 0
    stops: list["Stop"] = field(default_factory=list)

    @property
    def link(self) -> str:
        """Where a click leads."""
        return f"{self.url}?{self.place.query}" if self.place.query else self.url

    @property
    def look(self) -> tuple:
        """All that decides how it is drawn."""
        return (self.place, self.is_here, self.is_open, self.count, *(stop.look for stop in self.stops))


class Rail:
    """What a template needs to draw the rail; nothing is asked of the database before the template asks."""

    top = _top
    thumb = 4  # places on the bottom bar of a phone; the fifth is "more"

    def __init__(self, *, by: Any, path: str):
        self.by, self.path = by, path

    @cached_property
    def stops(self) -> list[Stop]:
        """The places as they stand; what waits at them is not known yet."""
        seen = [Stop(place, self.by, _address(place)) for place in places() if place.shown_to(self.by)]
        roots = {root for stop in seen for root in _roots(stop.place) if self.path.startswith(root)}
        here = max(roots, key=len, default=None)
        for stop in seen:
            stop.is_here = stop.is_open = here in _roots(stop.place)
        return _nested(seen)

    @property
    def rest(self) -> list[Stop]:
        return self.stops[self.thumb :]

    @cached_property
    def look(self) -> tuple:
        """All that decides how the rail is drawn; what waits is asked only where it is shown."""
        _count([shown for stop in self.stops for shown in (stop, *(stop.stops if stop.is_open else ()))], by=self.by)
        return (get_language(), settings.FIRM_NAME, *(stop.look for stop in self.stops))

    def drawn(self, template: str) -> str:
        """A part of the page that shows nothing but the rail: drawn once for each look of it."""
        key = (template, *self.look)
        if key not in _drawn:
            if len(_drawn) >= MOST_DRAWN:
                _drawn.clear()
            _drawn[key] = render_to_string(template, {"nav": self, "firm_name": settings.FIRM_NAME})
        return _drawn[key]


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the rail, the firm and the languages, for `kit/document.html`."""
    by = getattr(request, "user", None)
    return {
        "nav": Rail(by=by, path=request.path) if by is not None and by.is_authenticated else None,
        "firm_name": settings.FIRM_NAME,
        "languages": settings.LANGUAGES,
    }


def _count(stops: list[Stop], *, by: Any) -> None:
    """Note what waits at each place; the rows of all of them are counted in one question."""
    waiting: dict[str, QuerySet[Any]] = {}
    for stop in stops:
        waits = stop.place.counts(by) if stop.place.counts else 0
        if isinstance(waits, int):
            stop.count = waits
        else:
            waiting[stop.place.key] = waits.order_by().annotate(_at=Value(stop.place.key)).values_list("_at")[:COUNTED]
    first, *others = waiting.values() or (None,)
    found = [] if first is None else list(first.union(*others, all=True) if others else first)
    for stop in stops:
        if stop.place.key in waiting:
            stop.count = found.count((stop.place.key,))


@cache
def _address(place: Place) -> str:
    return reverse(place.url_name, args=place.args)


@cache
def _roots(place: Place) -> tuple[str, ...]:
    """The addresses below which a page stands in this place."""
    return (_address(place), *(reverse("kit:list", args=(slug,)) for slug in place.holds))


def _nested(seen: list[Stop]) -> list[Stop]:
    """Stops of the first level; a place under another one opens it."""
    top = {stop.place.key: stop for stop in seen if not stop.place.under}
    for stop in seen:
        if above := top.get(stop.place.under):
            above.stops.append(stop)
            above.is_open = above.is_open or stop.is_here
    return list(top.values())
