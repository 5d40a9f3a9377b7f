"""The people at a customer and the ways to reach it, as words to be found by."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import Model

from zhike.customers.models import Contact, ContactPoint, Customer
from zhike.customers.models.contact import Medium
from zhike.kit.fields import Field
from zhike.postgres.among import among
from zhike.vault import marks

# Of an address no part is told: it is found by the city and the region of its customer.
MARKS: dict[str, Callable[[str], list[str]]] = {
    Medium.PHONE: marks.of_number,
    Medium.MAIL: marks.of_mail,
    Medium.WECHAT: marks.of_word,
}
FIRST = "_first_ways"


def first_reached_by(customer: Customer, ways: list[tuple[str, str]]) -> None:
    """Tell the ways to reach a customer that had none, as (medium, value), to whoever writes its words next."""
    customer.__dict__.setdefault(FIRST, []).extend(ways)


class WaysToReach(Field):
    """Searched only: it is no column, no input and in no answer of the API.

    People are found by any part of their names, numbers and the like only as a whole, or by the end of a number.
    """

    def __init__(self) -> None:
        super().__init__("ways", find=True, edit=False, sort=False, personal="contact")

    def attach(self, some: list[Any]) -> None:
        words: dict[int, list[str]] = defaultdict(list)
        told = {row.pk: row.__dict__.pop(FIRST) for row in some if FIRST in row.__dict__}
        for customer, ways in told.items():
            for medium, value in ways:
                words[customer] += MARKS[medium](value) if medium in MARKS else []
        keys = {row.pk for row in some}
        for customer, name in Contact.objects.filter(among("customer_id", keys)).values_list("customer", "name"):
            words[customer].append(name)
        others = ContactPoint.objects.filter(among("customer_id", keys - told.keys()), medium__in=MARKS)
        for point in others.only("customer_id", "medium", "uid", "value"):
            words[point.customer_id] += MARKS[point.medium](point.value)
        for row in some:
            row.__dict__["_ways"] = " ".join(words[row.pk])

    def words(self, row: Model) -> str:
        return str(row.__dict__.get("_ways", ""))
