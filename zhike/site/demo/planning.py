"""What the tea firm plans for two key customers, and by which rules it shares customers out."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from zhike.customers.models import Contact, Customer
from zhike.kit import search
from zhike.kit.access.models import Staff
from zhike.planning.models import AccountPlan, PlanAction, PlanGoal, PlanPerson, TerritoryRule
from zhike.work.models import Task

PLANS: tuple[dict[str, Any], ...] = (
    {
        "code": "C00001",
        "goal": Decimal(360_000),
        "wallet": Decimal(900_000),
        "strengths": "三年老客户，龙井与礼盒两条线都在我们这里。\n补货快，绍兴仓次日达。",
        "weaknesses": "十月有两箱受潮，补发拖了一周。",
        "opportunities": "明州要开两家新店，需要门店陈列装。",
        "threats": "清和名茶给了更低的中秋礼盒价。",
        "goals": (("新店铺货", 2, "家", 1), ("礼盒", 1200, "盒", 430)),
        "people": (("林晓", "neutral", "价格敏感，看重补货速度"), ("王磊", "for", "付款一向准时")),
    },
    {
        "code": "C00002",
        "goal": Decimal(420_000),
        "wallet": Decimal(1_600_000),
        "strengths": "集团统一谈价，各店自下单，回款稳。",
        "weaknesses": "客房茶包还没有独立小罐装。",
        "opportunities": "今年翻新 900 间客房，茶包换供应商。",
        "threats": "集团采购要求三家比价。",
        "goals": (("用茶门店", 8, "家", 4),),
        "people": (("赵敏", "for", ""), ("方静", "neutral", "要看样"), ("孙立", "against", "嫌账期短")),
    },
)  # fmt: skip
RULES = (
    ("渠道归区域经理", "浙江、江苏、上海、安徽", "channel", "", "", "chenyi"),
    ("华南渠道", "广东、福建、广西、海南", "channel", "", "", "linhaisheng"),
    ("华东其余", "浙江、江苏、上海、安徽、山东", "", "", "华东团队", ""),
    ("华南其余", "广东、福建、广西、海南、四川", "", "", "华南团队", ""),
)


def write_plans(customers: Mapping[str, Customer], staff: Mapping[str, Staff], *, as_of: date) -> None:
    """Two plans for this year, one agreed to, and four rules of territory."""
    teams = {one.team.name: one.team for one in staff.values() if one.team}
    rules = TerritoryRule._base_manager.bulk_create(
        TerritoryRule(
            name=name,
            position=10 * at,
            regions=regions,
            kind=kind,
            tier=tier,
            team=teams.get(team),
            owner=staff.get(to),
        )
        for at, (name, regions, kind, tier, team, to) in enumerate(RULES, start=1)
    )
    plans = [_plan(told, customers[str(told["code"])], staff["chenyi"], as_of) for told in PLANS]
    search.index(rules)
    search.index(plans)


def _plan(told: Mapping[str, Any], customer: Customer, lead: Staff, as_of: date) -> AccountPlan:
    words = {name: told[name] for name in ("goal", "wallet", "strengths", "weaknesses", "opportunities", "threats")}
    plan = AccountPlan(name=f"{customer.name} {as_of.year} 年计划", customer=customer, owner=customer.owner, **words)
    plan.starts_on, plan.ends_on = date(as_of.year, 1, 1), date(as_of.year, 12, 31)
    plan.review_on = as_of + timedelta(days=12)
    if customer.owner_id != lead.pk:
        plan.status, plan.agreed_by, plan.agreed_note = AccountPlan.Status.AGREED, lead, "客房线先拿下三家店试用。"
    plan.save()
    for name, target, unit, reached in told["goals"]:
        PlanGoal.objects.create(plan=plan, name=name, target=target, unit=unit, reached=reached)
    contacts = {one.name: one for one in Contact.objects.filter(customer=customer)}
    for name, attitude, note in told["people"]:
        PlanPerson.objects.create(plan=plan, contact=contacts[name], attitude=attitude, note=note)
    for task in Task._base_manager.filter(customer=customer, status="open").order_by("pk")[:2]:
        PlanAction.objects.create(plan=plan, task=task)
    return plan
