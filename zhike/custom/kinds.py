"""A field that people added, as every surface meets it: a class for each kind of value.

The value stands in `Record.custom` under the number of the field, in one form only: text, a decimal as text, an ISO
day, true or false, the id of an option, a list of such ids, the number of a row. SQL reads the same form with
expressions that an index may hold, and takes what cannot be read for nothing.
"""

import json
import re
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Model, Q, Value
from django.db.models.fields.json import DataContains
from django.db.models.functions import ExtractDay, ExtractMonth, NullIf, TruncMonth
from django.db.models.lookups import Exact, GreaterThanOrEqual, IContains, In, IsNull, IStartsWith, LessThanOrEqual
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext as _

from zhike.custom.operations import plain
from zhike.custom.options import Option, options, said
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal

LOOKUPS = {"is": Exact, "has": IContains, "starts": IStartsWith, "min": GreaterThanOrEqual, "max": LessThanOrEqual}
ISO_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
EMPTY: tuple[Any, ...] = (None, "", [])
in_words = lazy(said, str)


class AddedField(Field):
    """A field whose definition is a row. `typed_sql` makes a value of RAW, the text in the JSON, or nothing."""

    kind = "text"
    typed_sql = "RAW"
    output: models.Field = models.TextField()
    fact = "string"
    sortable = True

    def __init__(self, definition: Any):
        super().__init__(
            definition.name,
            show=definition.in_list,
            find=definition.searchable,
            ask=definition.in_form,
            filter=True,
            bulk=True,
            sort=self.sortable,
            unit=definition.unit,
            money=definition.kind == "money",
        )
        self.definition, self.id, self.required = definition, str(definition.pk), definition.required

    def column(self, **told: Any) -> models.Field:
        """What a column of the same kind would be: surfaces ask it for a form field, limits and choices."""
        return models.CharField(max_length=255, **told)

    @cached_property
    def model_field(self) -> Any:
        told = {"default": self._typed(self.definition.default)} if self.default is not None else {}
        found = self.column(null=True, blank=not self.required, help_text=self.definition.help, **told)
        found.set_attributes_from_name(self.name)
        found.column = None
        return found

    @cached_property
    def default(self) -> Any:
        """What rows without a value are read as holding, in the form that is kept."""
        return self.kept(self.typed(self.definition.default)) if self.definition.default else None

    @property
    def label(self) -> Any:
        return said(self.definition.label, self.definition.label_en)

    @property
    def nullable(self) -> bool:
        return True

    def stored(self, row: Model) -> Any:
        kept = row.custom.get(self.id, self.default)  # type: ignore[attr-defined]
        try:
            return None if kept is None else self._typed(kept if isinstance(kept, list) else str(kept))
        except (ValueError, KeyError, ArithmeticError, Refusal):
            return None

    def value(self, row: Model) -> Any:
        return self.stored(row)

    def put(self, row: Model, value: Any) -> None:
        given = value.pk if isinstance(value, Model) else value.strip() if isinstance(value, str) else value
        kept = None if given in EMPTY else self.kept(self.typed(given))
        if kept is None and self.required and self.stored(row) is not None:
            raise Refusal(_("“%(field)s” is missing.") % {"field": self.label}, field=self.name)
        held = {**row.custom, self.id: kept}  # type: ignore[attr-defined]
        if kept is None and self.default is None:
            del held[self.id]
        row.custom = held  # type: ignore[attr-defined]

    def kept(self, value: Any) -> Any:
        """The one form in which a value is kept."""
        return value

    @property
    def sql(self) -> Any:
        raw = f"(%(expressions)s ->> '{self.id}')"
        if self.default is not None:
            # A row that was emptied holds null under the number, and is not read as holding the default.
            raw = f"(case when %(expressions)s ? '{self.id}' then {raw} else {_literal(self.default)} end)"
        return Func(F("custom"), template=self.typed_sql.replace("RAW", raw), output_field=self.output)

    @property
    def empty(self) -> IsNull:
        return IsNull(self.sql, True)  # noqa: FBT003 -- so Django asks it

    @property
    def indexed(self) -> Any:
        """The expression that an index of this field holds."""
        return self.sql

    def order(self, queryset):
        return queryset.annotate(sort_key=self.sql)

    def group(self, queryset):
        value = TruncMonth(self.sql) if self.kind == "date" else self.sql
        return queryset.annotate(group_key=NullIf(value, Value("")) if self.kind == "text" else value)

    def condition(self, operator: str, values: list[Any]) -> Q:
        if operator == "empty":
            return Q(self.empty)
        if operator == "anniversary":
            month, day = ExtractMonth(self.sql), ExtractDay(self.sql)
            return reduce(or_, [Q(Exact(month, number)) & Q(In(day, days)) for number, days in values[0].items()])
        if operator != "in":
            return Q(LOOKUPS[operator](self.sql, values[0]))
        picked = Q(In(self.sql, [value for value in values if value is not None]))
        return picked | Q(self.empty) if None in values else picked

    def holding(self, value: Any) -> Q:
        return Q(custom__contains={self.id: self.kept(self.typed(getattr(value, "pk", value)))})

    def prepare(self, queryset):
        return queryset


class TextField(AddedField):
    """A line of text. Anything may be written there, a name or a number to call too: it stays in the database."""

    longest = 255
    fact = ""

    def _typed(self, value: Any) -> str:
        if len(value) > self.longest:
            told = {"field": self.label, "most": self.longest}
            raise Refusal(_("“%(field)s” takes at most %(most)s characters.") % told, field=self.name)
        return super()._typed(value)


class LongTextField(TextField):
    """Text of several lines."""

    kind = "longtext"
    longest = 10_000
    sortable = False

    def column(self, **told: Any) -> models.Field:
        return models.TextField(max_length=self.longest, **told)


