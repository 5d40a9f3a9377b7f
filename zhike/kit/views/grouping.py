"""Rows under headings: by choice, row pointed at, yes or no, text, or month, with counts and totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from typing import Any

from django.db.models import Avg, Case, Count, F, Max, Min, QuerySet, Sum, When
from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime, make_aware
from django.utils.translation import gettext as _

from zhike.kit.access.rows import pointable, rows, sees_all
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.registry import is_entity

KINDS = ("choice", "relation", "yesno", "text", "date", "moment")
MOST_GROUPS = 50
MOST_ROWS = 50_000  # counted and added up while somebody waits
NONE = "none"  # the group of rows without a value, in an address


@dataclass(frozen=True)
class Group:
    """The rows that share a value: the value as an address says it, its words, how many, totals by field name."""

    value: str
    words: str
    count: int
    totals: dict[str, Any]
    currency: str | None


@dataclass(frozen=True)
class Groups:
    """The largest groups; whether there are more of them, and whether only the first MOST_ROWS rows were counted."""

    groups: list[Group]
    more: bool
    partly: bool


def groupable(entity: Entity) -> list[Field]:
    """The fields a list can be grouped by."""
    known = [field for field in entity.all_fields if field.is_single and field.kind in KINDS]
    return [field for field in known if not field.is_personal and not getattr(field.model_field, "unique", 0)]


def bounded(found: QuerySet) -> QuerySet:
    """These rows, or the first MOST_ROWS of them where there are more."""
    first = found.order_by()[:MOST_ROWS]
    return first if found.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS else found


def groups(found: QuerySet, field: Field, *, totals: Sequence[Field], by) -> Groups:
    """The groups of these rows by one field, with a sum of each money field and an average of other numbers.

    Of rows cut short by `bounded` the groups are counted without totals: those of a part would mislead.
    """
    partly = found.query.is_sliced
    some = rows(found.model, by=by).filter(pk__in=found.values("pk")) if partly else found
    counted = list(_counted(_keyed(some, field, by=by), totals)[: MOST_GROUPS + 1])
    more, counted = len(counted) > MOST_GROUPS, counted[:MOST_GROUPS]
    words = _words(field, [row["group_key"] for row in counted], by=by)
    made = [
        Group(
            value=_said(row["group_key"]),
            words=str(words.get(row["group_key"], row["group_key"])),
            count=row["group_count"],
            totals={} if partly else _totals(row, totals),
            currency=row.get("least_currency"),
        )
        for row in counted
    ]
    return Groups(_in_order(made, field), more, partly)


def within(found: QuerySet, field: Field, value: str, *, by) -> QuerySet:
    """The rows of one group. Raises Refusal for a value that is none of this field."""
    if value == NONE:
        return _keyed(found, field, by=by).filter(group_key=None)
    read = field.read(value)
    if field.kind in ("date", "moment"):
        # A range, so that an index by date is entered at the month.
        start, end = _month(read, field)
        return field.order(found).filter(sort_key__gte=start, sort_key__lt=end)
    return _keyed(found, field, by=by).filter(group_key=read)


def _keyed(found: QuerySet, field: Field, *, by) -> QuerySet:
    """The rows with their group as `group_key`; what points at a hidden row has none."""
    found = field.group(found)
    if field.kind != "relation" or not is_entity(field.related) or sees_all(field.related, by=by):
        return found
    seen = pointable(field.related, by=by).values("pk")
    return found.annotate(group_key=Case(When(group_key__in=seen, then=F("group_key"))))


def _month(day: date, field: Field) -> tuple[date, date]:
    """When the month of a day begins and when the next one does."""
    if not MINYEAR < day.year < MAXYEAR:
        named = {"value": day, "field": field.label}
        raise Refusal(_("“%(value)s” is not a value of “%(field)s”.") % named, field="open")
    start, end = date(day.year, day.month, 1), date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return (_midnight(start), _midnight(end)) if field.kind == "moment" else (start, end)


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def _counted(found: QuerySet, totals: Sequence[Field]) -> QuerySet:
    figures: dict[str, Any] = {}
    for place, field in enumerate(totals):
        found = field.order(found).annotate(**{f"value_{place}": F("sort_key")})
        figures[f"total_{place}"] = (Sum if field.money else Avg)(f"value_{place}")
    if any(field.name == "currency" for field in found.model._meta.concrete_fields):
        figures["least_currency"], figures["most_currency"] = Min("currency"), Max("currency")
    return found.values("group_key").annotate(group_count=Count("pk"), **figures).order_by("-group_count", "group_key")


def _totals(row: dict[str, Any], totals: Sequence[Field]) -> dict[str, Any]:
    """The figures of one group; amounts in several currencies have no sum."""
    mixed = row.get("least_currency") != row.get("most_currency")
    figures = {field.name: (field, row[f"total_{place}"]) for place, field in enumerate(totals)}
    return {name: figure for name, (field, figure) in figures.items() if not (field.money and mixed)}


def _words(field: Field, keys: Sequence[Any], *, by) -> dict[Any, str]:
    """The words of some groups; those that are their own words left out."""
    named: dict[Any, Any] = dict(field.choices) if field.kind == "choice" else {}
    if field.kind == "relation":
        named = {row.pk: row for row in pointable(field.related, by=by).filter(pk__in=keys)}
    elif field.kind == "yesno":
        named = {True: _("Yes"), False: _("No")}
    elif field.kind in ("date", "moment"):
        named = {key: date_format(_day(key), "YEAR_MONTH_FORMAT") for key in keys if key}
    return {**named, None: _("(none)")}


def _said(key: Any) -> str:
    if key is None:
        return NONE
    if isinstance(key, bool):
        return "1" if key else "0"
    return _day(key).isoformat() if isinstance(key, date) else str(key)


def _day(key: date) -> date:
    return localtime(key).date() if isinstance(key, datetime) and is_aware(key) else key


def _in_order(made: list[Group], field: Field) -> list[Group]:
    """Choices as they are listed, months from the latest back, all else by size; rows without a value last."""
    place = {str(value): place for place, (value, _word) in enumerate(field.choices)} if field.kind == "choice" else {}
    if field.kind in ("date", "moment"):
        made = sorted(made, key=lambda group: group.value, reverse=True)
    return sorted(made, key=lambda group: (group.value == NONE, place.get(group.value, 0)))
