"""What a domain says of a cube: its dimensions, its measures, and the records behind each cell."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kit import registry
from zhike.kit.access.models import Actor
from zhike.kit.access.rows import may
from zhike.kit.facts import Column, Fact
from zhike.kit.fields import Field
from zhike.rights.fields import Masked

SUM, DISTINCT, LAST, EXACT = "sum", "distinct", "last", "exact"
MONEY, COUNT, NUMBER, SHARE = "money", "count", "number", "share"
ADDED = ("choice", "yesno", "text")  # kinds of added fields that a cube can be cut by
Need = tuple[type[Model], str] | None  # a noun, and a field of it
Noun = type[Model] | None
_cubes: dict[str, "Cube"] = {}


class Listed(Sequence[tuple[Any, Any]]):
    """Values and their words in an order that people change: read each time somebody looks."""

    def __init__(self, read: Callable[[], Sequence[tuple[Any, Any]]]):
        self.read = read

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.read())

    def __getitem__(self, place: Any) -> Any:
        return self.read()[place]

    def __len__(self) -> int:
        return len(self.read())


@dataclass(frozen=True)
class Counted:
    """A table that a domain counts itself each time the cubes are built: its rows by the names of its columns."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Mapping[str, Any]]]


@dataclass(frozen=True)
class Dimension:
    """A way to cut a cube.

    type      text, key (of a row of `model`), yesno, or a grain of time: year, quarter, month, week, day
    asked     how a condition of the list of records names it
    model     the noun whose rows its values name, by their number or by another unique column (`match`)
    needs     a noun and a field of it that must be readable by whoever cuts by it; without a field the noun alone
    choices   its values with their words, in order, where they are listed
    finer     the dimension that opening one of its values leads to
    by_number whether the list asks for these rows by number where their values here are those of another column
    per_line  whether the lines of one record may differ in it
    several   whether one record may have several of its values, each of which the list can be asked for
    """

    name: str
    label: Any
    type: str = "text"
    asked: str = ""
    needs: Need = None
    choices: Sequence[tuple[Any, Any]] = field(default=(), compare=False)
    model: Noun = None
    match: str = "pk"
    by_number: bool = False
    finer: str = ""
    per_line: bool = False
    several: bool = False

    @property
    def is_time(self) -> bool:
        return self.type in ("year", "quarter", "month", "week", "day")


def of_field(noun: type[Model], name: str, label: Any, **told: Any) -> Dimension:
    """A dimension that is a field of the records: lists ask by it, and whoever may not read it cannot cut by it."""
    return Dimension(name, label, asked=name, needs=(noun, name), **told)


GRAIN_WORDS = {
    "year": _("Year"),
    "quarter": _("Quarter"),
    "month": _("Month"),
    "week": _("Week"),
    "day": pgettext_lazy("grain", "Day"),
}
FINER = {"year": "quarter", "quarter": "month", "month": "day", "week": "day"}


def times() -> tuple[Dimension, ...]:
    """The grains of the day of a cube."""
    return tuple(Dimension(name, GRAIN_WORDS[name], name, finer=FINER.get(name, "")) for name in GRAIN_WORDS)


@dataclass(frozen=True)
class Part:
    """What the engine computes of the rows of a cell.

    how     sum of an expression; its distinct values; its sum on the last day of the cell (a stock); or exact, where
            the expression aggregates by itself
    once    of distinct records: what to add up instead as long as no line is told from another of its record
    """

    how: str
    sql: str
    once: str = ""


@dataclass(frozen=True)
class Measure:
    """A number of a cube, computed for each cell from parts, so that no cell adds up what cannot be added.

    parts   what it is computed from, by name; the sum of the column of its own name where nothing is said
    value   a formula over the names of the parts; the part of its own name where nothing is said
    unit    money, count, number or share
    about   how it is meant, in a sentence
    only    the condition of the list of records that holds for what it counts
    needs   as of a dimension, and `besides` what else it needs
    counts  the condition of the engine for the rows that it counts, where no list could ask it, or not of lines
    is_worse_more   growth of it is no good news
    """

    name: str
    label: Any
    parts: Mapping[str, Part] = field(default_factory=dict)
    value: str = ""
    unit: str = MONEY
    about: Any = ""
    only: str = ""
    counts: str = ""
    needs: Need = None
    besides: Need = None
    is_worse_more: bool = False
    tree: Any = field(default=None, compare=False)  # of a measure that somebody made up

    def __post_init__(self) -> None:
        if not self.parts and self.tree is None:
            object.__setattr__(self, "parts", {self.name: Part(SUM, self.name)})

    @property
    def formula(self) -> str:
        return self.value or self.name

    @property
    def is_additive(self) -> bool:
        """Whether the cells of a row add up to its total."""
        part = self.parts.get(self.formula)
        return part is not None and part.how == SUM


def how_many(name: str, label: Any, **told: Any) -> Measure:
    """A measure that counts the rows of a cell."""
    return Measure(name, label, {name: Part(SUM, "1")}, unit=COUNT, **told)


@dataclass(frozen=True)
class Figure:
    """A number of one row of the table of a cube, by the name of its column; `needs` as of a measure.

    Those of several rows that may not be added up have no sum.
    """

    name: str
    label: Any
    unit: str = MONEY
    needs: Need = None
    is_added: bool = True


