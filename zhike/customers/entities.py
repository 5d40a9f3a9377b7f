"""The nouns of customers."""

from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer, Household
from zhike.customers.standings import NumberStanding, CodedStanding
from zhike.kit.access.scopes import owner_team_or_all
from zhike.kit.entity import Entity
from zhike.kit.fields import Field


class CustomerEntity(Entity):
    """An organisation or a person who buys, might buy, or matters to those who do."""

    model = Customer
    about = _("Who buys from you, might buy, or matters to those who do. Import them or add the first one.")
    sort = "name"
    match = ("code",)
    visible_to = owner_team_or_all("owner")
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
        Field("household"),
        Field("referred_by"),
        Field("known_since", filter=True),
        Field("note", find=True, personal="note"),
    )


class HouseholdEntity(Entity):
    """Consumers who live and decide together."""

    model = Household
    about = _("Consumers who live and decide together, so that they are cared for as one.")
    sort = "name"
    fields = (Field("name", show=True, find=True),)
