"""Filling a call list from a list of customers or of leads, as it is at that moment."""

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
from zhike.leads.models import Lead
from zhike.leads.models.lead import OPEN, Trust
from zhike.telesales.models import CallList, PlannedCall

PART, AT_ONCE = 1000, 2000  # customers or leads
MODELS: dict[str, Any] = {CallList.Whom.CUSTOMERS: Customer, CallList.Whom.LEADS: Lead}
RELATION: dict[str, str] = {CallList.Whom.CUSTOMERS: "customer", CallList.Whom.LEADS: "lead"}


def fill(one: CallList, *, by: Staff, address: str = "") -> Batch:
    """Put those of a list's address on a call list who are not on it yet. Few at once, many in a batch.

    Without an address it is asked again for the one it was filled from.
    """
    require(by, "change", CallList)
    asked = address or one.address
    count = chosen(asked, one.whom, by=by).count()
    start = batches.do if count <= AT_ONCE else batches.start
    title = _("Fill the call list “%(name)s”") % {"name": one}
    return start("telesales.fill", by=by, title=title, model=PlannedCall, call_list=one.pk, asked=asked)


def chosen(address: str, whom: str, *, by: Staff) -> QuerySet:
    """The customers, or the open leads, of a list's address that somebody sees. Raises Refusal for what is not
    understood.
    """
    found = Query.read(entity_of(MODELS[whom]), QueryDict(address), by=by).found
    return found.filter(status__in=OPEN, trust=Trust.FINE) if whom == CallList.Whom.LEADS else found


@batches.kind("telesales.fill")
def work(batch: Batch) -> None:
    """Part by part, in the order of their numbers."""
    one = rows(CallList, by=batch.by, to="change").get(pk=batch.asked["call_list"])
    there = one.entries.filter(**{f"{RELATION[one.whom]}__isnull": False}).values(RELATION[one.whom])
    found = chosen(batch.asked["asked"], one.whom, by=batch.by).exclude(pk__in=there)
    batch.report(total=found.count() + batch.done)
    found = _placed(found) if one.whom == CallList.Whom.CUSTOMERS else found
    while part := list(found.filter(pk__gt=batch.state.get("after", 0)).order_by("pk")[:PART]):
        planned = [_planned(one, who) for who in part]
        written = PlannedCall._base_manager.bulk_create(planned)
        trace.record_many("create", written, by=batch.by)
        search.index(written)
        batch.went(len(part), after=part[-1].pk)
    one.address, one.frozen_at = batch.asked["asked"], timezone.now()
    one.save()


def _placed(found: QuerySet) -> QuerySet:
    """With the evidence of their tier: a place by value, which is no amount and can be told to whoever calls."""
    tier = Standing.objects.filter(customer=OuterRef("pk"), kind="tier", until=None).values("evidence")[:1]
    return found.annotate(tier_because=Subquery(tier))


def _planned(one: CallList, who: Any) -> PlannedCall:
    worth = priority(who.tier_because) if one.whom == CallList.Whom.CUSTOMERS else who.score
    told = {RELATION[one.whom]: who, "name": str(who)[:120], "worth": worth}
    return PlannedCall(call_list=one, owner=who.owner, **told)


def priority(evidence: dict[str, Any] | None) -> int:
    """How urgent a customer is, from 1 to 100: in which hundredth of those ranked by value it stands; 0 if in none.

    Of a tier set by hand what was computed counts. A hundredth is coarse enough to tell nothing of an amount.

    >>> priority({"place": 3, "ranked_customers": 200}), priority({"place": 200, "ranked_customers": 200})
    (99, 1)
    """
    found = (evidence or {}).get("computed", {}).get("evidence") or evidence or {}
    place, ranked = found.get("place"), found.get("ranked_customers")
    return 100 - 100 * (place - 1) // ranked if place and ranked else 0
