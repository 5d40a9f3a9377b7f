"""What a pool hears of: customers that got an owner otherwise than by a claim."""

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.events import on
from zhike.pool.models import PoolStay


@on("customers.handed_over")
@on("customers.customer_changed")
def leave(*, customer: int, by: int) -> None:
    """A customer that somebody looks after is in no pool."""
    row = Customer.objects.filter(pk=customer, owner__isnull=False).first()
    if row is not None:
        person, now = Staff.objects.get(pk=by), timezone.now()
        PoolStay.objects.filter(customer=row, out_at=None).update(
            out_at=Greatest(F("in_at"), now), out_on=timezone.localdate(now), out_by=person, claimed_by=row.owner
        )
