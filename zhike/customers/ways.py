"""The people at a customer and the ways to reach it, as words to be found by."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db.models import Model

from zhike.customers.models import Contact, ContactPoint
from zhike.customers.models.contact import Medium
from zhike.kit.among import among
from zhike.kit.fields import Field
from zhike.vault import marks

# Of an address no part is told: it is found by the city and the region of its customer.
MARKS: dict[str, Callable[[str], list[str]]] = {
    Medium.PHONE: marks.of_number,
    Medium.MAIL: marks.of_mail,
    Medium.WECHAT: marks.of_word,
}


class WaysToReach(Field):
    """Searched only: it is no column, no input and in no answer of the API.

    People are found by any part of their names, numbers and the like only as a whole, or by the end of a number.
    """

    def __init__(self) -> None:
        super().__init__("ways", find=True, edit=False, sort=False, personal="contact")

    def attach(self, some: list[Any]) -> None:
        ours = among("customer_id", {row.pk for row in some})
        words: dict[int, list[str]] = defaultdict(list)
        for customer, name in Contact.objects.filter(ours).values_list("customer", "name"):
            words[customer].append(name)
        for point in ContactPoint.objects.filter(ours, medium__in=MARKS).only("customer_id", "medium", "uid", "value"):
            words[point.customer_id] += MARKS[point.medium](point.value)
        for row in some:
            row.__dict__["_ways"] = " ".join(words[row.pk])

    def words(self, row: Model) -> str:
        return str(row.__dict__.get("_ways", ""))
