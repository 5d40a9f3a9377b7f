"""Work on cubes in the background: tables made anew when facts or judgements are new, reports sent on time."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.insight.cubes.models import Report, Sending
from zhike.kit import jobs


@jobs.named(_("Bring the cubes up to date"))
@jobs.job
def refresh() -> None:
    """Write the tables of all cubes anew."""
    from zhike.insight.cubes.store import build  # noqa: PLC0415 -- the engine is loaded by whoever computes

    build()


@jobs.named(_("Send the reports that are due"))
@jobs.recurring("*/5 * * * *")
def send_due() -> None:
    """Queue every report whose time has come; what was missed while nothing ran goes out once."""
    for pk in _due().values_list("pk", flat=True):
        with transaction.atomic():
            # Another worker may have been faster.
            for report in _due().select_for_update().filter(pk=pk):
                due = report.next_at
                report.next_at = report.following(timezone.now())
                report.save(update_fields=["next_at"])
                queue(report, due_at=due)


def queue(report: Report, *, due_at: datetime) -> int:
    """Queue one mail for each recipient of a report; how many mails."""
    people = list(report.to.filter(is_active=True))
    for person in people:
        one, _made = Sending.objects.get_or_create(report=report, to=person, due_at=due_at)
        jobs.later(send_one, sending=one.pk)
    return len(people)


@jobs.named(_("Send a report by mail"))
@jobs.job
def send_one(*, sending: int) -> None:
    """Mail one report to one person, once; a mail server that takes none is tried again."""
    from zhike.insight.cubes.reporting import send  # noqa: PLC0415 -- papers are made by whoever sends them

    with transaction.atomic():
        found = Sending.objects.select_for_update(of=("self",)).select_related("report", "to")
        one = found.filter(pk=sending, sent_at=None, report__deleted_at=None).first()
        if one:
            send(one)


def _due() -> QuerySet[Report]:
    return Report.objects.filter(deleted_at=None, is_paused=False, next_at__lte=timezone.now())
