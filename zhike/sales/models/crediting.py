"""For whom a paper counts, in targets, commission and forecast."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.record import Record


class Credited(Record):
    """A paper that counts for one person, whoever looks after its customer since.

    `credited_to` is who looked after the customer when it was booked; what amends another paper, or gives some of it
    back, counts for whom that one counts for.
    """

    credited_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("credited to"),
    )

    class Meta:
        abstract = True


def counts_for(customer: Customer | None, *, follows: Credited | None) -> Staff | None:
    """For whom a paper of a customer counts from the beginning; `follows` is the one that it amends or gives back."""
    if follows:
        return follows.credited_to
    return customer.owner if customer else None


def owners(customers: Iterable[int | None]) -> dict[int | None, int | None]:
    """For whom papers of these customers count that follow no other, by the customer; nobody's have no place."""
    return dict(Customer.objects.filter(pk__in=[one for one in customers if one]).values_list("pk", "owner"))
