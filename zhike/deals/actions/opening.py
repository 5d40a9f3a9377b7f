"""How other packages open a deal."""

from typing import Any

from zhike.customers.models import Contact, Customer
from zhike.deals.actions.people import name_contact
from zhike.deals.models import BuyingPart, Deal
from zhike.kit import writing
from zhike.kit.access.models import Staff
from zhike.kit.atomic import one_act


def open_deal(
    *,
    by: Staff,
    customer: Customer,
    name: str,
    contact: Contact | None = None,
    part: str = BuyingPart.INFLUENCES,
    **values: Any,
) -> Deal:
    """A new deal of a customer, in the first stage of the first pipeline unless `stage` says otherwise.

    Further values are those of the form: amount, currency, stage, expected_on, next_step, next_step_on, owner (default
    `by`), source. With a contact of the customer, its part is noted. Announces `deals.deal_created`. Raises Refusal or
    ValidationError; then nothing is written.
    """
    with one_act():
        deal: Any = writing.create(Deal, by=by, values={"customer": customer, "name": name, "owner": by} | values)
        return name_contact(deal, by=by, contact=contact.pk, part=part) if contact else deal  # type: ignore[return-value]
