"""A field of a noun, as every surface meets it: its kind, its words, its conditions and its order."""

import difflib
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import F, Model, Q, Value
from django.db.models.functions import NullIf, TruncMonth
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from zhike.kit.refusal import Refusal

KINDS: tuple[tuple[type[models.Field], str], ...] = (
    (models.ForeignKey, "relation"),
    (models.BooleanField, "yesno"),
    (models.DateTimeField, "moment"),
    (models.DateField, "date"),
    (models.DecimalField, "number"),
    (models.IntegerField, "number"),
    (models.TextField, "longtext"),
    (models.EmailField, "text"),
    (models.CharField, "text"),
)
OPERATORS = {
    "choice": ("in",),
    "choices": ("in",),
    "relation": ("in",),
    "yesno": ("is",),
    "text": ("is", "has"),
    "longtext": ("has",),
    "number": ("is", "min", "max"),
    "date": ("is", "min", "max"),
    "moment": ("min", "max"),
}

ECHOED = 60  # characters of a wrong value that a refusal repeats
WRITTEN = (models.CharField, models.TextField)  # columns whose nothing may also be an empty text
LARGEST = 30  # powers of ten: no column of ours holds more, and the database refuses very much more
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # characters that no text column takes


class Field:
    """One field, by the name it has on the model.

    show    a column of the list          find    searched
    filter  offered as a condition        edit    in form, import and writing API
    sort    the list may be ordered by it bulk    may be set on many rows at once
    unit    shown after a number          personal  its kind in the privacy register
    money   shown as an amount            key     the column to sort by, where it is not the field itself
    section the heading under which form and page show it
    ask     in the form that people fill in; "later" where the row is there, or a first try was refused
    """

    def __init__(
        self,
        name: str,
        *,
        show: bool = False,
        find: bool = False,
        filter: bool = False,
        edit: bool = True,
        sort: bool = True,
        bulk: bool = False,
        unit: Any = "",
        money: bool = False,
        ask: bool | str = True,
        key: str | None = None,
        personal: str | None = None,
        section: Any = "",
    ):
        self.name, self.show, self.find, self.filter, self.edit = name, show, find, filter, edit
        self.sort, self.bulk, self.unit, self.money, self.key = sort, bulk, unit, money, key or name
        self.personal, self.section, self.ask = personal, section, ask

    model_field: Any = None  # none where the field is no column; a column without `column` where it stands in no table
    is_single: bool = True  # a row has one value at most
    id: str = ""  # the name in `Record.custom` of a field that people added
    fact: str = ""  # of an added field the type of its column in the warehouse (`kit.facts.Column`), where it has one
    is_personal: bool = False  # everybody has a value of their own for the same row; see `of_person`
    has_panel: bool = False  # which tells it on the page of its row
    required: bool = False  # of a new row, where that is not the model's own matter
    _words: dict[Any, Any] | None = None

    def bind(self, model: type[Model]) -> None:
        """Look the field up on the model. Raises ImproperlyConfigured, with a hint, for a name it does not have."""
        names = [f.name for f in model._meta.get_fields()]
        if self.name not in names:
            near = difflib.get_close_matches(self.name, names, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ImproperlyConfigured(f"{model.__name__} has no field {self.name!r}{hint}")
        self.model_field = model._meta.get_field(self.name)
        self.edit = self.edit and getattr(self.model_field, "editable", False)
        # A foreign key sorts by what people read, never by its number.
        self.sort = self.sort and (self.kind != "relation" or self.key != self.name)

    def of_person(self, by: Any) -> "Field":
        """The field as one person has it."""
        return self

    @property
    def label(self) -> Any:
        return self.model_field.verbose_name

    @cached_property
    def kind(self) -> str:
        if self.model_field.choices:
            return "choice"
        return next((kind for cls, kind in KINDS if isinstance(self.model_field, cls)), "text")

    @property
    def related(self) -> type[Model]:
        return self.model_field.related_model

    @property
    def choices(self) -> Sequence[tuple[Any, Any]]:
        return [choice for choice in self.model_field.choices or () if choice[0] not in ("", None)]

    @property
    def operators(self) -> tuple[str, ...]:
        return OPERATORS[self.kind]

    @property
    def is_column(self) -> bool:
        """Whether it stands in the table of its noun."""
        return getattr(self.model_field, "column", None) is not None

    @property
    def is_text(self) -> bool:
        """Whether it is kept as text, where nothing is the empty one."""
        return isinstance(self.model_field, models.CharField | models.TextField)

    @property
    def nullable(self) -> bool:
        """Whether the sort key may be missing."""
        return "__" in self.key or bool(getattr(self.model_field, "null", True))

    @property
    def numeric(self) -> bool:
        return self.kind == "number"

    def value(self, row: Model) -> Any:
        return getattr(row, self.name)

    def stored(self, row: Model) -> Any:
        """The value as the row itself holds it: of a related row its key."""
        return getattr(row, self.model_field.attname)

    def put(self, row: Model, value: Any) -> None:
        """Set the value on a row that is saved later; a related row may be given by its key."""
        setattr(row, self.name if isinstance(value, Model) else self.model_field.attname, value)

    def keep(self, some: Sequence[Model], *, by: Any) -> None:
        """Write what was put on rows that are saved now, where it stands in another table than theirs."""

    @property
    def sql(self) -> Any:
        """What the row itself holds, as an expression of the database."""
        return F(self.model_field.attname)

    def words(self, row: Model) -> str:
        """The value as people read it, for search, export and traces."""
        if self.kind == "choice":
            return self.word(getattr(row, self.name))
        value = self.value(row)
        return "" if value is None else str(value)

    def word(self, value: Any) -> str:
        """The word of one choice. Django's own way to it takes ten times as long, and lists show hundreds."""
        if self._words is None:
            self._words = dict(self.model_field.flatchoices)
        return str(self._words.get(value, "" if value is None else value))

    def named(self, values: Iterable[str]) -> dict[str, str]:
        """The words of coded values that are asked for, by what is typed; of a field without choices none."""
        return {str(value): str(word) for value, word in self.choices} if self.kind in ("choice", "choices") else {}

    def prepare(self, queryset):
        """Fetch with the rows what showing the field needs."""
        return queryset.select_related(self.name) if self.kind == "relation" else queryset

    def attach(self, some: list[Model]) -> None:
        """Fetch for one page of rows, in one query, what does not come with them."""

    def order(self, queryset):
        """The queryset with the sort key as `sort_key`."""
        return queryset.annotate(sort_key=F(self.key))

    def group(self, queryset):
        """The queryset with what its rows are grouped by as `group_key`: the value, of a day or moment its month."""
        if not self.is_column:
            queryset, value = self.order(queryset), F("sort_key")
        else:
            value = F(self.model_field.attname)
        if self.kind in ("date", "moment"):
            return queryset.annotate(group_key=TruncMonth(value))
        return queryset.annotate(group_key=NullIf(value, Value("")) if self.is_text else value)

    def where(self, operator: str, values: Iterable[str]) -> Q:
        """A condition on this field. Raises Refusal for an operator or a value it does not understand."""
        values = list(values)
        if operator not in self.operators:
            raise Refusal(_("“%(field)s” cannot be filtered that way.") % {"field": self.label}, field=self.name)
        return self.condition(operator, [self.read(value) for value in values])

    def condition(self, operator: str, values: list[Any]) -> Q:
        """A condition on typed values. Beside the operators of its kind every field knows "empty", texts "in" and
        "starts", days "anniversary" with the days asked for by month.
        """
        if operator == "empty":
            unwritten = Q(**{self.name: ""}) if isinstance(self.model_field, WRITTEN) else Q()
            return Q(**{f"{self.name}__isnull": True}) | unwritten
        if operator == "in":
            picked = Q(**{f"{self.name}__in": [value for value in values if value is not None]})
            return picked | self.condition("empty", []) if None in values else picked
        first = values[0]
        if operator == "anniversary":
            month, day = f"{self.name}__month", f"{self.name}__day__in"
            return reduce(or_, [Q(**{month: number, day: days}) for number, days in first.items()])
        if self.kind == "moment":
            # Bounds in time rather than days of the column, so that an index on it serves.
            begins = make_aware(datetime.combine(first + timedelta(days=operator == "max"), time.min))
            return Q(**{f"{self.name}__{'lt' if operator == 'max' else 'gte'}": begins})
        lookup = {"is": "exact", "has": "icontains", "starts": "istartswith", "min": "gte", "max": "lte"}[operator]
        return Q(**{f"{self.name}__{lookup}": first})

    def holding(self, value: Any) -> Q:
        """The rows that hold exactly this value, typed already."""
        return Q(**{self.name: value})

    def read(self, value: str) -> Any:
        """A value typed in an address or a form, as the database wants it."""
        if value == "none" and self.kind in ("relation", "choice", "choices"):
            return None
        return self.typed(value)

    def typed(self, value: Any) -> Any:
        """A value given as text, or as anything that text can say, by the kind of the field. Raises Refusal."""
        try:
            if isinstance(value, list | dict):
                raise ValueError(value)
            return self._typed(str(value))
        except (ValueError, KeyError, InvalidOperation):
            told = {"value": UNSTORABLE.sub("\ufffd", str(value))[:ECHOED], "field": self.label}
            raise Refusal(_("“%(value)s” is not a value of “%(field)s”.") % told, field=self.name) from None

    def _typed(self, value: Any) -> Any:
        if UNSTORABLE.search(value):
            raise ValueError(value)
        if self.kind == "choice" and isinstance(self.model_field, models.IntegerField):
            return int(value)
        return READERS.get(self.kind, str)(value)


def number(value: str) -> Decimal:
    """A number that the database can compare. Raises ValueError or InvalidOperation for any other text."""
    read = Decimal(value)
    if not read.is_finite() or abs(read.adjusted()) > LARGEST:
        raise ValueError(value)
    return read


def _date(value: str) -> date:
    day = parse_date(value)
    if day is None or not 1 < day.year < date.max.year:  # room to reckon with zones and days before and after
        raise ValueError(value)
    return day


def _yes(value: str) -> bool:
    return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[value.lower()]


def _key(value: str) -> int:
    """The key of a row picked while typing ("明州茶叶 #12") or given plainly."""
    return int(value.rpartition("#")[2])


READERS = {"number": number, "date": _date, "moment": _date, "yesno": _yes, "relation": _key}
