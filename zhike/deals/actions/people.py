"""Who has a say in a deal, and who else wants it."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.coins import require_coins
from zhike.deals.models import BuyingPart, Competitor, Deal, Strength
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal

Told = dict[str, list[str | None]]


@action(
    Deal,
    title=gettext_lazy("Add contact"),
    past=gettext_lazy("noted the part of a contact in this deal"),
    announces="deals.contact_named",
    offered=lambda deal: False,
    labels={"contact": gettext_lazy("contact"), "part": gettext_lazy("part played")},
    choices={"part": BuyingPart.choices},
)
def name_contact(deal: Deal, *, by: Staff, contact: int, part: str) -> Told:
    """Somebody at the customer plays a part; the first one named is the contact of the deal."""
    person = deal.customer.contacts.filter(pk=contact).first()
    if person is None:
        raise Refusal(_("That is no contact of this customer."), field="contact")
    if part not in BuyingPart.values:
        raise Refusal(_("There is no such part."), field="part")
    role, is_new = deal.roles.get_or_create(contact=person, part=part)
    if not is_new:
        raise Refusal(_("That is noted already: %(role)s.") % {"role": role}, field="contact")
    if deal.contact_id is None:
        deal.contact = person
    deal.save()
    return {"part": [None, str(role)]}


@action(
    Deal,
    title=gettext_lazy("Remove contact"),
    past=gettext_lazy("removed the part of a contact from this deal"),
    offered=lambda deal: False,
    labels={"role": gettext_lazy("part played")},
)
def drop_contact(deal: Deal, *, by: Staff, role: int) -> Told:
    """Somebody plays that part no more."""
    found = deal.roles.select_related("contact").filter(pk=role).first()
    if found is None:
        raise Refusal(_("That part is not there any more."), field="role")
    found.delete()
    left = deal.roles.order_by("pk").first()
    if deal.contact_id == found.contact_id and not deal.roles.filter(contact=found.contact_id).exists():
        deal.contact = left.contact if left else None
    deal.save()
    return {"part": [str(found), None]}


@action(
    Deal,
    title=gettext_lazy("Add competitor"),
    past=gettext_lazy("named a competitor in this deal"),
    announces="deals.competitor_named",
    offered=lambda deal: False,
    labels={
        "competitor": gettext_lazy("competitor"),
        "price": gettext_lazy("their price"),
        "strength": gettext_lazy("standing against us"),
    },
    choices={"strength": Strength.choices},
)
def name_competitor(
    deal: Deal,
    *,
    by: Staff,
    competitor: Competitor,
    price: Decimal = None,  # type: ignore[assignment]  # noqa: RUF013 -- forms and programs read the type
    strength: str = Strength.EVEN,
) -> Told:
    """Somebody else wants this deal, at a price and with a standing as far as we know; the last word stands."""
    if strength not in Strength.values:
        raise Refusal(_("There is no such standing."), field="strength")
    if price is not None:
        if price < 0:
            raise Refusal(_("A price is not below zero."), field="price")
        require_coins(price, deal.currency, field="price")
    rival, is_new = deal.rivals.update_or_create(competitor=competitor, defaults={"price": price, "strength": strength})
    deal.save()
    return {"competitor": [None if is_new else str(rival), str(rival)]}


@action(
    Deal,
    title=gettext_lazy("Remove competitor"),
    past=gettext_lazy("removed a competitor from this deal"),
    offered=lambda deal: False,
    labels={"rival": gettext_lazy("competitor")},
)
def drop_competitor(deal: Deal, *, by: Staff, rival: int) -> Told:
    """They do not want it any more, or never did."""
    found = deal.rivals.select_related("competitor").filter(pk=rival).first()
    if found is None:
        raise Refusal(_("That competitor is not there any more."), field="rival")
    found.delete()
    deal.save()
    return {"competitor": [str(found), None]}
