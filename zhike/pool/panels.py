"""What the pool puts on the customer's page: where it waits, or when it will fall back; stays in the timeline."""

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.access.rows import may
from zhike.kit.surfaces.offers import TimelineEntry, asked_for, offer_panel, offer_timeline
from zhike.pool.models import PoolRule, PoolStay, PoolWarning
from zhike.pool.seeing import pools_of


def place(customer: Customer, *, by) -> dict[str, Any] | None:
    """The pool it waits in and why; of one with an owner the day it falls back; nothing where neither is so."""
    if customer.owner_id is None:
        waiting = PoolStay.objects.filter(customer=customer, out_at=None)
        stay = waiting.select_related("pool", "rule", "last_owner").first()
        return {"stay": stay, "may_claim": stay.pool in pools_of(by)} if stay else None
    coming = PoolWarning.objects.filter(customer=customer, owner=customer.owner_id, due_on__gte=timezone.localdate())
    warning = coming.select_related("rule__pool").order_by("due_on").first()
    return {"warning": warning} if warning else None


def deeds(rule: PoolRule, *, by) -> dict[str, Any] | None:
    """What a rule has done, what comes of it next, and the way to try it on the past."""
    if not may(by, "change", PoolRule):
        return None
    stays = PoolStay.objects.filter(rule=rule)
    warned = PoolWarning.objects.filter(rule=rule).aggregate(n=Count("customer", distinct=True))["n"]
    counts = {"warned": warned, "returned": stays.count(), "waiting": stays.filter(out_at=None).count()}
    on_from = rule.starts_on + timedelta(days=rule.pool.warns_days) if rule.starts_on else None
    return counts | {"returns_from": on_from, "is_new": bool(on_from and on_from > timezone.localdate())}


def story(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """When it came into a pool and who took it out."""
    stays = PoolStay.objects.filter(customer=customer).select_related("pool", "claimed_by", "in_by")
    stays = asked_for(stays, at="in_at", before=before, who="in_by", person=person)
    entries = []
    for stay in stays.order_by("-in_at")[:limit]:
        told = {"pool": stay.pool, "why": stay.get_why_display()}
        text = _("Into the pool “%(pool)s”: %(why)s") % told
        entries.append(TimelineEntry(at=stay.in_at, kind="pool", text=text, who=str(stay.in_by)))
        if stay.out_at and stay.claimed_by and not (before and stay.out_at >= before):
            text = _("Out of the pool “%(pool)s”") % told
            entries.append(TimelineEntry(at=stay.out_at, kind="pool", text=text, who=str(stay.claimed_by)))
    return entries


offer_panel(Customer, template="pool/place.html", context=place, place="right", order=5)
offer_panel(PoolRule, template="pool/deeds.html", context=deeds, place="right", order=10)
offer_timeline(Customer, story, kind="pool", label=gettext_lazy("Pool"))
