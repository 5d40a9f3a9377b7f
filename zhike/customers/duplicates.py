"""When two customers may be one, and what of them tells the same."""

from zhike.customers.models import Contact, ContactPoint, Standing
from zhike.kit.merging import moving

# What is believed of a customer has one history for each kind: where the survivor has one, the other's stays behind.
moving.alike(Standing, "kind")
moving.alike(Contact, "name")
moving.alike(ContactPoint, "medium", "normalized", "valid_to")
