"""When two customers may be one, and what of them tells the same."""

from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Contact, ContactPoint, Customer, Standing
from zhike.customers.models.contact import Medium
from zhike.matching.clues import Clue
from zhike.merging.finding import recognise
from zhike.merging.moving import alike

POINT, MEDIUM = "contact_points__value", "contact_points__medium"
NAME = (_("same name %(value)s"), _("names sound alike"), _("similar names"))

recognise(
    Customer,
    Clue("name", "name", "company", (11, 8, 4, -6), NAME, beside="city"),
    Clue("code", "code", "registry", (20, -8, -8, -8), (_("same registry code %(value)s"),)),
    Clue("phone", POINT, "phone", (12, 1, 0, -1), (_("same phone %(value)s"),), {MEDIUM: Medium.PHONE}, masked=True),
    Clue("mail", POINT, "mail", (12, 3, 0, -1), (_("same e-mail %(value)s"),), {MEDIUM: Medium.MAIL}, masked=True),
    Clue("city", "city", "key", (3, 0, 0, -3), (_("same city"),), compares=False),
    Clue("region", "region", "key", (1, 0, 0, -3), (_("same region"),), compares=False),
)

# What is believed of a customer has one history for each kind: where the survivor has one, the other's stays behind.
alike(Standing, "kind")
alike(Contact, "name")
alike(ContactPoint, "medium", "value_index", "valid_to")
