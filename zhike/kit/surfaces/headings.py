"""The headings of a list: what a click on each asks for, and what may stand there."""

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from zhike.kit.fields import Field
from zhike.kit.surfaces.query import Column, Query, moved


@dataclass(frozen=True)
class Heading:
    """A column: where a click leads (the order by this field alone), where one that adds it as a further key does.

    `direction` and `rank` tell how and as which key the list is ordered by it now; `rank` is 0 where there is one key.
    `opens` is how each of its cells begins.
    """

    field: Field
    width: int
    label: str
    opens: SafeString
    link: str = ""
    added: str = ""
    direction: str = ""
    rank: int = 0


def headings(query: Query, params: QueryDict) -> list[Heading]:
    """The columns in force, in their order."""
    present = [(field.name, descending) for field, descending in query.sort]
    return [_heading(column, present, params) for column in query.columns]


def plain(field: Field, *, width: int = 0) -> Heading:
    """A heading that sorts nothing."""
    marks = ' class="n money"' if field.money else ' class="n"' if field.numeric else ""
    marks += f' data-edit="{field.name}"' if field.edit else ""
    opens = format_html('<td{} data-label="{}">', SafeString(marks), field.label)
    return Heading(field, width, capfirst(str(field.label)), opens)


def choosable(query: Query) -> list[tuple[Column, bool]]:
    """Every field that can be a column, and whether it is one: first those shown, in their order."""
    shown = {column.field.name for column in query.columns}
    rest = [field for field in query.entity.all_fields if field.name not in shown]
    return [(column, True) for column in query.columns] + [(Column(field), False) for field in rest]


def _heading(column: Column, present: list[tuple[str, bool]], params: QueryDict) -> Heading:
    field, names = column.field, [name for name, _descending in present]
    if not field.sort:
        return plain(field, width=column.width)
    rank = names.index(field.name) if field.name in names else -1
    descending = present[rank][1] if rank >= 0 else None
    turned = _said(field.name, down=field.numeric if descending is None else not descending)
    keys = [turned if name == field.name else _said(name, down=down) for name, down in present]
    return replace(
        plain(field, width=column.width),
        link=f"?{moved(params, sort=turned).urlencode()}",
        added=f"?{moved(params, sort=','.join(keys if rank >= 0 else [*keys, turned])).urlencode()}",
        direction="" if descending is None else "descending" if descending else "ascending",
        rank=rank + 1 if len(present) > 1 and descending is not None else 0,
    )


def _said(name: str, *, down: bool) -> str:
    return f"-{name}" if down else name
