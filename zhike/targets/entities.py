"""The nouns of targets."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import Rights
from zhike.kit.access.scopes import ALL
from zhike.kit.board import Board
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.look.format import measured, money
from zhike.rights.scopes import keep_within, owner_team_or_all
from zhike.targets.actions import approve, pay, reopen
from zhike.targets.models import CommissionPlan, CommissionRate, Judgement, Statement, Target


@dataclass(frozen=True)
class JudgingRights(Rights):
    """Nobody fills in a judgement like a form: it is said, by whom and when."""

    judge: str | None = Role.MANAGER


@dataclass(frozen=True)
class SettlingRights(Rights):
    """Who leads settles what others earned; by which rates is said above them, for they are paid by those as well."""

    create: str | None = Role.ADMIN
    change: str | None = Role.ADMIN
    settle: str | None = Role.MANAGER


def of_those_they_lead(by: Staff) -> Q:
    """Their own targets and their team's; those who lead see all below, administrators the firm's too."""
    if by.is_at_least(Role.ADMIN):
        return ALL
    if by.is_at_least(Role.MANAGER):
        return Q(person=by) | Q(team__in=by.team_ids) | Q(person__team__in=by.team_ids)
    return Q(person=by) | Q(team=by.team_id, team__isnull=False)


def not_handed_to_them(by: Staff) -> Q:
    """Targets that are no part of one out of sight: what was handed down from above is changed there alone."""
    if by.is_at_least(Role.ADMIN):
        return ALL
    return Q(part_of=None) | Q(part_of__team__in=by.team_ids) | Q(part_of__person__team__in=by.team_ids)


def of_their_teams(by: Staff) -> Q:
    """What was said of the teams somebody leads."""
    return ALL if by.is_at_least(Role.ADMIN) else Q(team__in=by.team_ids)


class InItsMeasure(Field):
    """The amount of a target: money of the firm, or customers by the head."""

    def html(self, row: Any) -> str:
        """The amount with its unit."""
        return money(row.amount) if row.is_money else measured(row.amount, _("new customers"))


class TargetEntity(Entity):
    """What somebody is asked to reach, in which period."""

    model = Target
    about = _(
        "What the firm, a team or a person is asked to reach. Divide the firm's target, and the parts add up to it."
    )
    sort = "-starts_on"
    merges = False
    visible_to = staticmethod(of_those_they_lead)
    rights = Rights(create=Role.MANAGER, change=Role.MANAGER)
    fields = (
        Field("name", show=True, find=True),
        InItsMeasure("amount", show=True, filter=True),
        Field("measure", show=True, filter=True),
        Field("period", show=True, filter=True),
        Field("starts_on", show=True, filter=True),
        Field("ends_on", edit=False),
        Field("team", show=True, filter=True, key="team__name"),
        Field("person", show=True, filter=True, key="person__name"),
        Field("category", filter=True, sort=False),
        Field("region", filter=True, sort=False),
        Field("part_of", edit=False),
        Field("note"),
    )


class CommissionPlanEntity(Entity):
    """By which rates a team is paid, for what, and how often."""

    model = CommissionPlan
    about = _("Who is paid for what, by which rates. Add its rates, then settle a period.")
    merges = False
    rights = SettlingRights()
    fields = (
        Field("name", show=True, find=True),
        Field("basis", show=True, filter=True),
        Field("period", show=True, filter=True),
        Field("team", show=True, filter=True, key="team__name"),
        Field("marginal", show=True),
        Field("starts_on", show=True),
        Field("ends_on", show=True),
        Field("note"),
    )


class CommissionRateEntity(Entity):
    """A percentage of a plan, from a share of the target on."""

    model = CommissionRate
    about = _("Percentages of the plans: of a product category or of all, from a share of the target on.")
    merges = False
    rights = Rights(create=Role.ADMIN, change=Role.ADMIN)
    fields = (
        Field("name", find=True),
        Field("plan", show=True, filter=True, key="plan__name"),
        Field("category", show=True, filter=True),
        Field("above", show=True, unit="%"),
        Field("percent", show=True, unit="%"),
    )


class StatementEntity(Entity):
    """What a person earned by a plan in one period, line by line."""

    model = Statement
    about = _("What everybody earned, line by line. Settle a period on the page of a commission plan.")
    title = "number"
    sort = "-starts_on"
    merges = False
    visible_to = owner_team_or_all("person")
    rights = SettlingRights(create=None, change=None)
    board = Board("status", drop={"draft": reopen, "approved": approve, "paid": pay})
    fields = (
        Field("number", show=True, find=True),
        Field("plan", show=True, filter=True, key="plan__name"),
        Field("person", show=True, filter=True, key="person__name"),
        Field("starts_on", show=True, filter=True),
        Field("earned", show=True, filter=True, money=True),
        Field("base", show=True, money=True),
        Field("asked", money=True),
        Field("status", show=True, filter=True),
    )


class JudgementEntity(Entity):
    """What a manager expects a team to sell in a month, and why."""

    model = Judgement
    about = _("What managers expect their teams to sell. Judge on the page of the sales forecast.")
    named_by = ("team", "month")
    sort = "-created_at"
    merges = False
    visible_to = staticmethod(of_their_teams)
    rights = JudgingRights(create=None, change=None)
    fields = (
        Field("name", show=True, find=True),
        Field("team", show=True, filter=True, edit=False, key="team__name"),
        Field("month", show=True, edit=False),
        Field("amount", show=True, edit=False, money=True),
        Field("reason", show=True, edit=False),
        Field("judged_by", show=True, filter=True, key="judged_by__name"),
        Field("created_at", show=True, edit=False),
    )


keep_within(Target, "change", not_handed_to_them)
