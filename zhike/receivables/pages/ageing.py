"""应收 Receivables: who owes what, how late, of any day, down to the documents."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.person import person
from zhike.kit.access.rows import rows
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.query import Query
from zhike.look.charts import Bars, Drawing
from zhike.receivables.ageing import PARTS, Open, Report, open_items, report, trend
from zhike.receivables.models import Instalment, Invoice, Receipt, Rulebook
from zhike.receivables.pages.twelve_months import says_money, trend_lines
from zhike.receivables.rules.ageing import UNAPPLIED, Thresholds
from zhike.receivables.wording import bucket_words
from zhike.rights.figures import require_known

WAYS = {
    "customer": gettext_lazy("By customer"),
    "owner": gettext_lazy("By owner"),
    "tier": gettext_lazy("By tier"),
}
PARTED = {"customer": gettext_lazy("Customer"), "owner": gettext_lazy("Owner"), "tier": gettext_lazy("Tier")}
SHOWN = 100
LATE = "overdue"  # every bucket of what should have been paid


def ageing_page(request: HttpRequest) -> HttpResponse:
    """What is owed on a day, by customer, owner or tier."""
    by, on = person(request), asked_day(request.GET.get("on", ""))
    require_known(Instalment, Receipt, Invoice, by=by)
    parted = request.GET.get("by", "")
    parted = parted if parted in PARTS else "customer"
    found = report(on, by=by, thresholds=Rulebook.objects.newest().thresholds, parted=parted)
    context = {
        "report": found,
        "on": on,
        "is_today": on == timezone.localdate(),
        "parted": parted,
        "ways": WAYS.items(),
        "part": PARTED[parted],
        "heads": [(name, bucket_words(name)) for name in [*found.thresholds.buckets, UNAPPLIED]],
        "lines": found.lines[:SHOWN],
        "left_out": max(len(found.lines) - SHOWN, 0),
        "spread": _bars(found) if found.lines else None,
        "trend": trend_lines([*trend(on, by=by)], on=on) if found.lines else None,
        "may_rule": by.is_at_least(Role.MANAGER),
    }
    return render(request, "receivables/ageing.html", context)


def open_page(request: HttpRequest) -> HttpResponse:
    """The documents behind a figure: what was open of a customer, of an owner's or of a tier's, on a day."""
    by, on = person(request), asked_day(request.GET.get("on", ""))
    require_known(Instalment, Receipt, Invoice, by=by)
    customers = _asked_customers(request.GET.get("filter", ""), by)
    if keys := [key for key in request.GET.getlist("customer") if key.isdecimal() and len(key) < 19]:
        customers = customers.filter(pk__in=keys)
    owner = request.GET.get("owner", "")
    if owner:
        customers = customers.filter(owner=int(owner) if owner.isdecimal() and len(owner) < 19 else None)
    if tier := request.GET.get("tier", ""):
        graded = {"standings__kind": "tier", "standings__until": None}
        known = customers.filter(**graded)
        customers = (
            customers.exclude(pk__in=known) if tier == "none" else customers.filter(**graded, standings__value=tier)
        )
    thresholds = Rulebook.objects.newest().thresholds
    items = open_items(on, customers=customers)
    items = _narrowed(items, request.GET, thresholds, on)
    names = dict(rows(Customer, by=by).filter(pk__in={one.customer for one in items}).values_list("pk", "name"))
    shown = [(one, names.get(one.customer, ""), one.days_overdue(on)) for one in items[: 5 * SHOWN]]
    context = {"items": shown, "on": on, "total": sum(one.open for one in items), "count": len(items)}
    wanted = request.GET.getlist("bucket")
    words = "、".join(str(_("Overdue")) if one == LATE else bucket_words(one) for one in wanted)
    context |= {"words": words, "left_out": max(len(items) - 5 * SHOWN, 0)}
    return render(request, "receivables/open.html", context)


def _asked_customers(text: str, by: Staff) -> QuerySet[Customer]:
    """The customers that somebody sees and a filter names. Raises Refusal for one that says nothing."""
    asked = QueryDict(mutable=True)
    asked["filter"] = text
    return Query.read(entity_of(Customer), asked, by=by).found if text else rows(Customer, by=by)


def _narrowed(items: list[Open], asked: QueryDict, thresholds: Thresholds, on: date) -> list[Open]:
    """What an address asks of the documents themselves: how late, of which kind, in which currency, entered when."""
    buckets = asked.getlist("bucket")
    buckets += late_buckets(thresholds) if LATE in buckets else []
    since, until = (day_of(asked.get(name, "")) for name in ("since", "until"))
    return [
        one
        for one in items
        if (not buckets or _bucket(one, thresholds, on) in buckets)
        and ("entry" not in asked or one.kind in asked.getlist("entry"))
        and ("currency" not in asked or one.currency in asked.getlist("currency"))
        and (since or date.min) <= one.on <= (until or date.max)
    ]


def asked_day(typed: str) -> date:
    """A day of the address, today where there is none."""
    day = day_of(typed)
    return day if day and 1990 < day.year < 2100 else timezone.localdate()


def day_of(typed: str) -> date | None:
    """A day of an address; nothing where it names none."""
    try:
        return parse_date(typed)
    except ValueError:
        return None


def late_buckets(thresholds: Thresholds) -> list[str]:
    """The buckets of what should have been paid."""
    return [name for name in thresholds.buckets if name != "not_due"]


def _bucket(one: Any, thresholds: Thresholds, on: date) -> str:
    return UNAPPLIED if one.open < 0 else thresholds.bucket(one.days_overdue(on))


def _bars(found: Report) -> Drawing:
    names = found.thresholds.buckets
    values = [float(found.totals.buckets[name]) for name in names]
    links = [f"/receivables/open/?on={found.on}&bucket={name}" for name in names]
    words = [bucket_words(name) for name in names]
    series = [(_("Owed"), "t0", values)]
    return Bars(label=_("What is owed, by how late it is"), names=words, series=series, y_says=says_money, links=links)
