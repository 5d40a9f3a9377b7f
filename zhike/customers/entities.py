"""The nouns of customers."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from zhike.customers.models import Customer
from zhike.customers.standings import CodedStanding, NumberStanding
from zhike.customers.ways import WaysToReach
from zhike.kit.access.models import Role
from zhike.kit.access.rows import Rights
from zhike.kit.access.scopes import owner_team_or_all
from zhike.kit.entity import Entity
from zhike.kit.fields import Field


@dataclass(frozen=True)
class CustomerRights(Rights):
    """Handing over and judging against the rules is for those who answer for a team."""

    hand_over: str | None = Role.MANAGER
    override: str | None = Role.MANAGER


class CustomerEntity(Entity):
    """An organisation or a person who buys, might buy, or matters to those who do."""

    model = Customer
    sort = "name"
    match = ("code",)
    visible_to = owner_team_or_all("owner")
    rights = CustomerRights()
    fields = (
        Field("name", show=True, find=True, key="name_sort", personal="identity"),
        Field("kind", show=True, filter=True, bulk=True),
        CodedStanding("tier", show=True, filter=True),
        CodedStanding("rung", show=True, filter=True),
        NumberStanding("days_since_last_purchase", show=True, filter=True),
        NumberStanding("net_sales_12m", show=True, filter=True, money=True),
        NumberStanding("clv", show=True, filter=True, money=True),
        CodedStanding("lifecycle", filter=True),
        CodedStanding("rfm", filter=True),
        CodedStanding("abc", filter=True),
        NumberStanding("purchases_12m", filter=True),
        Field("region", show=True, filter=True, find=True, bulk=True),
        Field("city", find=True, filter=True),
        Field("owner", show=True, filter=True, bulk=True, key="owner__name"),
        Field("is_person"),
        Field("code", find=True),
        Field("parent"),
        Field("referred_by"),
        Field("known_since", filter=True),
        Field("note", find=True, personal="note"),
    )

    @cached_property
    def found_by(self) -> list[Field]:
        """A customer is also found by its people and by any way to reach it."""
        return [*super().found_by, WaysToReach()]
