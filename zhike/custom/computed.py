"""A field whose value is computed from the others of its row."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, Func, Model, When
from django.db.models.lookups import LessThan
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhike.custom.formula import Node, of_field, parse
from zhike.custom.kinds import AddedField
from zhike.custom.operations import OUTPUT, plain
from zhike.kit import registry
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal

COLUMNS: dict[str, Any] = {
    "n": lambda **told: models.DecimalField(max_digits=30, decimal_places=6, **told),
    "d": models.DateField,
    "b": models.BooleanField,
    "t": lambda **told: models.CharField(max_length=1000, **told),
}
KINDS = {"n": "number", "d": "date", "b": "yesno", "t": "text"}
FACTS = {"n": "money", "d": "date32", "b": "bool", "t": "string"}
TOO_LARGE = 10**15


class FormulaField(AddedField):
    """Read-only; filtered and sorted by what the database computes, which is what the page computes."""

    def __init__(self, definition: Any):
        super().__init__(definition)
        self.edit = self.bulk = False

    @cached_property
    def tree(self) -> Node:
        """The parsed formula; nothing at all where it uses a field that is gone."""
        try:
            return self.parsed()
        except Refusal:
            return Node("t")

    def parsed(self, above: tuple[Field, ...] = (), *, instead: Field | None = None) -> Node:
        """The formula with those it uses set in, one field taken as `instead` says.

        Raises Refusal naming a formula that comes to use itself.
        """
        if self.name in {field.name for field in above}:
            told = {"fields": " → ".join(str(field.label) for field in (*above, self))}
            raise Refusal(_("A formula cannot use itself: %(fields)s.") % told, field="formula")
        entity = registry.entity_of(self.definition.model)
        known = {field.name: field for field in entity.all_fields} | ({instead.name: instead} if instead else {})

        def step(name: str) -> Node:
            field = known.get(name)
            if field is None:
                raise Refusal(_("There is no field “%(name)s”.") % {"name": name}, field="formula")
            if isinstance(field, FormulaField):
                return field.parsed((*above, self), instead=instead)
            return of_field(field)

        return parse(self.definition.formula, step)

    @property
    def kind(self) -> str:  # type: ignore[override]
        return KINDS[self.tree.kind]

    @property
    def personal(self) -> str | None:
        """What is computed of a personal field is as personal."""
        return self.tree.personal

    @personal.setter
    def personal(self, told: str | None) -> None:
        """A definition says nothing of it."""

    @property
    def fact(self) -> str:  # type: ignore[override]
        kind = FACTS[self.tree.kind]
        return "" if kind == "string" and self.tree.has_words else kind

    def column(self, **told: Any) -> models.Field:
        return COLUMNS[self.tree.kind](editable=False, **told)

    def stored(self, row: Model) -> Any:
        value = self.tree.value(row, today=localdate())
        return None if isinstance(value, Decimal) and abs(value) >= TOO_LARGE else value

    @property
    def sql(self) -> Any:
        return self.on(localdate())

    def on(self, today: date) -> Any:
        """The expression on a day, which may stand for `today()` in it."""
        made = self.tree.sql(today=today)
        if self.tree.kind != "n":
            return made
        small = LessThan(Func(made, function="abs", output_field=OUTPUT["n"]), TOO_LARGE)
        return Case(When(small, then=made), output_field=OUTPUT["n"])

    def words(self, row: Model) -> str:
        value = self.value(row)
        return plain(value) if isinstance(value, Decimal) else "" if value is None else str(value)
