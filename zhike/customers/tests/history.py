"""Dated histories as tests write and read them."""

from datetime import date

from zhike.customers.models import Customer, Standing
from zhike.customers.models.standing import Source

MARCH, APRIL, MAY, JUNE = (date(2026, month, 1) for month in (3, 4, 5, 6))


def history(customer: Customer, kind: str) -> list[tuple[str, date, date | None]]:
    """Every standing of a kind as (value, since, until), oldest first."""
    return list(customer.standings.filter(kind=kind).order_by("since").values_list("value", "since", "until"))


def stated(customer: Customer, kind: str, value: str, since: date, until: date | None = None, **fields) -> Standing:
    """Something a person said, as it lies in the table."""
    days = {"since": since, "until": until, "as_of": since}
    return Standing.objects.create(customer=customer, kind=kind, value=value, source=Source.STATED, **days | fields)


def computed(customer: Customer, kind: str, value: str, since: date, until: date | None = None, **fields) -> Standing:
    """Something a computation found, as it lies in the table."""
    days = {"since": since, "until": until, "as_of": until or since}
    return Standing.objects.create(customer=customer, kind=kind, value=value, **days | fields)
