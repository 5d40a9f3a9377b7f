"""What a picture is made of: cards with a chart, the table behind it and sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhike.insight.reach import BOUGHT
from zhike.look import format
from zhike.look.charts import Drawing

if TYPE_CHECKING:
    import pyarrow as pa

    from zhike.insight.models import Run
    from zhike.insight.pictures.seen import Seen

Words = str | Promise
NOTHING = "—"


class Unit(StrEnum):
    """What the values of a column are."""

    TEXT = "text"
    DAY = "day"
    MONTH = "month"
    COUNT = "count"
    NUMBER = "number"
    TENTHS = "tenths"
    MONEY = "money"
    AMOUNT = "amount"
    SHARE = "share"
    POINTS = "points"
    TRUTH = "truth"


@dataclass(frozen=True)
class Column:
    """A column of figures: the key of its values in the rows, its head, and what they are.

    `unit_by` is the key of the unit in the rows where it differs from row to row.
    """

    name: str
    label: Words
    unit: Unit = Unit.TEXT
    unit_by: str = ""

    def unit_in(self, row: Mapping[str, Any]) -> Unit:
        """What the value of a row is."""
        return row[self.unit_by] if self.unit_by else self.unit


@dataclass(frozen=True)
class Figures:
    """The table behind a chart. `links` leads from a row, by its number, to what stands behind it.

    `is_open` is for a table that stands without a chart and is what its card shows.
    """

    title: Words
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    links: Mapping[int, str] = field(default_factory=dict)
    is_open: bool = False

    @property
    def shown(self) -> list[tuple[str, list[tuple[str, bool]]]]:
        """Each row as its link or "", and its cells: words, and whether they are a figure."""
        return [
            (self.links.get(at, ""), [(said(row[one.name], one.unit_in(row)), is_figure(one)) for one in self.columns])
            for at, row in enumerate(self.rows)
        ]

    @property
    def heads(self) -> list[tuple[Words, bool]]:
        """The heads, and whether figures stand below them."""
        return [(one.label, is_figure(one)) for one in self.columns]


@dataclass(frozen=True)
class Tile:
    """One figure of a board: its words, itself, a year before, what was aimed at, and whether it was reached.

    `to` leads to what the figure is made of, where a page shows it.
    """

    words: Words
    value: str
    before: str
    target: str
    mood: str
    meaning: Words
    to: str = ""


@dataclass(frozen=True)
class Alarm:
    """One alert as people work on it: words and links of what it is about, why it was raised, and what was found.

    `papers` are pairs of words and an address, `more` counts those left out; `verdict` is empty until somebody has
    looked into it.
    """

    key: str
    rule: Words
    day: date
    at_risk: str
    strength: str
    customer: tuple[str, str]
    seller: str
    reasons: Sequence[str]
    papers: Sequence[tuple[str, str]]
    more: int = 0
    verdict: str = ""
    note: str = ""


@dataclass(frozen=True)
class Card:
    """One part of a picture: what it shows, drawn, with the sentences that matter and the figures behind."""

    title: Words
    note: Words = ""
    drawing: Drawing | None = None
    figures: Sequence[Figures] = ()
    sentences: Sequence[Words] = ()
    tiles: Sequence[Tile] = ()
    alarms: Sequence[Alarm] = ()


@dataclass(frozen=True)
class Groups:
    """Whose customers can be opened: the table, its columns of customer and of group, the words and figures shown.

    `within` says which rows a group holds where that is more than an equal word; None where it is no group at all.
    `told` puts words for codes into the rows that are shown.
    """

    table: str
    key: str
    group: str
    words: Callable[["Seen", str], Words]
    columns: Sequence[Column]
    within: "Callable[[Run, pa.Table, str], pa.Array | None] | None" = None
    told: Callable[["Seen", list[dict[str, Any]]], list[dict[str, Any]]] | None = None


@dataclass(frozen=True)
class Picture:
    """A page about one measure. `reads` says in short sentences how to read it.

    `amounts_of` are the nouns whose amounts it tells: it is refused to whoever may not know these. One that names none
    tells no amount, or leaves out what does where `seen.knows_amounts` is false. Without `groups` it is about the firm
    as a whole, and shown to those who answer for it; with them everybody sees it, over the customers in their own
    sight. With `choices` it is about one thing of several: their codes and words, under the words of what they are.
    `nothing` says what it means that there is nothing to draw, where it does not mean that orders are too few; `needs`
    what must be recorded for it beside orders; `since` the first version of the formula that has what it draws.
    """

    name: str
    title: Words
    tells: Words
    reads: Sequence[Words]
    build: Callable[["Seen"], list[Card]]
    groups: Groups | None = None
    choices: Callable[["Seen"], Sequence[tuple[str, Sequence[tuple[str, Words]]]]] | None = None
    nothing: Words = ""
    needs: Words = ""
    amounts_of: Sequence[str] = BOUGHT
    since: int = 1

    def can_draw(self, run: "Run") -> bool:
        """Whether a run has what the picture draws: one of an older version of the formula may lack it."""
        version: int = run.parameters.get("formula_version", 1)
        return version >= self.since


def is_figure(column: Column) -> bool:
    """Whether a column's values stand on the right."""
    return bool(column.unit_by) or column.unit not in (Unit.TEXT, Unit.TRUTH)


def said(value: Any, unit: Unit) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return NOTHING
    return SAYS[unit](value)


def month(day: date) -> str:
    """A month, short: 2026-03."""
    return f"{day:%Y-%m}"


def yes_or_no(value: bool) -> str:  # noqa: FBT001 -- the value itself
    """A truth in a word."""
    return _("yes") if value else _("no")


def points(share: float) -> str:
    """The change of a share; per cent of per cent would mislead."""
    return _("%(n)s points") % {"n": format.number(round(share * 100, 1))}


def rounded(value: Any, digits: int = 2) -> str:
    """A figure with so many digits behind the point."""
    return format.number(round(float(value), digits))


SAYS: Mapping[Unit, Callable[[Any], str]] = {
    Unit.TEXT: str,
    Unit.DAY: lambda day: day.isoformat(),
    Unit.MONTH: month,
    Unit.COUNT: format.number,
    Unit.NUMBER: rounded,
    Unit.TENTHS: lambda value: rounded(value, 1),
    Unit.MONEY: format.money,
    Unit.AMOUNT: lambda amount: format.number(round(amount, 2)),
    Unit.SHARE: lambda share: format.percent(share, digits=1),
    Unit.POINTS: points,
    Unit.TRUTH: yes_or_no,
}
