"""Objections, telesales, plans, approvals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.cast.customers import a_contact_point, a_customer, as_if_ever
from tests.cast.goods import indexed
from tests.cast.people import SHANGHAI, a_person, numbers
from tests.cast.plants import a_plant
from zhike.approvals import asking
from zhike.approvals.models import Approval, ApprovalRule, Approver, Delegation
from zhike.kit.access.models import Role, Staff
from zhike.kit.search import index
from zhike.objections.models import Answer, Objection, ObjectionKind
from zhike.planning.models import AccountPlan, TerritoryRule
from zhike.telesales.models import CallList, DoNotCall, PlannedCall, ResultCode, Script, SealedNumber


def a_rule_of_approval(**fields: Any) -> ApprovalRule:
    """Plants of two pots and more need an administrator's word."""
    basics = {"name": "Large plants", "noun": "example.plant", "from_amount": Decimal(2), "from_discount": Decimal(0)}
    asked = {"approver": Approver.ROLE, "role": Role.ADMIN}
    return indexed(ApprovalRule.objects.create(**basics | asked | fields))


def an_approval(*, owner: Staff | None = None, **fields: Any) -> Approval:
    """A plant that somebody asked about, and that the administrators have not answered yet."""
    a_person("Ada", role=Role.ADMIN, team=None)
    a_person("Eve", role=Role.ADMIN, team=None)
    a_rule_of_approval()
    asker = owner or a_person("Ana")
    approval = asking.ask(a_plant(owner=asker, **fields), by=asker, comment="Before noon, please.")
    return as_if_ever(approval)


def a_delegation(*, owner: Staff | None = None, **fields: Any) -> Delegation:
    """Kai answers in March."""
    days = {"begins_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)}
    basics = {"owner": owner or a_person("Ana"), "stand_in": a_person("Kai"), "reason": "On the road"}
    return indexed(Delegation.objects.create(**basics | days | fields))


def an_objection_kind(**fields: Any) -> ObjectionKind:
    kind = ObjectionKind.objects.create(**{"name": f"价格{next(numbers)}", "meaning": "看不到价值"} | fields)
    index([kind])
    return kind


def an_answer(**fields: Any) -> Answer:
    """An answer to an objection of its own kind, unless said otherwise."""
    basics = {"title": "按杯算账", "method": "turn", "text": "一壶可泡八道，合两元一杯。"}
    if "kind" not in fields:
        fields["kind"] = an_objection_kind()
    answer = Answer.objects.create(**basics | fields)
    index([answer])
    return answer


def an_objection(*, owner: Staff | None = None, **fields: Any) -> Objection:
    """The price was too high on the second of March; it was met at once by asking, and is still open."""
    basics: dict[str, Any] = {
        "wording": "比去年贵了一成",
        "method": "ask",
        "raised_on": date(2026, 3, 2),
        "seller": owner,
    }
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    if "kind" not in fields:
        fields["kind"] = an_objection_kind()
    objection = Objection.objects.create(**basics | fields)
    index([objection])
    return objection


def a_decided_objection(outcome: str = "overcome", **fields: Any) -> Objection:
    return an_objection(outcome=outcome, decided_at=datetime(2026, 3, 9, 16, tzinfo=SHANGHAI), **fields)


def an_account_plan(*, owner: Staff | None = None, **fields: Any) -> AccountPlan:
    """A hundred thousand in 2026, of a purse of four."""
    basics = {"name": f"年度计划{next(numbers)}", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    money = {"goal": Decimal(100_000), "wallet": Decimal(400_000)}
    customer = fields.pop("customer", None) or a_customer(owner=owner)
    # A number of its own: a page that names the customer by “#3” must not seem to name the plan 3.
    plan = AccountPlan.objects.create(
        pk=70_000 + next(numbers), customer=customer, owner=owner, **basics | money | fields
    )
    index([plan])
    return plan


def a_territory_rule(**fields: Any) -> TerritoryRule:
    rule = TerritoryRule.objects.create(**{"name": f"华东{next(numbers)}", "regions": "华东"} | fields)
    index([rule])
    return rule


def a_script(**fields: Any) -> Script:
    text = (
        "# 开场\n您好，方便吗？\n> 方便 -> 新茶\n> 不方便 -> 再约\n# 新茶\n今年的明前到了。\n# 再约\n那什么时候方便？"
    )
    script = Script.objects.create(**{"name": f"新茶上市{next(numbers)}", "text": text} | fields)
    index([script])
    return script


def a_result(name: str = "", **fields: Any) -> ResultCode:
    """Nobody answered, so call again four hours later, unless said otherwise; every result has a key of its own."""
    nth = next(numbers)
    taken = set(ResultCode.objects.values_list("key", flat=True))
    key = next(one for one in "123456789abdfhilmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ" if one not in taken)
    basics = {"name": name or f"没人接{nth}", "key": key, "logged_as": "no_answer", "follows": "again", "hours": 4}
    result = ResultCode.objects.create(**basics | fields)
    index([result])
    return result


def a_call_list(**fields: Any) -> CallList:
    """A list of no team, from which anybody calls at any hour."""
    basics = {"name": f"清明前唤醒{next(numbers)}", "opens_at": 0, "closes_at": 24}
    one = CallList.objects.create(**basics | fields)
    index([one])
    return one


def a_planned_call(*, owner: Staff | None = None, phone: str = "138 0000 1234", **fields: Any) -> PlannedCall:
    """A customer with one telephone number, on a list of its own."""
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
        a_contact_point(fields["customer"], value=phone, is_primary=True)
    if "call_list" not in fields:
        fields["call_list"] = a_call_list()
    basics = {"name": fields["customer"].name, "worth": Decimal(900)}
    planned = PlannedCall.objects.create(owner=owner, **basics | fields)
    index([planned])
    return planned


def a_forbidden_number(number: str = "139 0000 5678", **fields: Any) -> DoNotCall:
    basics = {"shown": f"139****{number[-4:]}", "reason": "He asked us.", "since": date(2026, 3, 1)}
    entry = DoNotCall.objects.create(**basics | fields)
    SealedNumber.objects.create(entry=entry, number=number)
    index([entry])
    return entry
