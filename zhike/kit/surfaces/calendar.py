"""The calendar: the rows of a list on the days of a month or a week, the first few of each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import IntegerField, Model, QuerySet, Value
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces import cells, listing
from zhike.kit.surfaces.query import Query, complete, moved, parameter, prepared
from zhike.kit.surfaces.shapes import accepts, chosen, day_fields

SHOWN = {"month": 3, "week": 30}  # rows of a day
COUNTED = 100  # rows of a day, no further
EARLIEST, LATEST = 1900, 2200  # years


@dataclass(frozen=True)
class Span:
    """The days on the page, whole weeks from a Monday on, and the month or week they show."""

    kind: str
    first: date

    @property
    def days(self) -> list[date]:
        monday = self.first - timedelta(days=self.first.weekday())
        last = monday + timedelta(days=6) if self.kind == "week" else self.beside(1).first - timedelta(days=1)
        return [monday + timedelta(days=n) for n in range((last - monday).days // 7 * 7 + 7)]

    def beside(self, step: int) -> "Span":
        """The neighbouring month or week: the one before (-1) or after (1)."""
        if self.kind == "week":
            return Span("week", self.first + timedelta(days=7 * step))
        return Span("month", (self.first + timedelta(days=31 * max(step, 0) - (step < 0))).replace(day=1))

    @property
    def words(self) -> str:
        """The month or the week as people say it."""
        if self.kind == "month":
            return str(date_format(self.first, "YEAR_MONTH_FORMAT"))
        return f"{cells.moment(self.days[0])} – {cells.moment(self.days[-1])}"

    @property
    def said(self) -> dict[str, str]:
        """How an address says it."""
        return {"week": self.first.isoformat()} if self.kind == "week" else {"month": f"{self.first:%Y-%m}"}


@dataclass(frozen=True)
class Day:
    """One day: its first rows, how many more there are (told up to COUNTED), and the list of all of them."""

    day: date
    rows: list[Model]
    more: str
    everything: str
    is_today: bool
    is_beside: bool


def calendar_page(request: HttpRequest, entity: Entity) -> HttpResponse:
    """The calendar of a noun, by one of its dates."""
    query, days = Query.read(entity, request.GET, by=request.user), day_fields(entity)
    field = chosen(days, query.asked.get("on", ""), otherwise=next(iter(days), None), parameter="on")
    span, today = _span(request.GET), localdate()
    rest = moved(request.GET)
    for name in ("month", "week"):
        rest.pop(name, None)
    other = "month" if span.kind == "week" else "week"
    here = today if today in span.days else span.first
    spans = {
        "back": span.beside(-1),
        "on": span.beside(1),
        "now": _of(span.kind, today),
        span.kind: span,
        other: _of(other, here),
    }
    context = {
        **listing.around(request, query, count=query.count),
        "field": field,
        "is_movable": accepts(entity, field, "", by=request.user),
        "span": span,
        "days": _days(query, field, span, today=today),
        "links": {name: f"?{moved(rest, **there.said).urlencode()}" for name, there in spans.items()},
        "others": [(other, f"?{moved(request.GET, on=other.name).urlencode()}") for other in days],
        "list": reverse("kit:list", args=[entity.slug]),
    }
    return render(request, "kit/calendar/page.html", context)


def _span(params: QueryDict) -> Span:
    """What an address asks to see; the present month where it does not say."""
    week, month = params.get("week", ""), params.get("month", "")
    try:
        day = date.fromisoformat(week or f"{month}-01") if week or month else localdate()
        if not EARLIEST <= day.year <= LATEST:
            raise ValueError(day)
    except ValueError:
        raise Refusal(_("“%(day)s” is no day of a calendar.") % {"day": week or month}, field="month") from None
    return _of("week" if week else "month", day)


def _of(kind: str, day: date) -> Span:
    return Span(kind, day - timedelta(days=day.weekday()) if kind == "week" else day.replace(day=1))


def _days(query: Query, field: Field, span: Span, *, today: date) -> list[Day]:
    """The days of the page: two queries find and fetch their rows, however many there are."""
    keys: list[list[int]] = [[] for _day in span.days]
    for place, _at, pk in sorted(_first(field.order(query.found), field, span.days)):
        keys[place].append(pk)
    shown = [some[: SHOWN[span.kind]] for some in keys]
    fields = [field, query.columns[0].field]
    fetched = list(prepared(query.found.filter(pk__in=[pk for some in shown for pk in some]), fields))
    complete(fetched, fields, by=query.by)
    by_key = {row.pk: row for row in fetched}
    return [
        Day(
            day=day,
            rows=[by_key[pk] for pk in shown[place] if pk in by_key],
            more=_more(len(keys[place]), len(shown[place])),
            everything=_everything(query, field, day),
            is_today=day == today,
            is_beside=span.kind == "month" and day.month != span.first.month,
        )
        for place, day in enumerate(span.days)
    ]


def _first(found: QuerySet, field: Field, days: Sequence[date]) -> QuerySet:
    """The first rows of each day, as its place, the value and the key: a short walk of an index for every day."""
    parts = [
        found.filter(sort_key__gte=_begins(day, field), sort_key__lt=_begins(day + timedelta(days=1), field))
        .annotate(nth_day=Value(place, IntegerField()))
        .order_by("sort_key", "pk")
        .values_list("nth_day", "sort_key", "pk")[: COUNTED + 1]
        for place, day in enumerate(days)
    ]
    return parts[0].union(*parts[1:], all=True)


def _begins(day: date, field: Field) -> date:
    return make_aware(datetime.combine(day, time.min)) if field.kind == "moment" else day


def _more(count: int, shown: int) -> str:
    if count > COUNTED:
        return f"{COUNTED - shown}+"
    return f"+{count - shown}" if count > shown else ""


def _everything(query: Query, field: Field, day: date) -> str:
    """The list of one day; the week of it where the list has no condition on the field."""
    if not field.filter:
        return f"?{moved(query.asked, **_of('week', day).said).urlencode()}"
    bounds = {parameter(field, name): day.isoformat() for name in ("min", "max")}
    rest = moved(query.asked, **bounds)
    for name in ("on", "by", "month", "week", "view"):
        rest.pop(name, None)
    return f"{reverse('kit:list', args=[query.entity.slug])}?{rest.urlencode()}"
