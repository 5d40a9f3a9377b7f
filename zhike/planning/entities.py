"""The nouns of planning."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.kit import filters
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import Rights
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of
from zhike.planning.models import AccountPlan, TerritoryRule
from zhike.rights.scopes import owner_team_or_all


@dataclass(frozen=True)
class PlanRights(Rights):
    """Agreeing to a plan is for those who answer for a team."""

    agree: str | None = Role.MANAGER


class AccountPlanEntity(Entity):
    """What one key customer shall become in a period, and by what."""

    model = AccountPlan
    about = _("What your key customers shall become in a year, and by what.")
    sort = "-ends_on"
    merges = False
    rights = PlanRights()
    visible_to = owner_team_or_all("owner")
    board = Board("status")
    fields = (
        Field("name", show=True, find=True),
        Field("customer", show=True, filter=True, find=True, key="customer__name_sort"),
        Field("owner", show=True, filter=True, key="owner__name"),
        Field("status", show=True, filter=True),
        Field("starts_on", filter=True),
        Field("ends_on", show=True, filter=True),
        Field("goal", show=True, money=True),
        Field("wallet", show=True, money=True),
        Field("review_on", show=True, filter=True),
        Field("agreed_by", key="agreed_by__name"),
        Field("agreed_note"),
        Field("strengths", section=_("Where we stand")),
        Field("weaknesses", section=_("Where we stand")),
        Field("opportunities", section=_("Where we stand")),
        Field("threats", section=_("Where we stand")),
    )


class OfCustomers(Field):
    """A condition on customers, as a list of them understands it."""

    def put(self, row: Any, value: Any) -> None:
        """Refuses one that nobody understands; whose eyes it is asked with is said when it is."""
        super().put(row, value)
        if row.condition.strip():
            entity, whoever = entity_of(Customer), Staff(role=Role.ADMIN)
            try:
                filters.where(filters.read(row.condition, entity, by=whoever), entity, by=whoever)
            except Refusal as refusal:
                raise Refusal(str(refusal), field=self.name) from refusal


class TerritoryRuleEntity(Entity):
    """Which customers belong to whom."""

    model = TerritoryRule
    about = _("Which customers belong to whom, by region, kind, tier or any condition; the first that fits decides.")
    sort = "position"
    merges = False
    rights = Rights(create=Role.MANAGER, change=Role.MANAGER)
    fields = (
        Field("name", show=True, find=True),
        Field("position", show=True),
        Field("regions", show=True, find=True),
        Field("kind", show=True, filter=True),
        Field("tier", show=True, filter=True),
        OfCustomers("condition", show=True),
        Field("team", show=True, key="team__name"),
        Field("owner", show=True, filter=True, key="owner__name"),
        Field("active", show=True, filter=True, bulk=True),
    )
