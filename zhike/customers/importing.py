"""What files of customers hold beside the customer: the ways to reach it."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID, uuid4

import vobject
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.customers.models import ContactPoint, Customer, Standing
from zhike.customers.models.contact import Medium, mark_of, marks_of
from zhike.customers.rules import is_usable, masked, parts
from zhike.customers.ways import first_reached_by
from zhike.exchange.importing.extras import Extras, Made, Said, offer
from zhike.kit.refusal import Refusal
from zhike.kit.writing_many import copy
from zhike.postgres.among import among
from zhike.reading.mapping import TargetColumn
from zhike.reading.values import truth
from zhike.vault.fields import EncryptedField, Sealed

LONGEST = 1_000  # characters of a cell; one number or address may have 200
LONGEST_POINT = 200
WAYS = {
    Medium.PHONE: ("phone", "mobile", "telephone", "tel", "电话", "手机", "手机号", "手机号码", "联系电话"),
    Medium.MAIL: ("mail", "e-mail", "email", "邮箱", "电子邮箱", "电子邮件"),
    Medium.WECHAT: ("wechat", "微信", "微信号"),
    Medium.ADDRESS: ("address", "地址", "联系地址", "收货地址"),
}
COLUMNS = tuple(
    TargetColumn(medium.value, medium.label, "text", synonyms=ways, longest=LONGEST) for medium, ways in WAYS.items()
)


def check(said: Said) -> None:
    """Refuse what nobody could be reached by."""
    for medium, cell in said.items():
        for value in parts(medium, cell):
            if not is_usable(medium, value) or len(value) > LONGEST_POINT:
                told = {"label": Medium(medium).label, "value": value[:80]}
                raise Refusal(_("%(label)s: nobody could be reached by “%(value)s”") % told)


def bring(pairs: Sequence[tuple[Any, Said]]) -> Made:
    """Add the contact points that are not known yet; the first of its medium becomes the primary one."""
    marked = [(customer, _marked(said)) for customer, said in pairs]
    ours = among("customer_id", {customer.pk for customer, _said in pairs})
    there = ContactPoint.objects.filter(ours)
    reached = set(there.values_list("customer", flat=True))
    valid = there.valid(timezone.localdate())
    known, led = set(), set()
    for key, medium, mark, is_primary in valid.values_list("customer", "medium", "value_index", "is_primary"):
        known.add((key, medium, bytes(mark)))
        if is_primary:
            led.add((key, medium))
    lines = []
    for customer, ways in marked:
        for medium, mark, value in ways:
            if known.isdisjoint((customer.pk, medium, one) for one in marks_of(medium, value)):
                known.add(place := (customer.pk, medium, mark))
                lines.append((*place, value, place[:2] not in led))
                led.add(place[:2])
        if customer.pk not in reached:
            first_reached_by(customer, [(medium, value) for medium, _mark, value in ways])
    made: Made = {}
    for line, key in zip(lines, _add(lines), strict=True):
        made.setdefault(line[0], (ContactPoint, []))[1].append(key)
    return made


def told(keys: Sequence[int]) -> dict[int, Said]:
    """The valid contact points of customers, the primary one first."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    valid = ContactPoint.objects.valid(timezone.localdate()).filter(among("customer_id", keys))
    for point in valid.order_by("-is_primary", "pk").only("customer_id", "medium", "uid", "value"):
        found[point.customer_id][point.medium].append(point.value)
    return {key: {medium: "; ".join(values) for medium, values in said.items()} for key, said in found.items()}


def hidden(medium: str, cell: str) -> str:
    """A cell for whoever may not take contact points away."""
    return "; ".join(masked(medium, value) for value in parts(medium, cell))


def card(row: dict[str, Any], said: Said) -> str:
    """A customer as a vCard 3.0 (RFC 2426)."""
    made = vobject.vCard()
    made.add("fn").value = row["name"]
    if truth(row["is_person"]):
        made.add("n").value = vobject.vcard.Name(given=row["name"])
    else:
        made.add("n").value = vobject.vcard.Name(family=row["name"])
        made.add("org").value = [row["name"]]
    for medium, name in (("phone", "tel"), ("mail", "email"), ("wechat", "x-wechat")):
        for value in parts(medium, said.get(medium, "")):
            made.add(name).value = value
    for value in parts("address", said.get("address", "")):
        made.add("adr").value = vobject.vcard.Address(street=value, city=row["city"] or "", region=row["region"] or "")
    return str(made.serialize())


def _marked(said: Said) -> list[tuple[str, bytes, str]]:
    """What a row says as medium, mark and text."""
    ways = [(medium, value) for medium, cell in said.items() for value in parts(medium, cell)]
    return [(medium, mark_of(medium, value), unicodedata.normalize("NFKC", value)) for medium, value in ways]


def _add(lines: Sequence[tuple]) -> list[int]:
    names = ("customer_id", "medium", "value_index", "uid", "value", "is_primary", "valid_from", "is_preferred")
    today = timezone.localdate()
    return copy(ContactPoint, names, [(*place, *_sealed(value), first, today, False) for *place, value, first in lines])


def _sealed(value: str) -> tuple[UUID, Sealed]:
    row, column = uuid4(), cast(EncryptedField, ContactPoint._meta.get_field("value"))
    return row, Sealed(column.seal(value, row=row))


EXTRAS = Extras(COLUMNS, check=check, bring=bring, told=told, masked=hidden, card=card, goes_with=(Standing,))
offer(Customer, EXTRAS)
