"""What programs are told of the people of a customer and the ways to reach them: no more than its page shows."""

from operator import attrgetter

from zhike.api.rest.lines import Column, below, columns, tell
from zhike.customers.models import Contact, ContactPoint, Customer

tell(
    Customer,
    "contacts",
    about="A person who acts for the customer.",
    usual=False,
    fetch=below(Contact.objects.order_by("pk"), "customer"),
    columns=columns(Contact, "id", "name", "title", "buying_role"),
)
tell(
    Customer,
    "contact_points",
    about="A way to reach the customer or one of its contacts, masked; verbs take it by its number.",
    usual=False,
    fetch=below(ContactPoint.objects.order_by("pk"), "customer"),
    columns=(
        *columns(ContactPoint, "id"),
        Column("contact", int, attrgetter("contact_id")),
        *columns(ContactPoint, "medium"),
        Column("masked", str, str),
        *columns(ContactPoint, "valid_from", "valid_to", "is_primary", "is_preferred"),
    ),
)
