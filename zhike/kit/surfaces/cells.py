"""A value as a table cell or a line of a page. Built in Python, because a page of fifty rows has hundreds of them."""

import html
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import entity_of, is_entity
from zhike.look import format as formats

NOTHING = SafeString('<span class="faint none">—</span>')


Writer = Callable[[Model], str]


def table_rows(
    some: Iterable[Model], headings: Sequence[Any], base: str, *, lead: Writer = lambda row: ""
) -> SafeString:
    """The `<tr>`s of rows under some headings; the first cell is the way to the row, below the address `base`.

    `lead` writes what stands before it.
    """
    # Put together by hand: `format_html` for some hundred cells is a tenth of the time of a page.
    first, *rest = headings
    title, others = _titles(first.field), [(at.opens, writer(at.field)) for at in rest]

    def line(row: Model) -> str:
        way, cells = f"{base}{row.pk}/", "".join([f"{opens}{write(row)}</td>" for opens, write in others])
        link = f'<a class="title" href="{way}">{title(row)}</a>'
        return f'<tr data-href="{way}">{lead(row)}{first.opens}{link}</td>{cells}</tr>\n'

    return SafeString("".join(map(line, some)))


def cards(some: Iterable[Model], shows: Any, entity: Entity, to: str = "", place: str = "") -> SafeString:
    """Rows as the cards of a board, below the title what the board `shows`.

    `to` are the words of the button that moves a card, none where nobody may; `place` is the column a card is in,
    where the page has to be told.
    """
    base, late = _base(entity.slug), entity.board and entity.board.late
    facts, person = [writer(field) for field in shows.facts], shows.person and writer(shows.person)
    button = format_html('<button type="button" class="to" data-menu aria-label="{}">⋯</button>', to) if to else ""
    overdue, within = escape(_("Overdue")), format_html(' data-in="{}"', place) if place else ""

    def card(row: Any) -> str:
        said = [f"<span>{word}</span>" for write in facts if (word := write(row)) != NOTHING]
        said += [f'<span class="late">{overdue}</span>'] if late and late(row) else []
        said += [f"<em>{word}</em>"] if person and (word := person(row)) != NOTHING else []
        link = f'<a class="title" href="{base}{row.pk}/" draggable="false">{escape(row)}</a>'
        marks = f'data-version="{row.version}" data-move="{base}{row.pk}/move/"{within}'
        below = f"<p>{''.join(said)}</p>" if said else ""
        return f'<article class="card" data-card data-row {marks}>{link}{button}{below}</article>\n'

    return SafeString("".join(map(card, some)))


def address_of(row: Model) -> str:
    """The page of a row."""
    return f"{_base(entity_of(type(row)).slug)}{row.pk}/"


def words(field: Field, row: Model) -> SafeString | str:
    """The value as people read it, linked, marked and with its unit."""
    if own := getattr(field, "html", None):
        return own(row) or NOTHING
    value = field.value(row)
    if value is None or value == "" or field.name in row.hidden:  # type: ignore[attr-defined]
        return NOTHING
    show = SHOWN.get(field.kind)
    return show(field, row, value) if show else field.words(row)


def exactly(field: Field, row: Any) -> SafeString | str:
    """The same on the page of the row itself, where nothing is rounded off an amount."""
    is_told = field.money and field.name not in row.hidden and field.value(row) is not None
    return formats.price(field.value(row), currency=getattr(row, "currency", None)) if is_told else words(field, row)


def writer(field: Field) -> Writer:
    """What writes the words of a field for all rows of a page; where they are those of the value, it remembers them.

    A field that writes `in_language` is told once which, for asking takes longer than writing.
    """
    if own := getattr(field, "in_language", None):
        write_in = own(get_language())
        return lambda row: _escaped(write_in(row) or NOTHING)
    if field.kind not in REPEATED or hasattr(field, "html"):
        return lambda row: _escaped(words(field, row))
    said: dict[Any, str] = {}

    def write(row: Any) -> str:
        value = None if field.name in row.hidden else field.value(row)
        if value not in said:
            said[value] = _escaped(words(field, row))
        return said[value]

    return write


def total(field: Field, group: Any) -> tuple[SafeString, SafeString | str]:
    """The marks and the words of what the rows of a group come to in a field; nothing where it is no number."""
    figure = group.totals.get(field.name)
    if figure is None:
        return SafeString(""), ""
    if field.money:
        return SafeString(' class="n money"'), formats.money(figure, currency=group.currency)
    return SafeString(' class="n"'), format_html("⌀ {}", formats.measured(round(Decimal(figure), 1), field.unit))


def clock(field: Field, row: Model) -> SafeString:
    """The time of the day of a moment; a day has none."""
    value = field.value(row)
    return (
        format_html("<time>{}</time> ", f"{localtime(value):%H:%M}") if isinstance(value, datetime) else SafeString("")
    )


def moment(value: date | datetime) -> str:
    """A day or a moment, the year only where it is not this one."""
    return formats.short_date(value, today=localdate())


def _titles(field: Field) -> Writer:
    """What writes the cell that leads to the row, which holds no other link."""
    write = writer(field)
    if field.kind != "relation":
        return write
    return lambda row: write(row) if field.name in row.hidden else _escaped(field.words(row) or NOTHING)  # type: ignore[attr-defined]


def _escaped(text: str) -> str:
    """Django's own `conditional_escape` takes three times as long, for it expects more than texts."""
    return text if isinstance(text, SafeString) else html.escape(text)


@cache
def _base(slug: str) -> str:
    return reverse("kit:list", args=[slug])


def _number(field: Field, row: Model, value: Any) -> SafeString | str:
    if field.money:
        return formats.money(value, currency=getattr(row, "currency", None))
    return formats.measured(value, field.unit)


def _relation(field: Field, row: Model, value: Model) -> SafeString | str:
    if not is_entity(type(value)):
        return str(value)
    return SafeString(f'<a href="{address_of(value)}">{escape(value)}</a>')


REPEATED = ("choice", "relation", "yesno", "date")  # kinds whose words are those of the value, in whichever row
SHOWN: dict[str, Any] = {
    "number": _number,
    "relation": _relation,
    "yesno": lambda field, row, value: "✓" if value else "✗",
    "date": lambda field, row, value: moment(value),
    "moment": lambda field, row, value: moment(value),
}
