"""Looking at what is masked."""

from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.kit.actions import action


@action(
    Customer,
    title=_("Show contact point"),
    past=_("looked at a contact point"),
    needs="read",
    offered=lambda customer: False,
)
def reveal(customer: Customer, *, by, medium: str) -> None:
    """See a contact point in full. Nothing changes; that it was seen is traced."""
