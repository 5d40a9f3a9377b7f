"""Filling a call list from a list of customers, as it is at that moment."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.customers.models import Customer, Standing
from zhike.kit import batches, search
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import require, rows
from zhike.kit.audit import trace
from zhike.kit.batches.models import Batch
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.query import Query
from zhike.telesales.models import CallList, PlannedCall

PART, AT_ONCE = 1000, 2000  # customers
WORTH = "net_sales_12m"


def fill(one: CallList, *, by: Staff, address: str = "") -> Batch:
    """Put the customers of a list's address on a call list: those that are not on it yet. Few at once, many in a batch.

    Without an address it is asked again for the one it was filled from.
    """
    require(by, "change", CallList)
    asked = address or one.address
    count = chosen(asked, by=by).count()
    start = batches.do if count <= AT_ONCE else batches.start
    title = _("Fill the call list “%(name)s”") % {"name": one}
    return start("telesales.fill", by=by, title=title, model=PlannedCall, call_list=one.pk, asked=asked)


def chosen(address: str, *, by: Staff) -> QuerySet:
    """The customers of a list's address that somebody sees. Raises Refusal for what is not understood."""
    return Query.read(entity_of(Customer), QueryDict(address), by=by).found


@batches.kind("telesales.fill")
def work(batch: Batch) -> None:
    """Part by part, in the order of their numbers."""
    one = rows(CallList, by=batch.by, to="change").get(pk=batch.asked["call_list"])
    found = chosen(batch.asked["asked"], by=batch.by).exclude(pk__in=one.entries.values("customer"))
    batch.report(total=found.count() + batch.done)
    while part := list(_with_worth(found.filter(pk__gt=batch.state.get("after", 0)).order_by("pk"))[:PART]):
        planned = [_planned(one, customer) for customer in part]
        written = PlannedCall._base_manager.bulk_create(planned)
        trace.record_many("create", written, by=batch.by)
        search.index(written)
        batch.went(len(part), after=part[-1].pk)
    one.address, one.frozen_at = batch.asked["asked"], timezone.now()
    one.save()


def _with_worth(found: QuerySet) -> QuerySet:
    worth = Standing.objects.filter(customer=OuterRef("pk"), kind=WORTH, until=None).values("number")[:1]
    return found.annotate(telephone_worth=Subquery(worth))


def _planned(one: CallList, customer: Any) -> PlannedCall:
    worth = customer.telephone_worth or 0
    return PlannedCall(call_list=one, customer=customer, name=customer.name, owner=customer.owner, worth=worth)
