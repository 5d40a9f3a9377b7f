"""What the customer page shows of the customer itself: marks, standings, identity, axes, and steps in the timeline."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers import evidence, outlook, questions
from zhike.customers.kinds import AXES, KINDS, StandingKind, words_of
from zhike.customers.knowing import as_known, may_know
from zhike.customers.models import Customer, Standing
from zhike.customers.models.contact import Medium
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.offers import TimelineEntry, offer_panel, offer_timeline

MEDIA = Medium.values
RELATED_SHOWN = 12
OUTLOOK = ("lifetime", "churn_risk", "next_product", "cluster", "matrix")
CARDS = ("tier", "rung", "clv", "days_since_last_purchase", "net_sales_12m")


def marks(customer: Customer, *, by) -> dict[str, Any]:
    """Tier, rung and kind beside the name."""
    known = [name for name in ("tier", "rung") if may_know(name, by=by)]
    return {name: customer.believed.get(name) for name in known} | {"in_header": True}


def standings(customer: Customer, *, by) -> dict[str, Any] | None:
    """The cards of what is believed, each with its ground; none for parties that are never graded."""
    if customer.is_related_party:
        return None
    known = _believed(customer, CARDS, by=by)
    return {"cards": [_card(KINDS[name], known.get(name)) for name in CARDS if may_know(name, by=by)]}


def to_come(customer: Customer, *, by) -> dict[str, Any] | None:
    """What fitted models expect, each with its ground and its run; nothing before they have run."""
    known = _believed(customer, OUTLOOK, by=by).values()
    lines = [{"kind": KINDS[found.kind], "found": found, "bar": outlook.bar(found)} for found in known]
    return {"outlooks": lines} if lines else None


def identity(customer: Customer, *, by) -> dict[str, Any]:
    """Who it is and how to reach it; of the customers around it those the reader may see."""
    today, contacts = timezone.localdate(), customer.people
    points, people = customer.ways_today, {contact.pk: contact for contact in contacts}
    for point in points:
        point.contact = people.get(point.contact_id or 0)
    around = _around(customer, by=by)
    return {
        "points": sorted(points, key=lambda point: (MEDIA.index(point.medium), not point.is_primary, point.pk)),
        "contacts": contacts,
        "children": [row for row, word in around if word == "child"],
        "referrals": [row for row, word in around if word == "referral"],
        "may_change": may(by, "change", Customer),
        "today": today,
    }


def axes(customer: Customer, *, by) -> dict[str, Any] | None:
    """The six axes as of today."""
    known = _believed(customer, [kind.name for kind in AXES], by=by)
    return {"axes": [(kind, known.get(kind.name)) for kind in AXES], "on": timezone.localdate()}


def steps(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Steps on pyramid and ladder; they are nobody's doing."""
    moves = [] if person else questions.moves(customer, before=before, limit=limit)
    moves = [step for step in moves if may_know(step.kind, by=by)]
    return [
        TimelineEntry(
            at=questions.begin(step.since),
            day=step.since,
            kind="standing",
            text=_step(step),
            url=f"/customers/{customer.pk}/standings/{step.kind}/",
            who=evidence.sentence(as_known(step, by=by)),
        )
        for step in moves
    ]


def _around(customer: Customer, *, by) -> list[tuple[Customer, str]]:
    """Those below a customer and those it brought, the first few of each, as far as their reader may see them."""
    others = rows(Customer, by=by).order_by("name_sort")
    children = others.filter(parent=customer).annotate(word=Value("child"))
    referrals = others.filter(referred_by=customer).annotate(word=Value("referral"))
    found = [some.values_list("pk", "name", "word")[:RELATED_SHOWN] for some in (children, referrals)]
    return [(Customer(pk=pk, name=name), word) for pk, name, word in found[0].union(found[1], all=True)]


def _believed(customer: Customer, kinds: Iterable[str], *, by) -> dict[str, Standing]:
    """What is believed of these kinds, as the reader may know it."""
    believed = customer.believed
    return {name: as_known(believed[name], by=by) for name in kinds if name in believed and may_know(name, by=by)}


def _card(kind: StandingKind, found: Any) -> dict[str, Any]:
    """A standing, the way it moved, and from where."""
    came_from = found and found.came_from
    way = questions.direction(kind.name, came_from, found.value) if found else ""
    return {"kind": kind, "found": found, "way": way, "came_from": words_of(kind.name, came_from) if way else ""}


def _step(step) -> str:
    words = {"kind": KINDS[step.kind].label, "to": words_of(step.kind, step.value)}
    if not step.came_from or step.came_from == step.value:
        return _("%(kind)s: %(to)s") % words
    return _("%(kind)s: from %(from)s to %(to)s") % {**words, "from": words_of(step.kind, step.came_from)}


offer_panel(Customer, template="customers/marks.html", context=marks, place="top", order=10)
offer_panel(Customer, template="customers/standings.html", context=standings, place="top", order=20)
offer_panel(Customer, template="customers/identity.html", context=identity, place="left", order=10)
offer_panel(Customer, template="customers/outlook.html", context=to_come, place="left", order=15)
offer_panel(Customer, template="customers/axes.html", context=axes, place="left", order=20)
offer_timeline(Customer, steps, kind="standing", label=gettext_lazy("Standings"))
