"""The nouns of customers."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhike.customers.asking import AskedByOthers
from zhike.customers.models import Customer, Household
from zhike.customers.standings import standings
from zhike.customers.ways import WaysToReach
from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.rights.scopes import owner_team_or_all


@dataclass(frozen=True)
class CustomerRights(Rights):
    """Handing over, judging against the rules and deciding what the rules are is for those who answer for a team."""

    hand_over: str | None = Role.MANAGER
    override: str | None = Role.MANAGER
    judge: str | None = Role.MANAGER


# What the slow measures say of a customer.
OUTLOOKS = ("lifetime", "churn_risk", "cluster", "next_product", "matrix")


class CustomerEntity(AskedByOthers, Entity):
    """An organisation or a person who buys, might buy, or matters to those who do."""

    model = Customer
    about = _("Who buys from you, might buy, or matters to those who do. Import them or add the first one.")
    sort = "name"
    match = ("code",)
    visible_to = owner_team_or_all("owner", territory="region")
    rights = CustomerRights()
    board = Board("kind")
    fields = (
        Field("name", show=True, find=True, key="name_sort", personal="identity"),
        Field("kind", show=True, filter=True, bulk=True),
        *standings("tier", "rung", "days_since_last_purchase", "net_sales_12m", "clv", show=True),
        *standings("lifecycle", "rfm", "abc", "purchases_12m", "margin_12m", *OUTLOOKS),
        Field("region", show=True, filter=True, find=True, bulk=True),
        Field("city", find=True, filter=True, bulk=True),
        Field("owner", show=True, filter=True, bulk=True, key="owner__name"),
        Field("is_person"),
        Field("code", find=True),
        Field("parent"),
        Field("household"),
        Field("referred_by"),
        Field("known_since", filter=True),
        Field("changed_at", filter=True),
        Field("note", find=True, personal="note"),
    )

    @property
    def found_by(self) -> list[Field]:
        return [*super().found_by, WaysToReach()]


class HouseholdEntity(Entity):
    """Consumers who live and decide together."""

    model = Household
    about = _("Consumers who live and decide together, so that they are cared for as one.")
    sort = "name"
    fields = (Field("name", show=True, find=True),)
