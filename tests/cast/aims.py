"""Targets and commission."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.cast.people import a_person, a_team, numbers
from zhike.kit.access.models import Role, Staff
from zhike.kit.search import index
from zhike.targets.models import CommissionPlan, CommissionRate, Judgement, Statement, Target


def a_target(*, owner: Staff | None = None, **fields: Any) -> Target:
    """Ten thousand of net sales in March, of a category and region, asked of `owner`."""
    basics = {"period": "month", "starts_on": date(2026, 3, 1), "amount": Decimal(10_000), "person": owner}
    narrow = {"category": f"茶具{next(numbers)}", "region": "华东", "note": "As agreed."}
    target = Target.objects.create(**basics | narrow | fields)
    index([target])
    return target


def a_commission_plan(**fields: Any) -> CommissionPlan:
    """Two per cent of net sales, month by month."""
    basics = {"name": f"Sales {next(numbers)}", "basis": "sales", "starts_on": date(2026, 1, 1), "team": a_team()}
    plan = CommissionPlan.objects.create(**basics | {"ends_on": date(2030, 12, 31), "note": "For all."} | fields)
    index([plan])
    return plan


def a_commission_rate(**fields: Any) -> CommissionRate:
    plan = fields.pop("plan", None) or a_commission_plan()
    basics = {"category": f"茶具{next(numbers)}", "percent": Decimal(2)}
    rate = CommissionRate.objects.create(plan=plan, **basics | fields)
    index([rate])
    return rate


def a_statement(*, owner: Staff | None = None, **fields: Any) -> Statement:
    """What `owner` earned in March by an order of two kettles."""
    plan, person = a_commission_plan(team=None), owner or a_person("Ana")
    days = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)}
    figures = {"asked": Decimal(10_000), "base": Decimal(760), "earned": Decimal("15.20")}
    number = f"{plan.name} 2026-03 {person}"
    statement = Statement.objects.create(plan=plan, person=person, number=number, **days | figures | fields)
    line = {
        "on": date(2026, 3, 2),
        "document": "S-1001",
        "url": "/orders/1/",
        "customer": "山月茶馆",
        "share": Decimal(8),
    }
    statement.lines.create(position=1, amount=Decimal(760), percent=Decimal(2), earned=Decimal("15.20"), **line)
    index([statement])
    return statement


def a_judgement(*, owner: Staff | None = None, **fields: Any) -> Judgement:
    """What `owner` expects of the team in April."""
    by = owner or a_person("Mei", role=Role.MANAGER)
    basics = {"team": by.team or a_team(), "month": date(2026, 4, 1), "amount": Decimal(50_000), "judged_by": by}
    judgement = Judgement.objects.create(**basics | {"reason": "Two fairs."} | fields)
    index([judgement])
    return judgement
