"""The headings of a list: what a click on each asks for, and what may stand there."""

from dataclasses import dataclass

from django.http import QueryDict

from zhike.kit.fields import Field
from zhike.kit.surfaces.query import Column, Query, moved


@dataclass(frozen=True)
class Heading:
    """A column: where a click leads (the order by this field alone), where one that adds it as a further key does.

    `direction` and `rank` tell how and as which key the list is ordered by it now; `rank` is 0 where there is one key.
    """

    field: Field
    width: int
    link: str
    added: str
    direction: str
    rank: int


def headings(query: Query, params: QueryDict) -> list[Heading]:
    """The columns in force, in their order."""
    present = [(field.name, descending) for field, descending in query.sort]
    return [_heading(column, present, params) for column in query.columns]


def choosable(query: Query) -> list[tuple[Column, bool]]:
    """Every field that can be a column, and whether it is one: first those shown, in their order."""
    shown = [column.field for column in query.columns]
    rest = [field for field in query.entity.all_fields if field.name not in {field.name for field in shown}]
    return [(column, True) for column in query.columns] + [(Column(field), False) for field in rest]


def _heading(column: Column, present: list[tuple[str, bool]], params: QueryDict) -> Heading:
    field, names = column.field, [name for name, _descending in present]
    if not field.sort:
        return Heading(field, column.width, "", "", "", 0)
    rank = names.index(field.name) if field.name in names else -1
    descending = present[rank][1] if rank >= 0 else None
    turned = _said(field.name, field.numeric if descending is None else not descending)
    keys = [turned if name == field.name else _said(name, down) for name, down in present]
    return Heading(
        field=field,
        width=column.width,
        link=f"?{moved(params, sort=turned).urlencode()}",
        added=f"?{moved(params, sort=','.join(keys if rank >= 0 else [*keys, turned])).urlencode()}",
        direction="" if descending is None else "descending" if descending else "ascending",
        rank=rank + 1 if len(present) > 1 else 0,
    )


def _said(name: str, descending: bool) -> str:  # noqa: FBT001 - half of a key
    return f"-{name}" if descending else name
