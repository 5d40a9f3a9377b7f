"""The objection book on the pages of customers, calls and visits: what is open, what to answer, and how to note one."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.deals.models import Deal
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.offers import TimelineEntry, asked_for, offer_panel, offer_timeline
from zhike.objections import advising
from zhike.objections.models import Answer, Objection, ObjectionKind, Outcome
from zhike.work.models import Call, Visit

OPEN_SHOWN, EDITIONS_SHOWN = 5, 20


def book(row: Any, *, by) -> dict[str, Any] | None:
    """What is held against buying here, the advice for it, and the form to note something; none without a customer."""
    customer = row if isinstance(row, Customer) else row.customer
    if customer is None or not may(by, "read", Objection):
        return None
    opened = list(_held(row, customer, by=by)[:OPEN_SHOWN])
    usual = advising.usual_at(str(getattr(row, "stage", "") or ""))
    may_note = may(by, "note", Objection)
    return {
        "customer": customer,
        "noun": "" if row is customer else row._meta.label_lower,
        "opened": opened,
        "usual": usual,
        "advices": advising.advice([*(one.kind_id for one in opened), *usual], by=by),
        "kinds": rows(ObjectionKind, by=by).filter(active=True).order_by("position", "pk") if may_note else (),
    }


def story(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Objections that were decided."""
    found = rows(Objection, by=by).filter(customer=customer, decided_at__isnull=False).select_related("kind", "seller")
    found = asked_for(found, at="decided_at", before=before, who="seller", person=person)
    words = {Outcome.OVERCOME: _("Objection overcome: %(said)s"), Outcome.LOST: _("Objection not overcome: %(said)s")}
    return [
        TimelineEntry(
            at=one.decided_at,
            kind="objection",
            text=words[Outcome(one.outcome)] % {"said": one.wording},
            url=address_of(one),
            who=str(one.seller or ""),
        )
        for one in found.order_by("-decided_at", "-pk")[:limit]
        if one.decided_at
    ]


def where(objection: Objection, *, by) -> dict[str, Any]:
    """In what it came up, and what the house knows of its kind while it is open."""
    about = objection.regarding(by=by)
    advices = advising.advice([objection.kind_id], by=by, product=objection.product_id) if objection.is_open else []
    told: dict[str, Any] = {"about": about, "advices": advices}
    if about is not None:
        told |= {"noun_word": about._meta.verbose_name, "url": address_of(about)}
    return told


def editions(answer: Answer, *, by) -> dict[str, Any]:
    """Every text an answer had, and how often it helped, as far as its reader sees."""
    uses: Any = rows(Objection, by=by).filter(answer=answer)
    counts = uses.counted("answer_edition")
    shares = {number: advising.Share(*count) for (number,), count in counts.items()}
    texts = list(answer.editions.order_by("-number")[:EDITIONS_SHOWN])
    return {"editions": [(one, shares.get(one.number)) for one in texts]}


def _held(row: Model, customer: Customer, *, by):
    """What is open, of the row itself or of its customer as a whole."""
    found = rows(Objection, by=by).filter(outcome=Outcome.OPEN, customer=customer).select_related("kind")
    if row is not customer:
        found = found.filter(noun=row._meta.label_lower, object_id=row.pk)
    return found.order_by("-raised_on", "-pk")


for noun in (Customer, Deal, Call, Visit):
    offer_panel(
        noun, template="objections/book.html", context=book, place="right", order=15, late=noun in (Customer, Deal)
    )
offer_panel(Objection, template="objections/where.html", context=where, place="main", order=10)
offer_panel(Answer, template="objections/editions.html", context=editions, place="main", order=10)
offer_timeline(Customer, story, kind="objection", label=gettext_lazy("Objections"))