class NumberField(AddedField):
    """An exact number of up to 15 digits before the point."""

    kind = "number"
    places = 4
    typed_sql = r"(case when RAW ~ '^-?[0-9]{1,15}(\.[0-9]{1,6})?$' then RAW::numeric end)"
    output = models.DecimalField()
    fact = "money"

    def column(self, **told: Any) -> models.Field:
        return models.DecimalField(max_digits=15 + self.places, decimal_places=self.places, **told)

    def _typed(self, value: Any) -> Decimal:
        number = super()._typed(value)
        if abs(number) >= 10**15 or number != number.quantize(Decimal(1).scaleb(-self.places)):
            told = {"field": self.label, "places": self.places}
            sentence = _("“%(field)s” takes up to 15 digits before the point and %(places)s after it.") % told
            raise Refusal(sentence, field=self.name)
        return number

    def kept(self, value: Decimal) -> str:
        return plain(value)

    def words(self, row: Model) -> str:
        value = self.value(row)
        return "" if value is None else plain(value)


class MoneyField(NumberField):
    """An amount, to the cent."""

    places = 2


class DateField(AddedField):
    """A day."""

    kind = "date"
    # Not a cast: how text becomes a date is a setting, and an index may not depend on one.
    typed_sql = (
        "(case when RAW ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"
        " then make_date(left(RAW, 4)::int, substr(RAW, 6, 2)::int, right(RAW, 2)::int) end)"
    )
    output = models.DateField()
    fact = "date32"

    def column(self, **told: Any) -> models.Field:
        return models.DateField(**told)

    def _typed(self, value: Any) -> date:
        if not ISO_DAY.fullmatch(value):
            raise ValueError(value)
        return super()._typed(value)

    def kept(self, value: date) -> str:
        return value.isoformat()


class YesNoField(AddedField):
    """Yes, no, or nothing."""

    kind = "yesno"
    typed_sql = "(RAW = 'true')"
    output = models.BooleanField()
    fact = "bool"

    def column(self, **told: Any) -> models.Field:
        return models.BooleanField(**told)


class ChoiceField(AddedField):
    """One of some options, by its id; what is typed may also be its word."""

    kind = "choice"

    @cached_property
    def options(self) -> list[Option]:
        return options(self.definition.options)

    def column(self, **told: Any) -> models.Field:
        # One no longer offered stays in the list, so that a form of a row that has it does not lose it.
        some = sorted(self.options, key=lambda option: not option.offered)
        return models.CharField(max_length=20, choices=[(one.id, in_words(*one.listed)) for one in some], **told)

    def put(self, row: Model, value: Any) -> None:
        before = self.held(row)
        super().put(row, value)
        new = self.held(row) - before
        for option in self.options:
            if option.id in new and not option.offered:
                told = {"option": said(option.zh, option.en), "field": self.label}
                raise Refusal(_("“%(option)s” is no longer offered for “%(field)s”.") % told, field=self.name)

    def held(self, row: Model) -> set[str]:
        """The ids of the options that a row has."""
        kept = self.stored(row)
        return set(kept) if isinstance(kept, list) else {kept} if kept else set()

    def order(self, queryset):
        """As the options are listed."""
        ids = Value([option.id for option in self.options], output_field=ArrayField(models.TextField()))
        return queryset.annotate(
            sort_key=Func(ids, self.sql, function="array_position", output_field=models.IntegerField())
        )

    def words(self, row: Model) -> str:
        return self.word(self.value(row) or "")

    def word(self, key: str) -> str:
        """The word of an option, of one no longer offered too."""
        return next((said(option.zh, option.en) for option in self.options if option.id == key), key)

    def _typed(self, value: Any) -> str:
        ids = {option.id for option in self.options}
        found = value if value in ids else next((one.id for one in self.options if one.is_called(value)), None)
        if found is None:
            raise ValueError(value)
        return found


APART = str.maketrans(dict.fromkeys(";；，、|\n", ","))


class ChoicesField(ChoiceField):
    """Any of some options: a list of ids; typed, they stand apart by commas or semicolons."""

    kind = "choices"
    sortable = False
    typed_sql = """translate(RAW, '[]" ', '')"""

    def column(self, **told: Any) -> models.Field:
        return Several(choices=super().column().choices, **told)

    def typed(self, value: Any) -> Any:
        parts = value if isinstance(value, list) else str(value).translate(APART).split(",")
        known = [super(ChoicesField, self).typed(part) for part in parts if part != ""]
        return [option.id for option in self.options if option.id in known]

    def _typed(self, value: Any) -> Any:
        return value if isinstance(value, list) else super()._typed(value)

    @property
    def indexed(self) -> Any:
        return Func(F("custom"), template=f"(%(expressions)s -> '{self.id}')", output_field=models.JSONField())

    def condition(self, operator: str, values: list[Any]) -> Q:
        found = Q()
        for value in values:
            found |= Q(self.empty) if value is None else Q(DataContains(self.indexed, value))
        return found

    def words(self, row: Model) -> str:
        return self.word(self.value(row) or [])

    def word(self, key: Any) -> str:
        return ", ".join(super(ChoicesField, self).word(one) for one in key)


class Several(models.JSONField):
    """What stands for a column of several options: it is ticked in a form."""

    def formfield(self, **told: Any) -> Any:
        asked = {"required": not self.blank, "help_text": self.help_text, "widget": forms.CheckboxSelectMultiple}
        return forms.MultipleChoiceField(choices=list(self.choices or ()), **{**asked, **told})


def _literal(kept: Any) -> str:
    """A value in the JSON's form as a constant of SQL, in which no character means anything to a driver."""
    text = kept if isinstance(kept, str) else json.dumps(kept)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("%", "\\x25")
    return f"E'{escaped}'"
