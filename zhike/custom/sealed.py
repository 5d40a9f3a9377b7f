"""An added field that holds personal data: sealed in `Record.custom`, bound to its row, and found by marks.

Under the number of the field stands `{"sealed": …, "mark": …}`; under `ROW` a number that the row gave itself, without
which nothing of it is opened. What was there before the field was marked is text until a job has sealed it.
"""

from base64 import b64decode, b64encode
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import F, Func, Model, Q
from django.db.models.lookups import In
from django.utils.translation import gettext as _

from zhike.custom.kinds import EMPTY, AddedField
from zhike.kit.refusal import Refusal
from zhike.rights.fields import mask
from zhike.vault import sealing
from zhike.vault.normal import text as normal

ROW = "row"
HIDDEN = "***"  # what stands in a masked value, and in no value


class Secret:
    """A value in plain that is compared, and that nobody tells who only prints it."""

    __slots__ = ("plain",)

    def __init__(self, plain: str):
        self.plain = plain

    def __str__(self) -> str:
        return HIDDEN

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return self.plain == (other.plain if isinstance(other, Secret) else other)

    def __hash__(self) -> int:
        return hash(self.plain)


class SealedField(AddedField):
    """A text, a number or a day that pages show masked, and that is found by the whole of it alone."""

    kind = "sealed"
    has_panel = True
    operators = ("is",)
    sortable = False
    fact = ""

    def __init__(self, definition: Any, plain: AddedField):
        super().__init__(definition)
        self.plain, self.personal = plain, "added"
        self.find = self.bulk = self.money = False

    def column(self, **told: Any) -> models.Field:
        return self.plain.column(**told) if self.plain.kind == "longtext" else super().column(**told)

    @property
    def place(self) -> str:
        return f"{self.definition.model._meta.db_table}|custom.{self.id}"

    def stored(self, row: Model) -> Secret | None:
        kept = row.custom.get(self.id)  # type: ignore[attr-defined]
        if not isinstance(kept, dict):
            return None if kept is None else Secret(str(kept))
        return Secret(self.open(kept, row=row.custom[ROW]))  # type: ignore[attr-defined]

    def value(self, row: Model) -> str | None:
        """As much as everybody may know who sees the field."""
        known = self.stored(row)
        return self.masked(known.plain) if known else None

    def words(self, row: Model) -> str:
        return self.value(row) or ""

    def told(self, row: Model) -> str:
        """The whole value, for whoever may take it along or has said why they look."""
        known = self.stored(row)
        return known.plain if known else ""

    def masked(self, text: str) -> str:
        """What is shown of a value: of long texts nothing, else its beginning and its end."""
        return HIDDEN if self.plain.kind == "longtext" else mask(text)

    def mask(self, value: Any) -> str:
        """What of this field the trace kept, which may be from before it was sealed."""
        return HIDDEN

    def put(self, row: Any, value: Any) -> None:
        given = value.plain if isinstance(value, Secret) else value.strip() if isinstance(value, str) else value
        known, held = self.stored(row), {**row.custom}
        if known and given == self.masked(known.plain):
            return  # a form that was sent back as it came
        if isinstance(given, str) and HIDDEN in given:
            told = {"field": self.label}
            raise Refusal(
                _("“%(field)s” is masked here: type all of it, or leave it as it is.") % told, field=self.name
            )
        if given not in EMPTY and known != (text := self.typed(given)):
            held.setdefault(ROW, str(uuid4()))
            held[self.id] = self.seal(text, row=held[ROW])
        elif given in EMPTY and held.pop(self.id, None) is not None and self.required:
            raise Refusal(_("“%(field)s” is missing.") % {"field": self.label}, field=self.name)
        row.custom = held

    def _typed(self, value: Any) -> str:
        return str(self.plain.kept(self.plain._typed(value)))

    def seal(self, text: str, *, row: str) -> dict[str, str]:
        """A value as it is kept in the row that calls itself so."""
        raw = sealing.seal(text, place=self.place, row=row)
        return {"sealed": b64encode(raw).decode(), "mark": sealing.mark(normal(text), place=self.place).hex()}

    def open(self, kept: dict[str, str], *, row: str) -> str:
        """The value again. Raises Unreadable."""
        return sealing.unseal(b64decode(kept["sealed"]), place=self.place, row=row)

    def marks(self, value: Any) -> list[str]:
        """By what the database may know a value: one mark for each index key, the present one first."""
        return [mark.hex() for mark in reversed(sealing.marks(normal(self.typed(value)), place=self.place))]

    @property
    def sql(self) -> Any:
        """The mark; where the value is not sealed yet, the value."""
        template = f"coalesce(%(expressions)s #>> '{{{self.id},mark}}', %(expressions)s ->> '{self.id}')"
        return Func(F("custom"), template=template, output_field=models.TextField())

    def condition(self, operator: str, values: list[Any]) -> Q:
        if operator == "empty":
            return Q(self.empty)
        return Q(In(self.sql, [known for value in values for known in (value, *self.marks(value))]))

    def holding(self, value: Any) -> Q:
        return self.condition("is", [value.plain if isinstance(value, Secret) else self.typed(value)])

    def attach(self, some: list[Any]) -> None:
        """Fetch the values for rows of which only the number is known."""
        bare = {row.pk: row for row in some if "custom" in row.get_deferred_fields()}
        if bare:
            for key, custom in type(some[0])._base_manager.filter(pk__in=bare).values_list("pk", "custom"):
                bare[key].custom = custom
