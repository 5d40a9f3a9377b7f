"""What the derived pages need beyond plain template language."""

import logging
from itertools import groupby

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from zhike.kit.surfaces import cells
from zhike.kit.surfaces import shapes as shapes_of
from zhike.kit.surfaces.query import moved

log = logging.getLogger(__name__)
register = template.Library()
register.simple_tag(cells.moment, name="short_moment")
for tag in (cells.table_rows, cells.cards, cells.words, cells.exactly, cells.clock):
    register.simple_tag(tag)


@register.simple_tag(takes_context=True)
def panel(context, name, values):
    """Render an offered panel with its own values and the form token; what every page tells is not worked out anew."""
    known = {name: context.get(name) for name in ("request", "user", "csrf_token")}
    return context.template.engine.get_template(name).render(context.new({**known, **values}))


@register.simple_tag(takes_context=True)
def late_panel(context, offered, row):
    """Render a panel that comes late; one that cannot be drawn says so and takes no other with it."""
    try:
        values = offered.values(row, by=context["user"])
        return "" if values is None else panel(context, offered.template, values)
    except Exception:
        log.exception("panel %s could not be drawn", offered.template)
        return panel(context, "kit/parts/undrawn.html", {})


@register.simple_tag(takes_context=True)
def kept(context, name):
    """Hidden inputs for a form that says one parameter of the present address anew."""
    params = moved(context["request"].GET)
    said = [(key, value) for key, values in params.lists() if key != name for value in values]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', said)


@register.inclusion_tag("kit/views/shapes.html", takes_context=True)
def shapes(context):
    """The switch between table, board and calendar, where a noun has more than the first."""
    request = context["request"]
    return {"shapes": shapes_of.links(context["entity"], request.GET), "here": request.resolver_match.url_name}


@register.simple_tag(takes_context=True)
def lane_list(context, lane, field):
    """The present address with the rows of one column as a condition, for the list."""
    asked = {getattr(field, "asked", field.name): lane.value}
    return moved(context["request"].GET, without=("by", "column"), **asked).urlencode()


@register.simple_tag
def totals(group, headings):
    """The cells of a group's heading below each column but the first: a sum of amounts, an average of other numbers."""
    return format_html_join("", "<td{}>{}</td>", (cells.total(heading.field, group) for heading in headings[1:]))


@register.inclusion_tag("kit/verb_button.html", takes_context=True)
def verb_button(context, verb, row, entity):
    """A button that does the verb at once, or leads to its form."""
    return {"verb": verb, "row": row, "entity": entity, "csrf_token": context.get("csrf_token")}


@register.filter
def item(values, name):
    """The value under a name that a template cannot write."""
    return values.get(name, "")


@register.filter
def in_sections(form):
    """The visible inputs of a form by the section they stand in."""
    fields = form.visible_fields()
    order = list(dict.fromkeys(["", *(_section(field) for field in fields)]))
    fields.sort(key=lambda field: order.index(_section(field)))
    return [(name, list(some)) for name, some in groupby(fields, _section)]


@register.simple_tag
def form_input(field):
    """The input of a form field; a relation brings its list of rows to pick from."""
    slug = field.field.widget.attrs.get("data-pick")
    if not slug:
        return field
    options = f"{field.id_for_label}-options"
    attributes = {
        "list": options,
        "hx-get": reverse("kit:pick", args=[slug]),
        "hx-trigger": "input changed delay:200ms",
        "hx-target": f"#{options}",
        "hx-params": field.html_name,
    }
    begun = field.as_hidden(only_initial=True) if field.field.show_hidden_initial else ""
    return format_html('{}{}<datalist id="{}"></datalist>', field.as_widget(attrs=attributes), begun, options)


def _section(field):
    return getattr(field.field, "section", "")
