"""Who a lead may be already: customers and other leads, of those the asker may see."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.customers.models import ContactPoint, Customer
from zhike.customers.models.contact import Medium
from zhike.kit import search
from zhike.kit.access.rows import rows
from zhike.leads import ways
from zhike.leads.models import Lead, LeadPoint
from zhike.matching.kinds import core
from zhike.merging.finding import CLOSE

SHOWN = 5


@dataclass(frozen=True)
class Double:
    """A row that may be the same, and why."""

    row: Model
    why: str


def customers(lead: Lead, *, by) -> list[Double]:
    """Customers with the same phone, mail or WeChat, then those with the same own name."""
    seen, today = rows(Customer, by=by).select_related("owner"), timezone.localdate()
    found: dict[int, Double] = {}
    for medium, value in ways.said(lead).items():
        held = ContactPoint.objects.valid(today).saying(medium, value).values("customer")
        for customer in seen.filter(pk__in=held)[:SHOWN]:
            found.setdefault(customer.pk, Double(customer, _same(medium)))
    if lead.company:
        for near in search.best(seen, core(lead.company), most=CLOSE):
            if core(str(near)) == core(lead.company):
                found.setdefault(near.pk, Double(near, _("same name")))
    return list(found.values())[:SHOWN]


def leads(lead: Lead, *, by) -> list[Double]:
    """Other leads with the same phone, mail or WeChat."""
    seen = rows(Lead, by=by).exclude(pk=lead.pk)
    found: dict[int, Double] = {}
    for medium, value in ways.said(lead).items():
        held = LeadPoint.objects.current().saying(medium, value).values("lead")
        for other in seen.filter(pk__in=held).order_by("-received_at")[:SHOWN]:
            found.setdefault(other.pk, Double(other, _same(medium)))
    return list(found.values())[:SHOWN]


def _same(medium: str) -> str:
    return _("same %(medium)s") % {"medium": Medium(medium).label}
