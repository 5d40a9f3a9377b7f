"""What receivables hear of orders: what changes one that is planned changes what is owed, in the same transaction."""

from zhike.kit import events
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.receivables.actions.amending import enter
from zhike.receivables.actions.dunning import withdraw_settled
from zhike.receivables.models import Receipt
from zhike.sales.models import Order

AMENDING = ("sales.order_changed", "sales.order_cancelled", "sales.returned")


@events.watch
def amend(some: list[events.Event]) -> None:
    """Post every row that amends the order, if its payment is planned; what was posted before is left alone."""
    for event in some:
        if event.name in AMENDING:
            by = Staff.objects.get(pk=event.keys["by"])
            for amending in rows(Order, by=by).filter(amends=event.keys["order"]).order_by("pk"):
                enter(amending, by=by)


@events.on("receivables.allocated")
@events.on("receivables.received")
def forget_reminder(*, receipt: int, by: int) -> None:
    """A draft about what is paid now is withdrawn."""
    who = Staff.objects.get(pk=by)
    row = rows(Receipt, by=who).filter(pk=receipt).first()
    if row and row.customer_id:
        withdraw_settled(customer=row.customer_id, by=who)
