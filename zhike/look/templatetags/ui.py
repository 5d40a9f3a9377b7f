"""Formats and small parts for templates: `{% load ui %}`."""

from typing import Any

from django import template
from django.utils import timezone

from zhike.look import columns as charts
from zhike.look import format, headings
from zhike.look.charts import Drawing
from zhike.look.charts.drawing import NARROW, WIDE

register = template.Library()
NOTHING = "—"
register.simple_tag(headings.heading_cells, name="heading_cells")
register.simple_tag(headings.sort_items, name="sort_items")
register.simple_tag(headings.condition_items, name="condition_items")


@register.filter
def money(value: Any, currency: str = "") -> str:
    """`{{ sum|money }}`, `{{ row.total|money:row.currency }}`: short."""
    return NOTHING if value in (None, "") else format.money(value, currency=currency or None)


@register.filter
def exact_money(value: Any, currency: str = "") -> str:
    """The same to the cent, for documents."""
    return NOTHING if value in (None, "") else format.exact_money(value, currency=currency or None)


@register.filter
def price(value: Any, currency: str = "") -> str:
    """The price of one piece, to four decimals where it has them."""
    return NOTHING if value in (None, "") else format.price(value, currency=currency or None)


@register.filter
def number(value: Any) -> str:
    """`{{ count|number }}`: thousands apart."""
    return NOTHING if value in (None, "") else format.number(value)


@register.filter
def percent(value: Any, digits: int = 0) -> str:
    """`{{ share|percent }}`, `{{ share|percent:1 }}`: a share between 0 and 1."""
    return NOTHING if value in (None, "") else format.percent(value, digits=digits)


@register.filter
def since(day: Any) -> str:
    """`{{ order.placed_on|since }}`: how long ago a day was."""
    return NOTHING if not day else format.days_ago((timezone.localdate() - day).days)


@register.filter
def short(value: Any) -> str:
    """`{{ entry.at|short }}`: a day or a moment, the year only where it is not this one."""
    return NOTHING if not value else format.short_date(value, today=timezone.localdate())


@register.filter
def long(day: Any) -> str:
    """`{{ today|long }}`: a day with its weekday."""
    return NOTHING if not day else format.long_date(day)


@register.inclusion_tag("look/columns.html")
def columns(values: Any, label: str) -> dict[str, Any]:
    """`{% columns months label %}`: a small column chart of `(tick, value, title)`."""
    width, height = charts.size(values)
    return {"columns": charts.columns(values), "width": width, "height": height, "label": label}


@register.inclusion_tag("look/chart.html")
def chart(drawing: Drawing) -> dict[str, Any]:
    """`{% chart drawing %}`: a chart, once for a screen and once for a telephone; the style sheet shows one."""
    drawn = [(name, room, drawing.draw(room)) for name, room in (("wide", WIDE), ("narrow", NARROW))]
    sheets = [(f"{name} broad" if sheet.width > room else name, sheet) for name, room, sheet in drawn]
    return {"drawing": drawing, "sheets": sheets}


@register.simple_tag(takes_context=True)
def rail_part(context: template.RequestContext, name: str) -> str:
    """`{% rail_part "kit/parts/keys.html" %}`: a part that shows nothing but the rail."""
    return context["nav"].drawn(name)


@register.simple_tag(takes_context=True)
def once(context: template.RequestContext, name: str) -> str:
    """`{% once "kit/parts/person.html" %}`: a part that stands on a page several times, drawn the first time."""
    drawn = context.render_context.dicts[0]  # of the whole page, whichever template is at work
    if name not in drawn:
        drawn[name] = template.Engine.get_default().get_template(name).render(context)
    return drawn[name]
