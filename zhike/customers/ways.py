"""The people at a customer and the ways to reach it, as words to be found by."""

from collections import defaultdict
from typing import Any

from django.db.models import Model

from zhike.customers.models import Contact, ContactPoint
from zhike.kit.among import among
from zhike.kit.fields import Field


class WaysToReach(Field):
    """Searched only: it is no column, no input and in no answer of the API."""

    def __init__(self) -> None:
        super().__init__("ways", find=True, edit=False, sort=False, personal="contact")

    def attach(self, some: list[Any]) -> None:
        words, ours = defaultdict(list), among("customer_id", {row.pk for row in some})
        people = Contact.objects.filter(ours).values_list("customer", "name")
        points = ContactPoint.objects.filter(ours).values_list("customer", "normalized")
        for customer, word in people.union(points, all=True):
            words[customer].append(word)
        for row in some:
            row.__dict__["_ways"] = " ".join(words[row.pk])

    def words(self, row: Model) -> str:
        return row.__dict__.get("_ways", "")
