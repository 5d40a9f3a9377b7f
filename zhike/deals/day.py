"""What deals put into a person's day: next steps that are due, and deals of which nobody knows the next step."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.customers.models import Customer
from zhike.deals.models import Deal, Kind
from zhike.kit.access.rows import rows
from zhike.kit.surfaces.cells import address_of
from zhike.work.day import Item, register

MOST = 100  # deals on a day


def due(*, by: Any, today: date) -> Iterator[Item]:
    """The open deals of a person whose next step is due or not known."""
    asked = Q(next_step_on__lte=today) | Q(next_step_on=None)
    mine = rows(Deal, by=by).filter(asked, owner=by, status=Kind.OPEN).select_related("customer", "stage")
    mine = mine.annotate(is_seen=Exists(rows(Customer, by=by).filter(pk=OuterRef("customer"))))
    for deal in mine.order_by(F("next_step_on").asc(nulls_last=True), "-weighted", "id")[:MOST]:
        late = (today - deal.next_step_on).days if deal.next_step_on else 0
        yield Item(
            kind="deal",
            title=f"{deal.next_step} · {deal.name}" if deal.next_step else deal.name,
            url=address_of(deal),
            reason=_late(late) if late else "" if deal.next_step else _("No next step"),
            amount=deal.weighted or None,
            currency=deal.currency,
            stake=_("weighted amount"),
            customer=deal.customer if deal.is_seen else None,
            due_on=deal.next_step_on,
            is_late=late > 0,
        )


def _late(days: int) -> str:
    return ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}


register("deals", due)
