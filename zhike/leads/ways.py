"""The ways to reach the person of a lead, as fields: sealed in a table of their own, shown masked, found by the whole.

What is put on a lead waits beside it until its trace is written; what was there before is ended and not forgotten, so
that an import that changed it can be taken back.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Exists, F, Func, Model, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.api.rest.shapes import describe
from zhike.custom.sealed import HIDDEN, Secret
from zhike.customers.models.contact import Medium
from zhike.customers.rules import is_usable, masked
from zhike.customers.ways import MARKS
from zhike.kit import registry
from zhike.kit.fields import ECHOED, Field
from zhike.kit.refusal import Refusal
from zhike.leads.models import Lead, LeadPoint
from zhike.leads.models.lead import marks_of
from zhike.postgres.among import among

MEDIA = (Medium.PHONE, Medium.MAIL, Medium.WECHAT)
LONGEST = 200  # characters
HELD, PUT = "_held_ways", "_put_ways"  # what the database has; what was said since
MARK = re.compile(r"mark:([0-9a-f]{34,80})")


class Way(Field):
    """A phone, mail or WeChat of a lead, at most one of each."""

    kind = "sealed"
    has_panel = True
    operators = ("is",)
    is_column = False

    def __init__(self, medium: Medium):
        super().__init__(medium.value, show=medium == Medium.PHONE, filter=True, sort=False, personal="contact")
        self.medium, self.id = medium, f"way.{medium.value}"
        column = models.CharField(medium.label, max_length=LONGEST, blank=True, null=True)
        column.set_attributes_from_name(self.name)
        column.column = None
        self.model_field = column

    def attach(self, some: list[Model]) -> None:
        attach(some)

    def stored(self, row: Model) -> Secret | None:
        plain = said(row).get(self.medium)
        return Secret(plain) if plain else None

    def told(self, row: Model) -> str:
        """The whole value, for whoever may take it along or has said why they look."""
        known = self.stored(row)
        return known.plain if known else ""

    def value(self, row: Model) -> str | None:
        known = self.stored(row)
        return masked(self.medium, known.plain) if known else None

    def words(self, row: Model) -> str:
        return self.value(row) or ""

    def masked(self, text: str) -> str:
        """What is shown of a value."""
        return masked(self.medium, text)

    def mask(self, value: Any) -> str:
        """What the trace tells of it."""
        return HIDDEN

    def put(self, row: Model, value: Any) -> None:
        given = value.plain if isinstance(value, Secret) else str(value or "").strip()
        known = self.stored(row)
        if known and given == self.masked(known.plain):
            return  # a form that was sent back as it came
        if mark := MARK.fullmatch(given):
            given = _before(row, self.medium, bytes.fromhex(mark[1]))
        elif HIDDEN in given:
            sentence = _("“%(field)s” is masked here: type all of it, or leave it as it is.")
            raise Refusal(sentence % {"field": self.label}, field=self.name)
        row.__dict__.setdefault(PUT, {})[self.medium] = self.typed(given) if given else ""

    def _typed(self, value: Any) -> str:
        if value and not MARK.fullmatch(value) and (len(value) > LONGEST or not is_usable(self.medium, value)):
            told = {"field": self.label, "value": value[:ECHOED]}
            raise Refusal(_("%(field)s: nobody could be reached by “%(value)s”.") % told, field=self.name)
        return str(value)

    def keep(self, some: Sequence[Model], *, by: Any) -> None:
        keep([row for row in some if row.__dict__.get(PUT)])

    @property
    def sql(self) -> Any:
        """The mark, by which an import recognises a value and takes one back."""
        text = models.TextField()
        hexed = Func(F("value_index"), Value("hex"), function="encode", output_field=text)
        written = Concat(Value("mark:"), hexed, output_field=text)
        return Subquery(self._points().values_list(written)[:1], output_field=text)

    def marks(self, value: Any) -> list[str]:
        """What `sql` may give for a value, by the present key first."""
        return [f"mark:{mark.hex()}" for mark in reversed(marks_of(self.medium, value))]

    def condition(self, operator: str, values: list[Any]) -> Q:
        if operator == "empty":
            return ~Q(Exists(self._points()))
        marks = [mark for value in values if value for mark in marks_of(self.medium, value)]
        return Q(Exists(self._points().filter(value_index__in=marks)))

    def holding(self, value: Any) -> Q:
        return self.condition("is", [value.plain if isinstance(value, Secret) else value])

    def _points(self) -> Any:
        return LeadPoint.objects.current().filter(lead=OuterRef("pk"), medium=self.medium)


class FoundBy(Field):
    """What the search keeps of a way: marks of the whole, and of the end of a number."""

    def __init__(self, medium: Medium):
        super().__init__(medium.value, find=True, edit=False, sort=False, personal="contact")
        self.medium = medium

    def attach(self, some: list[Model]) -> None:
        attach(some)

    def words(self, row: Model) -> str:
        plain = said(row).get(self.medium)
        return " ".join(MARKS[self.medium](plain)) if plain else ""


def attach(some: Sequence[Model]) -> None:
    """Fetch the ways of leads of which they are not known yet, in one query."""
    new = {row.pk: row for row in some if HELD not in row.__dict__}
    for row in new.values():
        row.__dict__[HELD] = {}
    keys = new.keys() - {None}
    if keys:
        there = LeadPoint.objects.current().filter(among("lead_id", keys))
        for point in there.only("lead_id", "medium", "uid", "value"):
            new[point.lead_id].__dict__[HELD][point.medium] = point.value


def said(lead: Model) -> dict[str, str]:
    """The ways to reach a lead, by medium, in plain."""
    if HELD not in lead.__dict__:
        attach([lead])
    return {medium: way for medium, way in {**lead.__dict__[HELD], **lead.__dict__.get(PUT, {})}.items() if way}


def say(lead: Lead, ways: dict[str, str]) -> None:
    """Put ways on a lead that is saved and traced next. Raises Refusal for one by which nobody could be reached."""
    for way in fields():
        if way.medium in ways:
            way.put(lead, ways[way.medium])


def keep(some: Sequence[Model]) -> None:
    """Write what was put on leads that are saved: what it replaces is ended."""
    now, new = timezone.now(), []
    for row in some:
        for medium, plain in row.__dict__.pop(PUT).items():
            if row.__dict__.get(HELD, {}).get(medium, "") != plain:
                LeadPoint.objects.current().filter(lead=row.pk, medium=medium).update(ended_at=now)
                new += [LeadPoint(lead_id=row.pk, medium=medium, value=plain)] if plain else []
        row.__dict__.pop(HELD, None)
    LeadPoint.objects.bulk_create(new)


@cache
def fields() -> tuple[Way, ...]:
    """A field for each medium."""
    return tuple(Way(medium) for medium in MEDIA)


def _before(row: Model, medium: str, mark: bytes) -> str:
    """A value that a lead had once."""
    point = LeadPoint.objects.filter(lead=row.pk, medium=medium, value_index=mark).order_by("-pk").first()
    return point.value if point else ""


registry.add_fields(lambda model: fields() if model is Lead else ())
describe(Lead, *fields())