@dataclass(frozen=True)
class Unpriced:
    """Records whose amounts a cube leaves out, because no exchange rate of their day is known.

    nouns       what they are; the fact that lists them, and the caution that says how many, are called after it
    only        the condition of the list of records that holds for all others
    are_counted whether they count beside the amounts; else nothing of them does
    """

    nouns: str
    only: str = "has_rate = yes"
    are_counted: bool = False

    @property
    def fact(self) -> str:
        return f"unpriced_{self.nouns}"

    @property
    def sentence(self) -> str:
        return f"{self.nouns}_without_rate"

    def misses(self, measure: Measure) -> bool:
        """Whether a measure leaves them out."""
        return measure.unit == MONEY or not self.are_counted


@dataclass(frozen=True)
class Cube:
    """Measures by dimensions.

    records   the noun whose list shows what stands behind a cell; whoever may read none of it sees nothing
    key       the column with the number of the record
    owners    relations of the noun to others that its scope goes along, each with the column of their numbers
    day       the column of the business day; empty where time does not pass
    page      the address, by name, of a page that shows what stands behind a cell where no list of the noun could;
              asked by dimension, `since` and `until`, and a `filter` on the noun that `page_path` leads to
    asked_day how a condition of the list names the day; without one the list cannot be asked for a cell
    sql       the table itself over the facts, over what stands beside every cube, and over this one's `beside`
    lines     the dimensions that tell its rows apart within a record, and `figures` their numbers: what is listed
              behind a cell of some lines of its records, or of rows that no list can ask for; without figures the
              records themselves are
    unpriced  the records that its amounts leave out, where there may be any
    usual     what is asked where an address says nothing
    order     smaller is offered first
    added_to  the noun whose added fields are dimensions too, and how the list reaches them
    """

    name: str
    label: Any
    about: Any
    records: type[Model]
    key: str
    sql: str
    declared: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    facts: tuple[str, ...]
    beside: tuple[Fact | Counted, ...] = ()
    owners: Mapping[str, str] = field(default_factory=dict)
    day: str = ""
    page: str = ""
    page_path: str = ""
    asked_day: str = ""
    added_to: type[Model] | None = None
    added_path: str = ""
    lines: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    unpriced: Unpriced | None = None
    usual: Mapping[str, str] = field(default_factory=dict)
    order: int = 50

    def __post_init__(self) -> None:
        """Parts go by their names: measures that are asked for together would take those of each other."""
        parts: dict[str, Part] = {}
        for name, part in (pair for measure in self.measures for pair in measure.parts.items()):
            if parts.setdefault(name, part) != part:
                raise ValueError(f"{self.name}: two parts are called {name}")

    def dimensions(self, by: Actor) -> dict[str, Dimension]:
        """What a person may cut by, by name."""
        return {one.name: one for one in (*self.declared, *self.added) if _readable(one.needs, by)}

    def measures_of(self, by: Actor) -> dict[str, Measure]:
        """What a person may measure, by name."""
        return {one.name: one for one in self.measures if _may_measure(one, by)}

    def figures_of(self, by: Actor) -> list[Figure]:
        """What a person may know of the numbers of its rows."""
        return [one for one in self.figures if _readable(one.needs, by)]

    @property
    def added(self) -> tuple[Dimension, ...]:
        """The added fields of a noun that go into the warehouse and have few values."""
        fields = registry.added_fields(self.added_to) if self.added_to else []
        return tuple(self._of_field(one) for one in fields if _has_few(one))

    def _of_field(self, one: Field) -> Dimension:
        assert self.added_to is not None
        return Dimension(
            one.name,
            one.label,
            type="yesno" if one.kind == "yesno" else "text",
            asked=f"{self.added_path}{one.name}",
            needs=(self.added_to, one.name),
            choices=one.choices if one.kind == "choice" else (),
        )


def declare(cube: Cube) -> Cube:
    """Offer a cube. The last one under a name wins."""
    _cubes[cube.name] = cube
    return cube


def cubes(*, by: Actor) -> list[Cube]:
    """The cubes whose records a person may read at all, in their order."""
    return [cube for cube in declared_cubes() if may(by, "read", cube.records)]


def declared_cubes() -> list[Cube]:
    """Every cube, whoever asks."""
    return sorted(_cubes.values(), key=lambda cube: cube.order)


def declared(name: str) -> Cube:
    """One cube, whoever asks. Raises KeyError."""
    return _cubes[name]


def _has_few(one: Field) -> bool:
    """Whether an added field is known to the warehouse, has few values, and tells of nobody in person."""
    return one.fact in ("string", "bool") and one.kind in ADDED and not one.personal


def _may_measure(one: Measure, by: Actor) -> bool:
    return _readable(one.needs, by) and _readable(one.besides, by)


def _readable(needs: Need, by: Actor) -> bool:
    """Whether somebody may know the field that a dimension or a measure tells of; a masked one tells nothing."""
    if needs is None:
        return True
    model, name = needs
    if not may(by, "read", model):
        return False
    had = {one.name: one for one in registry.entity_of(model).seen_by(by).all_fields}
    return not name or (name in had and not isinstance(had[name], Masked))
