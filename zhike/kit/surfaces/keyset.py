"""Keyset paging: the page at depth 50,000 costs what the first one costs."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DecimalField, F, Model, Q, QuerySet
from django.utils.translation import gettext as _

from zhike.kit.fields import UNSTORABLE, Field, number
from zhike.kit.refusal import Refusal


@dataclass(frozen=True)
class Page:
    """One page of rows, and the cursors of its neighbours (empty where there is none)."""

    rows: list[Model]
    previous: str
    next: str


class Order:
    """An order by one field, then by id; rows without a value come last in both directions."""

    def __init__(self, field: Field, *, descending: bool):
        self.field, self.descending = field, descending

    def cursor(self, row: Model) -> str:
        """The place of a row in this order, as an opaque word."""
        value = row.sort_key  # type: ignore[attr-defined]
        words = value.isoformat() if hasattr(value, "isoformat") else value if value is None else str(value)
        return base64.urlsafe_b64encode(json.dumps([words, row.pk]).encode()).decode().rstrip("=")

    def page(self, found: QuerySet, *, after: str, before: str, size: int) -> "Page":
        """The rows past a cursor, in order, with the cursors of the neighbouring pages."""
        found, backwards, cursor = self.field.order(found), bool(before), before or after
        if cursor:
            column = found.query.annotations["sort_key"].output_field
            found = found.filter(self._past(*_read(cursor, column), backwards=backwards))
        some = list(found.order_by(*self._columns(backwards=backwards))[: size + 1])
        more, some = len(some) > size, some[:size]
        if backwards:
            some.reverse()
        earlier, later = (more, True) if backwards else (bool(cursor), more)
        return Page(
            some,
            previous=self.cursor(some[0]) if some and earlier else "",
            next=self.cursor(some[-1]) if some and later else "",
        )

    def _columns(self, *, backwards: bool) -> list[Any]:
        key, pk = F("sort_key"), F("pk")
        downwards = self.descending != backwards
        nulls = {} if not self.field.nullable else {"nulls_first": True} if backwards else {"nulls_last": True}
        return [key.desc(**nulls), pk.desc()] if downwards else [key.asc(**nulls), pk.asc()]

    def _past(self, value: Any, pk: int, *, backwards: bool) -> Q:
        side = "lt" if self.descending != backwards else "gt"
        if value is None:
            same = Q(sort_key=None, **{f"pk__{side}": pk})
            return same | Q(sort_key__isnull=False) if backwards else same
        beyond = Q(**{f"sort_key__{side}": value}) | Q(sort_key=value, **{f"pk__{side}": pk})
        if not self.field.nullable:
            # Said twice so that the index is entered at the cursor instead of read from its start.
            return Q(**{f"sort_key__{side}e": value}) & beyond
        return beyond if backwards else beyond | Q(sort_key=None)


def _read(cursor: str, column: Any) -> tuple[Any, int]:
    try:
        words, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(pk, int) or UNSTORABLE.search(words or ""):
            raise ValueError(cursor)
        read = number if isinstance(column, DecimalField) else column.to_python
        value = words if words is None else read(words)
        if isinstance(value, datetime) and not value.tzinfo:
            raise ValueError(cursor)
        return value, pk
    except (ValueError, TypeError, ValidationError, InvalidOperation, RecursionError):
        raise Refusal(_("This page address is damaged. Start again from the first page."), field="after") from None
