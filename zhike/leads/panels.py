"""What leads put on pages: score, clock and doubles of a lead; the address of a form; leads on the customer's page."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.deals.models import Deal
from zhike.kit.access.rows import may, rows
from zhike.kit.entity import Entity
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.offers import TimelineEntry, Way, asked_for, offer_panel, offer_timeline, offer_way
from zhike.leads import known, spans
from zhike.leads.addresses import shown
from zhike.leads.models import CaptureForm, Lead, Status, Trust
from zhike.leads.suspecting import in_words

COUNTED = 1000


def told(lead: Lead, *, by) -> dict[str, Any] | None:
    """Why it is suspected, and what became of it, as far as its reader sees that."""
    why = in_words(lead.suspicion) if lead.trust != Trust.FINE else []
    if not (lead.customer_id or why):
        return None
    lead.customer = _seen(Customer, lead.customer_id, by=by)
    lead.contact = lead.contact if lead.customer else None
    return {"why": why, "deal": _seen(Deal, lead.deal_id, by=by)}


def judged(lead: Lead, *, by) -> dict[str, Any]:
    """Its score with the reasons, and the clock of the first response."""
    return {
        "reasons": [(f"{points:+}".replace("-", "−"), sentence) for points, sentence in lead.score_reasons],
        "waited": spans.words(lead.waited),
        "waiting": spans.words(timezone.now() - lead.received_at),
        "late": lead.is_late(),
        "tracked": list(lead.tracked.items()),
    }


def doubles(lead: Lead, *, by) -> dict[str, Any] | None:
    """Customers and leads it may be."""
    if lead.status == Status.CONVERTED:
        return None
    found = {"customers": known.customers(lead, by=by), "leads": known.leads(lead, by=by)}
    return found | {"may_convert": lead.is_open and may(by, "change.convert", Lead)} if any(found.values()) else None


def address(form: CaptureForm, *, by) -> dict[str, Any]:
    """Where the form is, and what came by it."""
    came = rows(Lead, by=by).filter(form=form)
    counts = {
        "leads": came.filter(trust=Trust.FINE).count(),
        "suspected": came.exclude(trust=Trust.FINE).count(),
        "converted": came.filter(status=Status.CONVERTED).count(),
    }
    return shown(form) | counts | {"is_taking": form.takes(on=timezone.localdate())}


def story(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """The leads a customer came from."""
    found = rows(Lead, by=by).filter(customer=customer, converted_at__isnull=False)
    found = asked_for(found, at="converted_at", before=before, who="owner", person=person)
    return [
        TimelineEntry(
            at=lead.converted_at,
            kind="lead",
            text=_("Lead converted: %(lead)s (%(source)s)") % {"lead": lead, "source": lead.get_source_display()},
            url=address_of(lead),
            who=str(lead.owner or ""),
        )
        for lead in found.select_related("owner").order_by("-converted_at")[:limit]
        if lead.converted_at
    ]


def _seen(model: Any, key: int | None, *, by: Any) -> Any:
    return rows(model, by=by).filter(pk=key).first() if key else None


@offer_way
def capturing(entity: Entity, *, by, address: str) -> Way | None:
    """From the list of leads to the stand at a fair."""
    if entity.model is not Lead or not may(by, "create", Lead):
        return None
    return Way(_("Capture at the stand"), reverse("leads:quick"), fills=True)


@offer_way
def suspected(entity: Entity, *, by, address: str) -> Way | None:
    """To those that somebody has to look at, where there are any."""
    if entity.model is not Lead:
        return None
    count = len(rows(Lead, by=by).filter(trust=Trust.SUSPECTED).values_list("pk")[:COUNTED])
    link = f"{reverse('kit:list', args=['leads'])}?trust=suspected"
    return Way(_("Suspected (%(count)s)") % {"count": count}, link) if count else None


offer_panel(Lead, template="leads/told.html", context=told, place="top", order=10)
offer_panel(Lead, template="leads/known.html", context=doubles, place="right", order=10, late=True)
offer_panel(Lead, template="leads/judged.html", context=judged, place="right", order=20)
offer_panel(CaptureForm, template="leads/form_panel.html", context=address, place="right", order=10)
offer_timeline(Customer, story, kind="lead", label=gettext_lazy("Leads"))
