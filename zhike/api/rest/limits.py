"""How much a program may ask for: counted in one statement in PostgreSQL, so that no number of processes can race it.

The table has no model and no write-ahead log: a crash forgets at most what was spent in the present hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit.refusal import Refusal

SPEND = """
insert into api_spending as was (who, since, spent)
select who, %s, %s from unnest(%s::text[]) as asked(who) order by who
on conflict (who) do update set since = excluded.since,
    spent = excluded.spent + case when was.since = excluded.since then was.spent else 0 end
returning spent
"""


@dataclass(frozen=True)
class Limit:
    """At most the number of `setting` in each window of so many seconds."""

    name: str
    setting: str
    seconds: int

    @property
    def most(self) -> int:
        return getattr(settings, self.setting)


REQUESTS = Limit("requests", "API_REQUESTS_PER_MINUTE", 60)
RECORDS = Limit("records", "API_RECORDS_PER_HOUR", 3600)
FAILURES = Limit("failures", "API_FAILURES_PER_MINUTE", 60)


class TooMuch(Refusal):
    """A limit is passed by `over`; it is all there again in `seconds`."""

    def __init__(self, over: int, seconds: int):
        super().__init__(_("That is more than is allowed. Try again in %(seconds)s seconds.") % {"seconds": seconds})
        self.over, self.seconds = over, seconds


def spend(limit: Limit, payers: Sequence[str], amount: int = 1) -> tuple[int, int]:
    """Count `amount` for each payer. Returns what is left to the poorest, and the seconds until all is new.

    Raises TooMuch beyond the limit; what was asked for stays counted.
    """
    now = int(timezone.now().timestamp())
    since = now - now % limit.seconds
    with connection.cursor() as cursor:
        cursor.execute(SPEND, [since, amount, [f"{limit.name} {payer}" for payer in payers]])
        left = limit.most - max(spent for (spent,) in cursor.fetchall())
    seconds = since + limit.seconds - now
    if left < 0:
        raise TooMuch(-left, seconds)
    return left, seconds


def forget_the_past() -> None:
    """Drop counters of windows long gone."""
    with connection.cursor() as cursor:
        cursor.execute("delete from api_spending where since < %s", [int(timezone.now().timestamp()) - 24 * 3600])
