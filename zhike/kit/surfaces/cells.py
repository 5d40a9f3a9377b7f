"""A value as a table cell or a line of a page. Built in Python, because a page of fifty rows has hundreds of them."""

from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import entity_of, is_entity
from zhike.look import format as formats

NOTHING = SafeString('<span class="faint">—</span>')


def cell(field: Field, row: Model, entity: Entity) -> SafeString:
    """A `<td>` of a list; the first column is the way to the row."""
    inner = words(field, row)
    if field is entity.shown[0]:
        inner = format_html(
            '<a class="title" href="{}">{}</a>', reverse("kit:detail", args=[entity.slug, row.pk]), inner
        )
    marks = ' class="n money"' if field.money else ' class="n"' if field.numeric else ""
    return format_html('<td{} data-label="{}">{}</td>', SafeString(marks), field.label, inner)


def words(field: Field, row: Model) -> SafeString | str:
    """The value as people read it, linked, marked and with its unit."""
    if own := getattr(field, "html", None):
        return own(row) or NOTHING
    value = field.value(row)
    if value is None or value == "" or field.name in row.hidden:  # type: ignore[attr-defined]
        return NOTHING
    return SHOWN.get(field.kind, _plain)(field, row, value)


def moment(value: date | datetime) -> str:
    """A day or a moment, the year only where it is not this one."""
    return formats.short_date(value, today=localdate())


def _plain(field: Field, row: Model, value: Any) -> str:
    return field.words(row)


def _number(field: Field, row: Model, value: Any) -> SafeString | str:
    if field.money:
        return formats.money(value, currency=getattr(row, "currency", None))
    return format_html("{} {}", formats.number(value), field.unit) if field.unit else formats.number(value)


def _relation(field: Field, row: Model, value: Model) -> SafeString | str:
    if not is_entity(type(value)):
        return str(value)
    url = reverse("kit:detail", args=[entity_of(type(value)).slug, value.pk])
    return format_html('<a href="{}">{}</a>', url, value)


SHOWN: dict[str, Any] = {
    "number": _number,
    "relation": _relation,
    "yesno": lambda field, row, value: "✓" if value else "✗",
    "date": lambda field, row, value: moment(value),
    "moment": lambda field, row, value: moment(value),
}
