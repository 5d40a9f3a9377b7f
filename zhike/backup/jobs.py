"""What happens by itself: a backup every night, the log every minute."""

import logging

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.backup import keeping, places
from zhike.backup.problem import BackupProblem
from zhike.kit import jobs

log = logging.getLogger(__name__)
SUNDAY = 7
NIGHT = 2  # o'clock in the business zone, before the figures of the day are computed
ONCE = "backup.now"


@jobs.named(_("Back up, every night"))
@jobs.daily(NIGHT)
def every_night() -> None:
    """Make a backup and look at it, on Sundays at all that are kept; where nobody made a key there is nothing to do."""
    if places.keys():
        made = keeping.back_up()
        is_sunday = timezone.localdate().isoweekday() == SUNDAY
        jobs.later(look, names=[] if is_sunday else [made.name])


@jobs.named(_("Compare backups with their hashes"))
@jobs.job
def look(*, names: list[str]) -> None:
    """Look at some backups, or at all and the log; damage makes it a failed job, so that it is seen there too."""
    if damaged := keeping.look_after(names):
        raise BackupProblem(f"Damaged: {', '.join(damaged)}. Take these from another copy, or remove them.")


@jobs.named(_("Back up now"))
@jobs.job
def now() -> None:
    """Make a backup because somebody asked."""
    keeping.back_up()


@jobs.named(_("Keep the database's log"))
@jobs.recurring("* * * * *")
def every_minute() -> None:
    """Seal what the embedded PostgreSQL handed over. A failure is tried again in a minute; the page tells of it."""
    try:
        keeping.keep_log()
    except OSError as error:
        log.warning("The database's log could not be sealed: %s", error)


def request() -> int | None:
    """Queue a backup; None where one waits already."""
    return jobs.later(now, once=ONCE)
