"""Leads that have rested long enough are new again."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace
from zhike.leads.actions.handing import ROBOT, hand_out
from zhike.leads.models import Lead, Status

trace.PLAIN["leads.wake"] = gettext_lazy("brought this lead back")


@jobs.named(gettext_lazy("Bring recycled leads back"))
@jobs.daily(6)
def wake_today() -> None:
    """Those whose day has come."""
    wake(on=timezone.localdate())


def wake(*, on: date) -> int:
    """Make recycled leads new whose wait is over by a day, and hand them to somebody else; how many there were."""
    waiting = Lead.objects.filter(status=Status.RECYCLED, wait_until__lte=on).order_by("wait_until", "pk")
    keys = list(waiting.values_list("pk", flat=True))
    for key in keys:
        with transaction.atomic():
            lead = waiting.select_for_update(of=("self",)).filter(pk=key).first()
            if lead:
                _wake(lead)
    return len(keys)


def _wake(lead: Lead) -> None:
    before = trace.snapshot(lead)
    lead.status, lead.wait_until = Status.NEW, None
    lead.save()
    changes = trace.difference(before, trace.snapshot(lead))
    trace.record("leads.wake", lead, by=Staff.objects.robot(ROBOT), changes=changes)
    hand_out(lead)
