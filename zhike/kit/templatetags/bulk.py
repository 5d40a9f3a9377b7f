"""The ticks of a list and the bar below it: `{% load bulk %}`."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhike.kit.bulk.deeds import may_undo
from zhike.kit.bulk.offering import bar_of
from zhike.kit.surfaces import cells

register = template.Library()
TICK = (
    '<td class="pick"><input type="checkbox" name="rows" value="{}" form="bulk" data-tick data-key="x"'
    ' aria-label="{} {}"></td>'
)


@register.simple_tag(takes_context=True)
def bulk_bar(context, entity):
    """What the reader may do to chosen rows of this noun."""
    return bar_of(entity, by=context["request"].user)


@register.simple_tag
def tickable_rows(some, headings, base) -> SafeString:
    """The rows of a list, each with the cell that chooses it."""
    choose = escape(_("Choose"))
    return cells.table_rows(some, headings, base, lead=lambda row: TICK.format(row.pk, choose, escape(row)))


@register.simple_tag
def tick_all() -> SafeString:
    """The heading that chooses every row of the page."""
    return format_html(
        '<th scope="col" class="pick"><input type="checkbox" data-tick-all aria-label="{}"></th>',
        _("Choose every row of this page"),
    )


@register.simple_tag
def undoable(batch) -> bool:
    """Whether a batch can be taken back."""
    return may_undo(batch)
