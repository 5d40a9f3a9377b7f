"""Taking back what the rules did on a morning: customers go to who had them, where nobody decided on them since."""

from datetime import date
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.batches import kind, start
from zhike.kit.batches.models import Batch
from zhike.kit.refusal import Refusal
from zhike.pool.actions import obstacle, take_back
from zhike.pool.models import PoolStay, Why
from zhike.pool.seeing import pools_of

KIND = "pool.undo_morning"


class Morning(NamedTuple):
    """What the rules did on a day: how many customers fell back, and how many of them wait still."""

    day: date
    returned: int
    waiting: int


def mornings(*, by: Staff, last: int) -> list[Morning]:
    """The last days on which customers fell back into pools that somebody sees into, the latest first."""
    counted = _stays(by).values_list("in_on").annotate(n=Count("pk"), there=Count("pk", filter=Q(out_at=None)))
    return [Morning(*row) for row in counted.order_by("-in_on")[:last]]


def returned(on: date, *, by: Staff) -> list[tuple[PoolStay, str]]:
    """Who fell back on a day, each with why it cannot be taken back, or nothing."""
    found = _stays(by).filter(in_on=on).select_related("customer", "last_owner", "rule", "pool").order_by("pk")
    reach = set(
        rows(Customer, by=by, to="hand_over").filter(pk__in=found.values("customer")).values_list("pk", flat=True)
    )
    return [(stay, obstacle(stay) or _out_of_reach(stay, reach)) for stay in found]


def undo(on: date, *, by: Staff) -> Batch:
    """Ask for the returns of a day to be taken back."""
    title = _("Take back the returns of %(day)s") % {"day": on.isoformat()}
    return start(KIND, by=by, title=title, model=Customer, day=on.isoformat())


@kind(KIND)
def undo_morning(batch: Batch) -> None:
    """Give back one customer after the other; what is refused stays where it is, with the reason."""
    on, seen = parse_date(batch.asked["day"]) or date.min, batch.state.get("seen", 0)
    found = [(stay, why) for stay, why in returned(on, by=batch.by) if stay.pk > seen]
    batch.report(total=batch.done + len(found))
    for stay, why in found:
        refused = why or _refused(stay.customer, by=batch.by)
        batch.went(1, [(str(stay.customer), refused)] if refused else (), seen=stay.pk)


def _refused(customer: Customer, *, by: Staff) -> str:
    """Take one return back; the sentence where that cannot be."""
    try:
        take_back(customer, by=by)
    except Refusal as refusal:
        return str(refusal)
    except ObjectDoesNotExist:
        return _("It is not there any more, or no longer yours.")
    return ""


def _stays(by: Staff) -> QuerySet[PoolStay]:
    return PoolStay.objects.filter(why=Why.RULE, pool__in=pools_of(by))


def _out_of_reach(stay: PoolStay, reach: set[int]) -> str:
    return "" if stay.customer_id in reach else _("You may not hand this customer over.")
