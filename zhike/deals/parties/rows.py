"""Parties as rows: read for many deals at once, written for one; who is not known is refused, with the number of the
row.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Case, CharField, F, Func, OuterRef, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _

from zhike.catalog.coins import in_parts
from zhike.customers.models import Customer
from zhike.deals.models import Competitor, Deal, DealCompetitor, DealContact
from zhike.deals.parties.lines import Line
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal

LARGEST = Decimal(10) ** 15


def roles_of(some: Sequence[Deal]) -> Iterable[tuple[int, str, str]]:
    """Deal, name and part, in the order they were named."""
    found = DealContact.objects.filter(deal__in=[deal.pk for deal in some]).order_by("pk")
    return found.values_list("deal", "contact__name", "part")


def rivals_of(some: Sequence[Deal]) -> Iterable[tuple[int, str, str, Decimal | None]]:
    """Deal, name, standing and price, in the order they were named."""
    found = DealCompetitor.objects.filter(deal__in=[deal.pk for deal in some]).order_by("pk")
    return found.values_list("deal", "competitor__name", "strength", "price")


def keep_contacts(deal: Deal, lines: Sequence[Line], *, by: Any) -> None:
    """These and no others play a part; the first one named is the contact of the deal. Raises Refusal."""
    if not rows(Customer, by=by).filter(pk=deal.customer_id).exists():
        raise Refusal(_("You cannot see this customer, so you cannot say who has a say there."), field="contacts")
    there = {(role.contact_id, role.part): role for role in deal.roles.all()}
    by_name: dict[str, list[Any]] = {}
    for contact in deal.customer.contacts.order_by("pk"):
        by_name.setdefault(contact.name, []).append(contact)
    wanted, wrong = {}, []
    for number, line in enumerate(lines, start=1):
        found = by_name.get(line.name, [])
        held = [one for one in found if (one.pk, line.what) in there]
        if len(found) > 1 and len(held) == 1:
            found = held
        if len(found) == 1:
            wanted[found[0].pk, line.what] = found[0]
        else:
            sentence = _("Row %(row)s: two contacts of this customer are called “%(name)s”; add them on the page.")
            sentence = sentence if found else _("Row %(row)s: “%(name)s” is no contact of this customer.")
            wrong.append(sentence % {"row": number, "name": line.name})
    _refuse(wrong, field="contacts")
    deal.roles.filter(pk__in=[role.pk for place, role in there.items() if place not in wanted]).delete()
    new = [DealContact(deal=deal, contact=one, part=place[1]) for place, one in wanted.items() if place not in there]
    DealContact.objects.bulk_create(new)
    if deal.contact_id not in {contact for contact, _part in wanted}:
        deal.contact = next(iter(wanted.values()), None)
        Deal._base_manager.filter(pk=deal.pk).update(contact=deal.contact)


def keep_competitors(deal: Deal, lines: Sequence[Line], *, by: Any) -> None:
    """These and no others want it too. Raises Refusal."""
    seen = rows(Competitor, by=by).filter(name__in=[line.name for line in lines])
    known, wrong, wanted = {one.name: one for one in seen}, [], {}
    for number, line in enumerate(lines, start=1):
        told = {"row": number, "name": line.name, "price": line.price}
        price = _price(line.price)
        if not line.name:
            wrong.append(_("Row %(row)s: name the competitor that asks %(price)s, or empty its price.") % told)
        elif line.name not in known:
            wrong.append(_("Row %(row)s: “%(name)s” is not among the competitors.") % told)
        elif line.price and price is None:
            wrong.append(_("Row %(row)s: “%(price)s” is no price.") % told)
        elif price is not None and (sentence := in_parts(price, deal.currency)):
            wrong.append(_("Row %(row)s: %(sentence)s") % (told | {"sentence": sentence}))
        elif line.name in wanted:
            wrong.append(_("Row %(row)s: “%(name)s” stands there twice.") % told)
        wanted[line.name] = {"strength": line.what, "price": price}
    _refuse(wrong, field="competitors")
    deal.rivals.exclude(competitor__name__in=wanted).delete()
    for name, values in wanted.items():
        deal.rivals.update_or_create(competitor=known[name], defaults=values)


def as_text(name: str) -> Any:
    """The lines of a deal as an expression of the database."""
    if name == "contacts":
        model: Any = DealContact
        line: Any = Concat("contact__name", Value(": "), "part", output_field=TextField())
    else:
        model = DealCompetitor
        asked = Concat(Value(", "), Cast(Func(F("price"), function="trim_scale"), CharField()))
        price = Case(When(price=None, then=Value("")), default=asked, output_field=CharField())
        line = Concat("competitor__name", Value(": "), "strength", price, output_field=TextField())
    here = model.objects.filter(deal=OuterRef("pk")).order_by().values("deal")
    told = here.annotate(told=StringAgg(line, "\n", order_by=F("pk"), output_field=TextField())).values("told")
    return Coalesce(Subquery(told, output_field=TextField()), Value(""), output_field=TextField())


def _price(typed: str) -> Decimal | None:
    try:
        price = Decimal(typed)
    except InvalidOperation:
        return None
    return price if price.is_finite() and 0 <= price < LARGEST else None


def _refuse(wrong: Sequence[str], *, field: str) -> None:
    if wrong:
        raise Refusal(" ".join(wrong), field=field)
