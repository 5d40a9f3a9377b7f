"""From a lead to a customer, the people and numbers of it, and a deal: all of it or nothing, and back."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.iso4217 import firm_s_first
from zhike.customers.actions import add_contact, add_contact_point
from zhike.customers.models import Contact, ContactPoint, Customer, Standing
from zhike.customers.models.customer import RELATED_PARTIES, Kind
from zhike.deals.actions import open_deal
from zhike.deals.models import Deal
from zhike.kit import search, writing
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.actions import action
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.leads import ways
from zhike.leads.actions.working import respond
from zhike.leads.models import Lead, Status
from zhike.leads.models.capture import Source
from zhike.merging.moving import pointers

KINDS = [choice for choice in Kind.choices if choice[0] not in RELATED_PARTIES]
# What is there for every customer or deal without anybody having done something with it.
COMPUTED = ("customers.standing", "kit.mark")


@action(
    Lead,
    title=gettext_lazy("Convert"),
    past=gettext_lazy("converted this lead"),
    announces="leads.converted",
    offered=lambda lead: lead.is_open,
    undo="leads.unconvert",
    labels={
        "customer": gettext_lazy("customer that is there already"),
        "kind": gettext_lazy("kind of customer"),
        "deal": gettext_lazy("name of the deal"),
        "amount": gettext_lazy("amount"),
        "currency": gettext_lazy("currency"),
    },
    choices={"kind": (("", "—"), *KINDS), "currency": firm_s_first()},
)
def convert(
    lead: Lead,
    *,
    by: Staff,
    customer: Customer = None,  # type: ignore[assignment]
    kind: str = "",
    deal: str = "",
    amount: Decimal = None,  # type: ignore[assignment]  # noqa: RUF013
    currency: str = "",
) -> None:
    """Make it a customer (or add it to one that is there), with contact, numbers and a deal; nothing is typed again.

    The amount is in the firm's currency where none is said.
    """
    if not lead.is_open:
        raise Refusal(_("This lead is closed already, or somebody has to look at it first."))
    owner = lead.owner or by
    made: dict[str, Any] = {}
    if customer is None:
        customer = _customer(lead, kind, owner=owner, by=by)
        made["customer"] = customer.pk
    elif not rows(Customer, by=by, to="change").filter(pk=customer.pk).exists():
        raise Refusal(_("You cannot add to this customer; ask whoever looks after it."), field="customer")
    contact = _contact(lead, customer, made, by=by)
    _add_ways(lead, customer, contact, made, by=by)
    values: dict[str, Any] = {"owner": owner, "source": _source(lead), "currency": currency or settings.CURRENCY}
    values |= {"amount": amount} if amount else {}
    opened = _opened(deal.strip() or _deal_name(lead), by=by, customer=customer, contact=contact, **values)
    made |= {"deal": opened.pk, "versions": {"deal": opened.version, "customer": customer.fresh().version}}
    respond(lead)
    lead.status, lead.converted_at, lead.made = Status.CONVERTED, timezone.now(), made
    lead.customer, lead.contact, lead.deal = customer, contact, opened
    lead.save()


@action(
    Lead,
    title=gettext_lazy("Undo the conversion"),
    past=gettext_lazy("undid the conversion of this lead"),
    announces="leads.unconverted",
    offered=lambda lead: lead.status == Status.CONVERTED and bool(lead.made),
    rare=True,
)
def unconvert(lead: Lead, *, by: Staff) -> None:
    """Take back what the conversion made, where nobody has built upon it."""
    if lead.status != Status.CONVERTED:
        raise Refusal(_("This lead is not converted."))
    if not (made := lead.made):
        raise Refusal(_("What this conversion made was not kept, so that it cannot be taken back at once."))
    deal = Deal.objects.select_for_update().filter(pk=made.get("deal")).first()
    customer = Customer.objects.select_for_update(of=("self",)).filter(pk=made.get("customer")).first()
    if deal is not None and (deal.version != made["versions"]["deal"] or _built_upon(deal, made)):
        sentence = _("Somebody went on with the deal “%(deal)s”; it stays, and so does the conversion.")
        raise Refusal(sentence % {"deal": deal})
    contact = Contact.objects.filter(pk=made.get("contact")).first()
    if customer is not None and (customer.version != made["versions"]["customer"] or _built_upon(customer, made)):
        told = {"customer": customer}
        sentence = _("Somebody went on with the customer “%(customer)s”; it stays, and so does the conversion.")
        raise Refusal(sentence % told)
    if contact is not None and _built_upon(contact, made):
        raise Refusal(
            _("Somebody went on with the contact “%(contact)s”; so the conversion stays.") % {"contact": contact}
        )
    lead.customer = lead.contact = lead.deal = None
    lead.status, lead.converted_at, lead.made = Status.QUALIFIED, None, {}
    lead.save()
    _take_back(deal, customer, made, by=by)


def _customer(lead: Lead, kind: str, *, owner: Staff, by: Staff) -> Customer:
    kind = kind or (Kind.ENTERPRISE if lead.company else Kind.CONSUMER)
    if kind not in dict(KINDS):
        raise Refusal(_("There is no such kind of customer."), field="kind")
    is_person = not lead.company
    told = {"name": lead.company or lead.name, "kind": kind, "is_person": is_person, "owner": owner}
    values = {**told, "region": lead.region, "city": lead.city, "note": lead.note}
    return writing.create(Customer, by=by, values=values)  # type: ignore[return-value]


def _opened(name: str, **values: Any) -> Deal:
    """The deal; what is wrong with its name is said beside the input that asks for it here."""
    try:
        return open_deal(name=name, **values)
    except ValidationError as error:
        said = writing.errors_by_field(error)
        raise ValidationError({{"name": "deal", "": "__all__"}.get(one, one): said[one] for one in said}) from error


def _contact(lead: Lead, customer: Customer, made: dict[str, Any], *, by: Staff) -> Contact | None:
    """The person of the lead at a firm; a consumer is the person."""
    if customer.is_person:
        return None
    known = customer.contacts.filter(name=lead.name).first()
    if known is None:
        add_contact(customer, by=by, name=lead.name, title=lead.title)
        known = customer.contacts.get(name=lead.name)
        made["contact"] = known.pk
    return known


def _add_ways(lead: Lead, customer: Customer, contact: Contact | None, made: dict[str, Any], *, by: Staff) -> None:
    there, today = set(customer.contact_points.values_list("pk", flat=True)), timezone.localdate()
    for medium, value in ways.said(lead).items():
        if not customer.contact_points.valid(today).saying(medium, value).exists():
            name = contact.name if contact else ""
            add_contact_point(customer, by=by, medium=medium, value=value, contact=name)
    made["points"] = sorted(set(customer.contact_points.values_list("pk", flat=True)) - there)


def _source(lead: Lead) -> str:
    return " · ".join(filter(None, [str(Source(lead.source).label), lead.campaign]))[:60]


def _deal_name(lead: Lead) -> str:
    about = str(lead.product or lead.interest or "").strip()
    return f"{lead.company or lead.name} {about}".strip()[:120]


def _built_upon(row: Model, made: dict[str, Any]) -> bool:
    """Whether anything points at a row beside what the conversion made and what is computed."""
    ours = {
        "customers.contact": [made.get("contact")],
        "customers.contactpoint": made["points"],
        "deals.deal": [made["deal"]],
        "deals.dealcontact": list(Deal(pk=made["deal"]).roles.values_list("pk", flat=True)),
    }
    for pointer in pointers(type(row)):
        label = pointer.model._meta.label_lower
        if label in COMPUTED or label == Lead._meta.label_lower:
            continue
        table = connection.ops.quote_name(pointer.model._meta.db_table)
        key = connection.ops.quote_name(str(pointer.model._meta.pk.column))
        sql = f"select exists (select from {table} where {pointer.column} = %s and {pointer.also} and {key} <> all(%s))"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, [row.pk, [one for one in ours.get(label, ()) if one]])
            if cursor.fetchone()[0]:
                return True
    return False


def _take_back(deal: Deal | None, customer: Customer | None, made: dict[str, Any], *, by: Staff) -> None:
    for row in (deal, customer):
        if row is not None:
            trace.record("unload", row, by=by, changes={})
            search.forget(type(row), [row.pk])
    if deal is not None:
        deal.delete()
    if customer is not None:
        Standing.objects.filter(customer=customer).delete()
        customer.delete()
        return
    ContactPoint.objects.filter(pk__in=made["points"]).delete()
    Contact.objects.filter(pk=made.get("contact") or 0).delete()
