"""What papers do by themselves, once a day: quotes expire, contracts end, and their owners are told in time."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zhike.kit import jobs, writing
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.notices import kinds
from zhike.notices.telling import tell
from zhike.sales.actions import contracts, quotes, sign
from zhike.sales.models import Contract, Quote
from zhike.sales.models.contracting import ContractStatus, Renewal
from zhike.sales.models.quoting import QuoteStatus
from zhike.work.models import Task

ROBOT = "papers"
kinds.Kind(
    "contract_ends",
    gettext_lazy("A contract of mine ends soon"),
    lambda words: _("“%(what)s” ends on %(day)s") % words,
)


@jobs.named(gettext_lazy("Let quotes expire, contracts end, and tell of contracts that end soon"))
@jobs.daily(2)
def look_after_papers() -> None:
    """All three, as of today."""
    by = Staff.objects.robot(ROBOT)
    expire_quotes(by=by)
    end_contracts(by=by)
    tell_of_ends(by=by)


def expire_quotes(*, by: Any) -> int:
    """Quotes that were sent, not answered, and are valid no more."""
    found = rows(Quote, by=by).filter(status=QuoteStatus.SENT, valid_until__lt=timezone.localdate())
    return _each(found, quotes.expire, by=by)


def end_contracts(*, by: Any) -> int:
    """Contracts whose last day is over; those that renew themselves do so."""
    over = rows(Contract, by=by).filter(status=ContractStatus.ACTIVE, ends_on__lt=timezone.localdate())
    for contract in over.filter(renewal=Renewal.AUTOMATIC, successor=None):
        done: Any = contracts.renew(contract, by=by)
        sign(done.made, by=by, on=timezone.localdate())
    return _each(over, contracts.end, by=by)


def tell_of_ends(*, by: Any) -> int:
    """The owner of a contract that ends soon is told, and has a task, once."""
    today, told = timezone.localdate(), 0
    every = rows(Contract, by=by)
    coming = every.filter(status=ContractStatus.ACTIVE, ends_on__gte=today, reminded_on=None, successor=None)
    for contract in coming.select_related("owner", "customer"):
        if contract.tell_on is None or contract.tell_on > today:
            continue
        every.filter(pk=contract.pk).update(reminded_on=today)
        if contract.owner:
            _remind(contract, contract.owner, by=by)
        told += 1
    return told


def _remind(contract: Contract, owner: Staff, *, by: Any) -> None:
    day = str(contract.ends_on)
    tell(owner, "contract_ends", about=contract, by=by, key=f"contract-ends-{contract.pk}-{day}", day=day)
    with override(owner.language):
        title = _("Contract ends on %(day)s: %(title)s") % {"day": day, "title": contract.title}
    values = {"title": title[:120], "customer": contract.customer, "assignee": owner, "due_on": contract.ends_on}
    writing.create(Task, by=by, values=values)


def _each(found: Iterable[Any], verb: Any, *, by: Any) -> int:
    """Do a verb to each; one that somebody answered in the meantime is left."""
    done = 0
    for row in found:
        try:
            verb(row, by=by)
        except Refusal:
            continue
        done += 1
    return done
