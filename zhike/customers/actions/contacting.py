"""The people at a customer, and the ways to reach them."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Contact, ContactPoint, Customer
from zhike.customers.models.contact import BuyingRole, Medium
from zhike.customers.rules import is_usable, masked
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal

Told = dict[str, list[str | None]]


@action(
    Customer,
    title=gettext_lazy("Add contact"),
    past=gettext_lazy("added a contact"),
    announces="customers.contact_added",
    offered=lambda customer: False,
    labels={
        "name": gettext_lazy("name"),
        "title": gettext_lazy("job title"),
        "buying_role": gettext_lazy("buying role"),
    },
    choices={"buying_role": (("", "—"), *BuyingRole.choices)},
)
def add_contact(customer: Customer, *, by: Staff, name: str, title: str = "", buying_role: str = "") -> Told:
    """A person who acts for the customer."""
    name = name.strip()
    if not name:
        raise Refusal(_("A contact needs a name."), field="name")
    if buying_role not in ("", *BuyingRole.values):
        raise Refusal(_("There is no such buying role."), field="buying_role")
    if customer.contacts.filter(name=name).exists():
        raise Refusal(_("%(name)s is a contact of this customer already.") % {"name": name}, field="name")
    contact = Contact(customer=customer, name=name, title=title.strip(), buying_role=buying_role)
    contact.full_clean()
    contact.save()
    return {"contact": [None, name]}


@action(
    Customer,
    title=gettext_lazy("Add contact point"),
    past=gettext_lazy("added a contact point"),
    announces="customers.contact_point_added",
    offered=lambda customer: False,
    labels={
        "medium": gettext_lazy("medium"),
        "value": gettext_lazy("number or address"),
        "contact": gettext_lazy("whose (name of a contact)"),
    },
    choices={"medium": Medium.choices},
)
def add_contact_point(customer: Customer, *, by: Staff, medium: str, value: str, contact: str = "") -> Told:
    """A way to reach the customer, or one of its contacts by name. The first of its medium is the primary one."""
    value = value.strip()
    if medium not in Medium.values:
        raise Refusal(_("There is no such medium."), field="medium")
    if not is_usable(medium, value):
        raise Refusal(_("This cannot be right; nobody could be reached that way."), field="value")
    today = timezone.localdate()
    valid = customer.contact_points.valid(today).filter(medium=medium)
    if valid.saying(medium, value).exists():
        raise Refusal(_("This is known already."), field="value")
    point = ContactPoint(
        customer=customer,
        contact=_contact(customer, contact.strip()),
        medium=medium,
        value=value,
        valid_from=today,
        is_primary=not valid.filter(is_primary=True).exists(),
    )
    point.full_clean()
    point.save()
    return {"contact_point": [None, masked(medium, value)]}


@action(
    Customer,
    title=gettext_lazy("Make primary"),
    past=gettext_lazy("chose the primary contact point"),
    announces="customers.primary_chosen",
    offered=lambda customer: False,
    labels={"point": gettext_lazy("contact point")},
)
def make_primary(customer: Customer, *, by: Staff, point: int) -> Told:
    """Reach the customer this way first; `point` is the number of one of its contact points."""
    chosen = _valid(customer, point)
    if chosen.is_primary:
        raise Refusal(_("This is the primary one already."), field="point")
    before = customer.contact_points.filter(medium=chosen.medium, is_primary=True).first()
    _set_primary(before, chosen)
    old = masked(before.medium, before.value) if before else None
    return {"contact_point": [old, masked(chosen.medium, chosen.value)]}


@action(
    Customer,
    title=gettext_lazy("No longer valid"),
    past=gettext_lazy("ended a contact point"),
    announces="customers.contact_point_ended",
    offered=lambda customer: False,
    labels={"point": gettext_lazy("contact point"), "on": gettext_lazy("first day it no longer holds")},
)
def end_contact_point(customer: Customer, *, by: Staff, point: int, on: date) -> Told:
    """From a day on the customer cannot be reached that way. The newest other one of its medium becomes primary."""
    ended = _valid(customer, point)
    if on > timezone.localdate():
        raise Refusal(_("Only days up to today can be stated."), field="on")
    if ended.valid_from and on < ended.valid_from:
        raise Refusal(_("It cannot end before it began."), field="on")
    was_primary, ended.is_primary, ended.valid_to = ended.is_primary, False, on
    ended.save()
    if was_primary:
        _set_primary(None, _newest(customer, ended.medium))
    return {"contact_point": [masked(ended.medium, ended.value), None]}


def _contact(customer: Customer, name: str) -> Contact | None:
    if not name:
        return None
    contact = customer.contacts.filter(name=name).first()
    if contact is None:
        raise Refusal(_("No contact here is called %(name)s; add the person first.") % {"name": name}, field="contact")
    return contact


def _valid(customer: Customer, point: int) -> ContactPoint:
    found = customer.contact_points.valid(timezone.localdate()).filter(pk=point).first()
    if found is None:
        raise Refusal(_("This customer has no such contact point, or it has ended."), field="point")
    return found


def _newest(customer: Customer, medium: str) -> ContactPoint | None:
    return customer.contact_points.valid(timezone.localdate()).filter(medium=medium).order_by("-pk").first()


def _set_primary(before: ContactPoint | None, chosen: ContactPoint | None) -> None:
    """Change the one primary: the old one first, since the database allows but one."""
    for point, is_primary in ((before, False), (chosen, True)):
        if point is not None:
            point.is_primary = is_primary
            point.save()
