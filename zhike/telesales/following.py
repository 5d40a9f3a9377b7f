"""What stands before a call and what comes after it: numbers that may be called, the log, a deal, a task, a mark."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.customers.models import ContactPoint, Customer
from zhike.customers.models.contact import Medium
from zhike.telesales.models import Attempt, DoNotCall, Follows, PlannedCall, SealedNumber


def numbers(customer: Customer) -> list[ContactPoint]:
    """The telephone numbers of a customer that hold today, the primary one first."""
    points = customer.contact_points.valid(timezone.localdate()).filter(medium=Medium.PHONE)
    return list(points.order_by("-is_primary", "-is_preferred", "pk"))


def callable_numbers(customer: Customer) -> list[ContactPoint]:
    """Those of them that nobody asked us not to call."""
    points = numbers(customer)
    closed = {one.number_index for one in _forbidden(points)}
    return [point for point in points if not closed & set(_marks(point.value))]


def why_not(customer: Customer) -> str:
    """Why a customer may not be called; nothing where it may. One number that may be called is enough."""
    points = numbers(customer)
    if not points:
        return _("No telephone number is known.")
    if callable_numbers(customer):
        return ""
    entry = DoNotCall.objects.filter(sealed__in=_forbidden(points)).order_by("since", "pk").first()
    told = {"since": entry.since.isoformat(), "why": entry.reason} if entry else {"since": "", "why": ""}
    return _("On the do-not-call list since %(since)s: %(why)s") % told


def follow(planned: PlannedCall, attempt: Attempt, *, by: Any) -> None:
    """Do what the result of an attempt asks for beyond the list itself."""


def _forbidden(points: list[ContactPoint]):
    today = timezone.localdate()
    held = Q(entry__since__lte=today) & (Q(entry__until=None) | Q(entry__until__gt=today))
    return SealedNumber.objects.saying(*(point.value for point in points)).filter(held)


def _marks(number: str) -> list[bytes]:
    index: Any = SealedNumber._meta.get_field("number_index")
    marks: list[bytes] = index.marks(number)
    return marks
