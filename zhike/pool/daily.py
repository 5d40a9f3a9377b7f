"""Every morning: customers without an owner come into a pool, owners are warned, and what is due falls back."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.customers.models.customer import RELATED_PARTIES
from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace
from zhike.kit.events import announce_each
from zhike.notices.telling import tell
from zhike.pool.deciding import Decided, sight
from zhike.pool.in_force import in_force
from zhike.pool.models import Pool, PoolStay, PoolWarning, Why
from zhike.pool.rules import listed

AT_ONCE = 500
ROBOT = "pool"
RETURNED = "pool.returned"
trace.PLAIN[RETURNED] = gettext_lazy("let this customer fall back into the pool")
HOUR = time(5)


class Done(NamedTuple):
    """What a morning came to: customers put into a pool, newly warned, returned, and due but spared."""

    gathered: int
    warned: list[tuple[int, date]]
    returned: list[int]
    spared: int


@jobs.named(gettext_lazy("Run the rules of the pools"))
@jobs.daily(5)
def run_today() -> None:
    """The morning of today."""
    run(on=timezone.localdate())


def run(*, on: date) -> Done:
    """The morning of a day. Done twice it does nothing more; a morning that was missed is made up by the next one."""
    rules = in_force()
    decided: list[Decided] = []
    if rules:
        with sight(on=on, rules=rules) as known:
            decided = known.decide()
    done = set(PoolStay.objects.filter(why=Why.RULE, in_on=on).values_list("customer", flat=True))
    due = [one for one in decided if one.is_due and not one.spared and one.customer not in done]
    coming = [one for one in decided if not one.is_due and not one.spared]
    warned = _warn(coming, on=on)
    returned: list[int] = []
    for place in range(0, len(due), AT_ONCE):
        returned += _return(due[place : place + AT_ONCE], on=on)
    _tell_of_returns([one for one in due if one.customer in set(returned)], on=on)
    spared = sum(1 for one in decided if one.is_due and one.spared)
    return Done(gather(on=on), warned, returned, spared)


def gather(*, on: date) -> int:
    """Put customers that nobody looks after into the pool of their region; how many there were."""
    count, robot = 0, Staff.objects.robot(ROBOT)
    for pool in Pool.objects.filter(is_open=True).order_by("position", "pk"):
        there = PoolStay.objects.filter(out_at=None).values("customer")
        free = Customer.objects.filter(owner=None).exclude(pk__in=there).exclude(kind__in=RELATED_PARTIES)
        regions = listed(pool.regions)
        free = free.filter(region__in=regions) if regions else free
        keys = list(free.order_by("pk").values_list("pk", flat=True))
        at = _moment(on)
        PoolStay.objects.bulk_create(
            [PoolStay(customer_id=key, pool=pool, in_at=at, in_on=on, in_by=robot, why=Why.ADDED) for key in keys],
            batch_size=AT_ONCE * 4,
            ignore_conflicts=True,
        )
        count += len(keys)
    return count


def evidence_of(one: Decided) -> dict[str, str | None]:
    """The days by which a rule decided, as they are kept and traced."""
    days = {"last_contact": one.last_contact, "last_order": one.last_order, "since": one.since, "due_on": one.due_on}
    return {name: day.isoformat() if day else None for name, day in days.items()}


@transaction.atomic
def _warn(some: Sequence[Decided], *, on: date) -> list[tuple[int, date]]:
    """Warn of each return once; those that were not warned of before."""
    said = {"customer": "customer_id", "rule": "rule_id", "owner": "owner_id", "due_on": "due_on"}
    keys = [one.customer for one in some]
    known = set(PoolWarning.objects.filter(customer__in=keys).values_list(*said.values()))
    new = [one for one in some if (one.customer, one.rule, one.owner, one.due_on) not in known]
    PoolWarning.objects.bulk_create(
        [PoolWarning(**{column: getattr(one, name) for name, column in said.items()}, warned_on=on) for one in new],
        batch_size=AT_ONCE * 4,
        ignore_conflicts=True,
    )
    for owner, count in Counter(one.owner for one in new).items():
        _say(owner, "pool_warning", on=on, url="/pool/warnings/", count=count)
    return [(one.customer, one.due_on) for one in new]


@transaction.atomic
def _return(some: Sequence[Decided], *, on: date) -> list[int]:
    """Take the owners away, where they are still those of the decision; with the evidence in the trace."""
    robot, at = Staff.objects.robot(ROBOT), _moment(on)
    by_key = {one.customer: one for one in some}
    locked = Customer.objects.select_for_update(of=("self",)).filter(pk__in=by_key).order_by("pk")
    held = [row for row in locked if row.owner_id == by_key[row.pk].owner]
    with connection.cursor() as cursor:
        sql = "update customers_customer set owner_id = null, version = version + 1, changed_at = %s where id = any(%s)"
        cursor.execute(sql, [timezone.now(), [row.pk for row in held]])
    PoolStay.objects.bulk_create(
        PoolStay(
            customer=row,
            pool_id=(one := by_key[row.pk]).pool,
            in_at=at,
            in_on=on,
            in_by=robot,
            why=Why.RULE,
            rule_id=one.rule,
            last_owner_id=one.owner,
            evidence=evidence_of(one),
        )
        for row in held
    )
    told = [(row, _changes(by_key[row.pk])) for row in held]
    trace.record_each(RETURNED, told, by=robot)
    announce_each(RETURNED, [{"customer": row.pk, "by": robot.pk} for row in held])
    return [row.pk for row in held]


def _changes(one: Decided) -> dict[str, list[str | None]]:
    days = {name: [None, day] for name, day in evidence_of(one).items() if day}
    return {"owner_id": [str(one.owner), None], **days}


def _tell_of_returns(some: Iterable[Decided], *, on: date) -> None:
    for owner, count in Counter(one.owner for one in some).items():
        _say(owner, "pool_returned", on=on, url="/pool/", count=count)


def _say(owner: int, kind: str, *, on: date, url: str, count: int) -> None:
    person = Staff.objects.filter(pk=owner, is_active=True).first()
    if person is not None:
        tell(person, kind, url=url, key=f"{kind} {on.isoformat()}", count=count)


def _moment(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, HOUR))
