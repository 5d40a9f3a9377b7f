"""A value as a table cell or a line of a page. Built in Python, because a page of fifty rows has hundreds of them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from zhike.kit.fields import Field
from zhike.kit.registry import entity_of, is_entity
from zhike.look import format as formats

NOTHING = SafeString('<span class="faint">—</span>')


def cells(row: Model, headings: Sequence[Any], base: str) -> SafeString:
    """The `<td>`s of a row under some headings; the first one is the way to the row, below the address `base`."""
    # Put together by hand: `format_html` for some hundred cells is a tenth of the time of a page.
    first, *rest = headings
    way = f'{first.opens}<a class="title" href="{base}{row.pk}/">{_title(first.field, row)}</a></td>'
    return SafeString("".join([way, *(f"{at.opens}{conditional_escape(words(at.field, row))}</td>" for at in rest)]))


def address(slug: str, pk: Any) -> str:
    """The page of a row."""
    return f"{_base(slug)}{pk}/"


def words(field: Field, row: Model) -> SafeString | str:
    """The value as people read it, linked, marked and with its unit."""
    if own := getattr(field, "html", None):
        return own(row) or NOTHING
    value = field.value(row)
    if value is None or value == "" or field.name in row.hidden:  # type: ignore[attr-defined]
        return NOTHING
    return SHOWN.get(field.kind, _plain)(field, row, value)


def total(field: Field, group: Any) -> tuple[SafeString, SafeString | str]:
    """The marks and the words of what the rows of a group come to in a field; nothing where it is no number."""
    figure = group.totals.get(field.name)
    if figure is None:
        return SafeString(""), ""
    if field.money:
        return SafeString(' class="n money"'), formats.money(figure, currency=group.currency)
    return SafeString(' class="n"'), format_html("⌀ {} {}", formats.number(round(Decimal(figure), 1)), field.unit)


def facts(row: Model, shows: Any, entity: Any) -> SafeString:
    """What a card says below its title: some values, then who looks after the row, and whether it is overdue."""
    said = [words(field, row) for field in shows.facts]
    parts = [f"<span>{conditional_escape(word)}</span>" for word in said if word != NOTHING]
    if entity.board and entity.board.late and entity.board.late(row):
        parts.append(format_html('<span class="late">{}</span>', _("Overdue")))
    if shows.person and (person := words(shows.person, row)) != NOTHING:
        parts.append(f"<em>{conditional_escape(person)}</em>")
    return SafeString(f"<p>{''.join(parts)}</p>" if parts else "")


def clock(field: Field, row: Model) -> SafeString:
    """The time of the day of a moment; a day has none."""
    value = field.value(row)
    return (
        format_html("<time>{}</time> ", f"{localtime(value):%H:%M}") if isinstance(value, datetime) else SafeString("")
    )


def moment(value: date | datetime) -> str:
    """A day or a moment, the year only where it is not this one."""
    return formats.short_date(value, today=localdate())


def _title(field: Field, row: Model) -> str:
    """The words of the cell that leads to the row, which holds no other link."""
    is_plain = field.kind == "relation" and field.name not in row.hidden  # type: ignore[attr-defined]
    return conditional_escape((field.words(row) if is_plain else words(field, row)) or NOTHING)


@cache
def _base(slug: str) -> str:
    return reverse("kit:list", args=[slug])


def _plain(field: Field, row: Model, value: Any) -> str:
    return field.words(row)


def _number(field: Field, row: Model, value: Any) -> SafeString | str:
    if field.money:
        return formats.money(value, currency=getattr(row, "currency", None))
    return format_html("{} {}", formats.number(value), field.unit) if field.unit else formats.number(value)


def _relation(field: Field, row: Model, value: Model) -> SafeString | str:
    if not is_entity(type(value)):
        return str(value)
    url = address(entity_of(type(value)).slug, value.pk)
    return SafeString(f'<a href="{url}">{escape(value)}</a>')


SHOWN: dict[str, Any] = {
    "number": _number,
    "relation": _relation,
    "yesno": lambda field, row, value: "✓" if value else "✗",
    "date": lambda field, row, value: moment(value),
    "moment": lambda field, row, value: moment(value),
}
