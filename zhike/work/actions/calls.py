"""The verb of a call: log it, and say what comes next."""

import re
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Contact, ContactPoint, Customer
from zhike.customers.models.contact import Medium
from zhike.customers.rules import is_usable, masked
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.work.actions.following import CHOICES, LABELS, next_step, regarded
from zhike.work.models import Call, CallNumber, CallResult, Direction

LONGEST = 24 * 60  # minutes
LONGEST_NUMBER = 40  # characters
PICKED = re.compile(r"#(\d{1,18})")


@action(
    Call,
    title=gettext_lazy("Log a call"),
    past=gettext_lazy("logged this call"),
    needs="log",
    announces="work.call_logged",
    labels={
        "customer": gettext_lazy("customer"),
        "result": gettext_lazy("result"),
        "direction": gettext_lazy("direction"),
        "number": gettext_lazy("number dialled or called from"),
        "minutes": gettext_lazy("minutes it lasted"),
        "contact": gettext_lazy("spoke with (name of a contact)"),
        "summary": gettext_lazy("summary"),
        **LABELS,
    },
    choices={"result": CallResult.choices, "direction": Direction.choices, **CHOICES},
)
def log_call(
    *,
    by: Staff,
    result: str,
    customer: Customer = None,  # type: ignore[assignment]
    direction: str = Direction.OUT,
    number: str = "",
    minutes: int = 0,
    contact: str = "",
    summary: str = "",
    next_what: str = "",
    next_kind: str = "",
    next_on: date = None,  # type: ignore[assignment]  # noqa: RUF013
    no_next: str = "",
    about: str = "",
) -> Call:
    """A call that was made or taken, `minutes` long and ended now; `about` another row, as “deals.deal 12”.

    `number` is a telephone number, or “#12” for the contact point of the customer that has this number.
    """
    if result not in CallResult.values:
        raise Refusal(_("Say how the call ended."), field="result")
    if not 0 <= (minutes or 0) <= LONGEST:
        raise Refusal(_("A call lasts between none and %(most)s minutes.") % {"most": LONGEST}, field="minutes")
    call = Call(owner=by, customer=customer, contact=contact_named(customer, contact), result=result)
    call.direction = direction if direction in Direction.values else Direction.OUT
    call.seconds, call.summary = (minutes or 0) * 60, summary.strip()
    call.started_at = timezone.now() - timedelta(seconds=call.seconds)
    call.point, plain = numbered(customer, number)
    call.number = masked(Medium.PHONE, plain) if plain else ""
    call.title = _title(call)
    call.regard(regarded(about, by=by))
    next_step(call, by=by, next_what=next_what, next_kind=next_kind, next_on=next_on, no_next=no_next)
    call.full_clean()
    call.save()
    if plain:
        CallNumber.objects.create(call=call, value=plain)
    return call


def numbered(customer: Customer | None, number: str) -> tuple[ContactPoint | None, str]:
    """The contact point of a customer that a number is, where it is one, and the number itself. Raises Refusal."""
    typed = number.strip()
    if not typed:
        return None, ""
    points = customer.contact_points.filter(medium=Medium.PHONE) if customer else ContactPoint.objects.none()
    if picked := PICKED.fullmatch(typed):
        point = points.filter(pk=picked[1]).first()
        if point is None:
            raise Refusal(_("That is no number of this customer."), field="number")
        return point, point.value
    if len(typed) > LONGEST_NUMBER or not is_usable(Medium.PHONE, typed):
        raise Refusal(_("This is no telephone number."), field="number")
    return points.saying(Medium.PHONE, typed).order_by("-is_primary", "pk").first(), typed


def contact_named(customer: Customer | None, name: str) -> Contact | None:
    """The contact of a customer with a name; none for no name. Raises Refusal."""
    if not name.strip():
        return None
    found = customer.contacts.filter(name=name.strip()).first() if customer else None
    if found is None:
        raise Refusal(_("No contact here is called %(name)s; add the person first.") % {"name": name}, field="contact")
    return found


def _title(call: Any) -> str:
    """The first line of the summary; else who called whom."""
    first = call.summary.splitlines()[0] if call.summary else ""
    return first[:120] or str(Direction(call.direction).label)
