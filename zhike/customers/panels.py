"""What the customer page shows of the customer itself: marks, standings, identity, axes, and steps in the timeline."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers import evidence, questions
from zhike.customers.kinds import KINDS, words_of
from zhike.customers.models import Customer
from zhike.kit.surfaces.offers import TimelineEntry, offer_panel, offer_timeline

CARDS = ("tier", "rung", "clv", "days_since_last_purchase", "net_sales_12m")


def marks(customer: Customer, *, by) -> dict[str, Any]:
    """Tier, rung and kind beside the name."""
    known = questions.current(customer)
    return {"tier": known.get("tier"), "rung": known.get("rung"), "in_header": True}


def standings(customer: Customer, *, by) -> dict[str, Any] | None:
    """The cards of what is believed, each with its ground."""
    if customer.is_related_party:
        return None
    known = questions.current(customer)
    came_from = {step.kind: step.came_from for step in reversed(questions.moves(customer, before=None, limit=50))}
    cards = [
        (
            KINDS[name],
            known.get(name),
            questions.direction(name, came_from.get(name), known[name].value) if name in known else "",
        )
        for name in CARDS
    ]
    return {"cards": cards, "known": known}


def identity(customer: Customer, *, by) -> dict[str, Any]:
    """Who it is and how to reach it."""
    today = timezone.localdate()
    points = [p for p in customer.contact_points.select_related("contact") if not p.valid_to or p.valid_to >= today]
    return {
        "points": sorted(points, key=lambda point: (not point.is_primary, point.medium, point.pk)),
        "contacts": customer.contacts.order_by("pk"),
        "children": customer.children.order_by("name_sort")[:12],
        "referrals": customer.referrals.order_by("name_sort")[:12],
    }


def axes(customer: Customer, *, by) -> dict[str, Any] | None:
    """The six axes as of today."""
    today = timezone.localdate()
    return {"axes": questions.axes_on(customer, today), "on": today}


def steps(customer: Customer, *, by, before, limit: int) -> list[TimelineEntry]:
    """Steps on pyramid and ladder."""
    return [
        TimelineEntry(
            at=questions.begin(step.since),
            kind="standing",
            text=_step(step),
            url=f"/customers/{customer.pk}/standings/{step.kind}/",
            who=evidence.sentence(step),
        )
        for step in questions.moves(customer, before=before, limit=limit)
    ]


def _step(step) -> str:
    words = {"kind": KINDS[step.kind].label, "to": words_of(step.kind, step.value)}
    if not step.came_from or step.came_from == step.value:
        return _("%(kind)s: %(to)s") % words
    return _("%(kind)s: from %(from)s to %(to)s") % {**words, "from": words_of(step.kind, step.came_from)}


offer_panel(Customer, template="customers/marks.html", context=marks, place="top", order=10)
offer_panel(Customer, template="customers/standings.html", context=standings, place="top", order=20)
offer_panel(Customer, template="customers/identity.html", context=identity, place="left", order=10)
offer_panel(Customer, template="customers/axes.html", context=axes, place="left", order=20)
offer_timeline(Customer, steps, kind="standing", label=gettext_lazy("Standings"))
