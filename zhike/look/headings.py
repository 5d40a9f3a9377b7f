"""The headings of a table and the menus above it, a line for each column, written in one pass.

A template takes ten times as long, and every list has dozens of these lines.
"""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

SWAP = 'hx-target="#list" hx-swap="innerHTML" hx-push-url="true"'
ARROWS = {"ascending": "↑", "descending": "↓"}


def heading_cells(headings: Iterable[Any]) -> SafeString:
    """The `<th>`s of a list: a click sorts, the edge is drawn to a width."""
    shift, as_well = escape(_("Shift-click: sort by this as well")), escape(_("Sort by this as well"))
    width = escape(_("Width"))

    def cell(heading: Any) -> str:
        label, marks = escape(heading.label), ' class="n"' if heading.field.numeric else ""
        marks += f' aria-sort="{heading.direction}"' if heading.direction else ""
        shown = label
        if heading.link:
            link, added = escape(heading.link), escape(heading.added)
            arrow = f" {_arrow(heading)}" if heading.direction else ""
            shown = f'<a href="{link}" hx-get="{link}" {SWAP} title="{shift}">{label}{arrow}</a>'
            shown += f'<button type="button" class="added" hx-get="{added}" {SWAP} aria-label="{as_well}">+</button>'
        edge = f'role="separator" aria-orientation="vertical" tabindex="0" aria-label="{width}: {label}"'
        shown += f'<span class="edge" data-edge {edge}></span>'
        return f'  <th scope="col" data-column="{escape(heading.field.name)}"{marks}>{shown}</th>'

    return _lines(cell, headings)


def sort_items(headings: Iterable[Any]) -> SafeString:
    """The same on a small screen, as the lines of a menu."""

    def item(heading: Any) -> str:
        return f'<a class="item" href="{escape(heading.link)}">{escape(heading.label)} {_arrow(heading)}</a>'

    return _lines(item, (heading for heading in headings if heading.link))


def condition_items(fields: Iterable[Any], base: str, address: str) -> SafeString:
    """What a list can be narrowed by, each line fetching its form for the list at `base` with this `address`."""
    base, address = escape(base), escape(address)
    into = 'hx-target="#filter-form" hx-swap="innerHTML"'

    def item(field: Any) -> str:
        form = f"{base}filter/{escape(field.name)}/?{address}"
        return f'<button type="button" hx-get="{form}" {into}>{escape(capfirst(str(field.label)))}</button>'

    return _lines(item, fields)


def _arrow(heading: Any) -> str:
    rank = f"<sup>{heading.rank}</sup>" if heading.rank else ""
    return ARROWS.get(heading.direction, "") + rank


def _lines(write: Callable[[Any], str], some: Iterable[Any]) -> SafeString:
    return SafeString("\n".join(map(write, some)))
