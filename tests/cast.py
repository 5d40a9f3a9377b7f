"""The people and things every test knows.

Ana and Bo are staff of two teams, Mei leads Ana's, Ada administers. Ana serves a tea house, Bo a dealer.
Small functions make variants: `a_task(priority=Priority.HIGH)`, `a_customer(owner=bo, tier="gold")`.
"""

import functools
import itertools
import json
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password
from django.db.models import Model

from zhike.approvals import asking, subjects
from zhike.approvals.models import Approval, ApprovalRule, Approver, Delegation
from zhike.catalog.models import (
    BundlePart,
    BundlePrice,
    DiscountLimit,
    ExchangeRate,
    PriceItem,
    PriceList,
    Product,
    ProductUnit,
    StockNote,
    TaxRate,
)
from zhike.custom.models import CustomField
from zhike.customers.kinds import KINDS
from zhike.customers.models import ContactPoint, Customer, Household, Standing
from zhike.deals.models import Competitor, Deal, Learned, LossReason, Pipeline, Stage, StageMove
from zhike.kit import registry
from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.events import Event
from zhike.kit.search import index
from zhike.kit.testing.example.models import Plant, Seed
from zhike.kit.testing.observing import forget_trace
from zhike.kit.views.models import View
from zhike.leads.models import AssignmentRule, CaptureForm, Lead, LeadPoint, ScoreRule
from zhike.merging.models import Merge
from zhike.notices.models import Notice
from zhike.objections.models import Answer, Objection, ObjectionKind
from zhike.planning.models import AccountPlan, TerritoryRule
from zhike.pool.models import Pool, PoolRule, PoolStay
from zhike.receivables.actions import invoicing, planning, receiving, settling
from zhike.receivables.actions import issuing as billing
from zhike.receivables.models import CreditHold, CreditLimit, Instalment, Invoice, Receipt, Reminder
from zhike.rights.models import RoleDefinition, Share
from zhike.sales import actions as papers
from zhike.sales import contents, issuing, offers
from zhike.sales.models import Contract, Delivery, Order, OrderLine, Quote
from zhike.targets.models import CommissionPlan, CommissionRate, Judgement, Statement, Target
from zhike.telesales.models import Attempt, CallList, DoNotCall, PlannedCall, ResultCode, Script, SealedNumber
from zhike.work.models import Call, Meeting, Recurrence, Status, Task, Visit

SHANGHAI = ZoneInfo("Asia/Shanghai")
ARCHIVED = datetime(2026, 3, 1, 8, tzinfo=SHANGHAI)
PASSWORD = "spring-water-9"
_numbers = itertools.count(1)


def a_view(by: Staff, *, noun: str = "customers.customer", **fields: Any) -> View:
    """A list somebody kept, for themselves alone unless said otherwise."""
    return View.objects.create(made_by=by, noun=noun, **{"name": "Gold", "state": {"tier": ["gold"]}} | fields)


def a_merge(*, by: Staff) -> Merge:
    """Two customers that were one, made one."""
    customer, twin = a_customer("山月茶馆", owner=by), a_customer("山月茶馆有限公司", owner=by)
    merge = next(verb for verb in registry.verbs_of(Customer) if verb.word == "merge")
    merge(customer, by=by, other=twin)
    return Merge.objects.get(loser=twin.pk)


def a_team(name: str = "East") -> Team:
    return Team.objects.filter(name=name).first() or Team.objects.create(name=name)


def a_person(name: str, *, role: str = Role.STAFF, team: str | None = "East", **fields: Any) -> Staff:
    """Someone who can sign in with `PASSWORD`; the same name is the same person."""
    if known := Staff.objects.filter(username=name.lower()).first():
        return known
    values = {
        "name": name,
        "role": role,
        "team": team and a_team(team),
        "language": "en",
        "password": _hashed(),
    } | fields
    return Staff.objects.create(username=name.lower(), **values)


def a_role(*holders: Staff, name: str = "Clerk", **fields: Any) -> RoleDefinition:
    """A role of the firm's own, held by these people: `rights={"customers": {"read": "team"}}`."""
    role = RoleDefinition.objects.create(name=name, **fields)
    for person in holders:
        person.grants = role.grants
        person.save()
    return role


def a_customer(name: str = "山月茶馆", **fields: Any) -> Customer:
    """A customer; words and numbers of standings may be given too: `tier="gold"`, `clv=Decimal(900)`."""
    standings = {kind: fields.pop(kind) for kind in list(fields) if kind in KINDS}
    basics = {
        "code": f"C{next(_numbers):04}",
        "region": "华东",
        "city": "杭州",
        "known_since": date(2024, 5, 1),
    }
    customer = Customer.objects.create(name=name, **basics | fields)
    for kind, value in standings.items():
        a_standing(customer, kind, value)
    index([customer])
    return customer


def a_graded_customer(**fields: Any) -> Customer:
    """A customer of whom everything is believed that can be filtered by."""
    words: dict[str, Any] = {"tier": "gold", "rung": "core", "lifecycle": "active", "abc": "A", "rfm": "545"}
    numbers = {
        "days_since_last_purchase": 12,
        "purchases_12m": 9,
        "net_sales_12m": Decimal("12800.50"),
        "clv": 31000,
        "lifetime": 52000,
    }
    outlooks = {"churn_risk": "low", "cluster": "1", "next_product": "T-01", "matrix": "keep"}
    return a_customer(**words | numbers | outlooks | fields)


def a_standing(customer: Customer, kind: str, value: str | int | Decimal, **fields: Any) -> Standing:
    """What is believed of a customer since the first of March."""
    content = {"value": value} if isinstance(value, str) else {"number": value}
    days = {"since": date(2026, 3, 1), "as_of": date(2026, 3, 12)}
    evidence = {"rule_version": "v1", "evidence": {"purchases_90d": 3}}
    return Standing.objects.create(customer=customer, kind=kind, **content | days | evidence | fields)


def a_household(**fields: Any) -> Household:
    household = Household.objects.create(**{"name": f"张家{next(_numbers)}"} | fields)
    index([household])
    return household


def a_held_customer(**fields: Any) -> Customer:
    """A customer whose rung a manager set by hand."""
    customer = a_customer(**fields)
    a_standing(customer, "rung", "core", source="stated", reason="He told me.", holds_until=date(2099, 12, 31))
    return customer


def a_contact_point(customer: Customer, **fields: Any) -> ContactPoint:
    """A number of a customer, not the first one to call."""
    return ContactPoint.objects.create(customer=customer, **{"medium": "phone", "value": "0571 8888 0000"} | fields)


def a_product(**fields: Any) -> Product:
    basics = {
        "name": "紫砂壶",
        "code": f"P{next(_numbers):04}",
        "category": "茶具",
        "unit": "把",
        "price": Decimal(380),
    }
    product = Product.objects.create(**basics | {"cost": Decimal(150)} | fields)
    index([product])
    return product


def a_unit(**fields: Any) -> ProductUnit:
    """A case of twelve."""
    return _found(ProductUnit.objects.create(**_of_product({"name": "箱", "factor": Decimal(12)} | fields)))


def a_bundle(*parts: tuple[Product, int], **fields: Any) -> Product:
    """A box of two kettles at a price of its own, or of these parts."""
    bundle = a_product(**{"name": "礼盒", "unit": "盒", "price": Decimal(680), "bundle": BundlePrice.OWN} | fields)
    for product, quantity in parts:
        BundlePart.objects.create(bundle=bundle, product=product, quantity=quantity)
    return bundle


def a_bundle_part(**fields: Any) -> BundlePart:
    basics = {"bundle": fields.pop("bundle", None) or a_bundle(), "quantity": Decimal(2), "note": "Wrapped."}
    return _found(BundlePart.objects.create(**_of_product(basics | fields)))


def a_stock_note(**fields: Any) -> StockNote:
    """Forty kettles in the first warehouse, on a morning of March."""
    basics = {"place": "一号仓", "quantity": Decimal(40), "as_of": datetime(2026, 3, 11, 8, tzinfo=SHANGHAI)}
    return _found(StockNote.objects.create(**_of_product(basics | fields)))


def a_rate(**fields: Any) -> ExchangeRate:
    """What a dollar was worth on the first of March."""
    basics = {"from_currency": "USD", "to_currency": "CNY", "day": date(2026, 3, 1) + timedelta(days=next(_numbers))}
    return _found(ExchangeRate.objects.create(**basics | {"rate": Decimal("7.2"), "source": "PBOC"} | fields))


def a_tax_rate(**fields: Any) -> TaxRate:
    basics = {
        "category": f"茶具{next(_numbers)}",
        "percent": Decimal(13),
        "valid_from": date(2019, 4, 1),
        "note": "VAT",
    }
    return _found(TaxRate.objects.create(**basics | fields))


def a_price_list(**fields: Any) -> PriceList:
    """Prices for gold customers in the shop, all year."""
    days = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
    basics = {"name": f"金客户价{next(_numbers)}", "tiers": "gold", "channel": "shop", "priority": 5, "note": "Agreed."}
    return _found(PriceList.objects.create(**basics | days | fields))


def a_price(**fields: Any) -> PriceItem:
    """What a kettle costs on a list, from the first of February on."""
    basics = {"price_list": fields.pop("price_list", None) or a_price_list(), "price": Decimal(350)}
    return _found(PriceItem.objects.create(**_of_product(basics | {"valid_from": date(2026, 2, 1)} | fields)))


def a_limit(**fields: Any) -> DiscountLimit:
    """Ten percent for staff, on goods of a category."""
    basics = {"role": Role.STAFF, "category": f"茶具{next(_numbers)}", "percent": Decimal(10), "margin": Decimal(20)}
    return _found(DiscountLimit.objects.create(**basics | {"note": "Since spring."} | fields))


def a_rule_of_approval(**fields: Any) -> ApprovalRule:
    """Plants of two pots and more need an administrator's word."""
    basics = {"name": "Large plants", "noun": "example.plant", "from_amount": Decimal(2), "from_discount": Decimal(0)}
    asked = {"approver": Approver.ROLE, "role": Role.ADMIN}
    return _found(ApprovalRule.objects.create(**basics | asked | fields))


def an_approval(*, owner: Staff | None = None, **fields: Any) -> Approval:
    """A plant that somebody asked about, and that the administrators have not answered yet."""
    a_person("Ada", role=Role.ADMIN, team=None)
    a_person("Eve", role=Role.ADMIN, team=None)
    a_rule_of_approval()
    asker = owner or a_person("Ana")
    approval = asking.ask(a_plant(owner=asker, **fields), by=asker, comment="Before noon, please.")
    return _as_if_ever(approval)


def a_delegation(*, owner: Staff | None = None, **fields: Any) -> Delegation:
    """Kai answers in March."""
    days = {"begins_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)}
    basics = {"owner": owner or a_person("Ana"), "stand_in": a_person("Kai"), "reason": "On the road"}
    return _found(Delegation.objects.create(**basics | days | fields))


def an_order(*, owner: Staff | None = None, quantity: int = 2, product: Product | None = None, **fields: Any) -> Order:
    """A sale of one product, two kettles at 380 unless said otherwise; `owner` is whose customer bought."""
    product = product or a_product()
    price = product.price or Decimal(0)
    amount = quantity * price
    basics = {
        "number": f"S{next(_numbers):04}",
        "placed_at": datetime(2026, 3, 2, 15, 30, tzinfo=SHANGHAI),
        "placed_on": date(2026, 3, 2),
        "total": amount,
        "customer": fields.pop("customer", None) or a_customer(owner=owner),
    }
    order = Order.objects.create(**basics | fields)
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{order.number}/1")
    line = {"position": 1, "product": product, "description": product.name, "quantity": quantity}
    OrderLine.objects.create(order=order, **line, unit_price=price, amount=amount, unit_cost=product.cost, key=key)
    index([order])
    return order


def a_quote(*, owner: Staff | None = None, quantity: int = 2, further: Any = (), **fields: Any) -> Quote:
    """A draft over kettles at 380 with thirteen per cent of tax in them, valid for years."""
    product, list_price = fields.pop("product", None) or a_product(), fields.pop("list_price", "380")
    basics = {
        "customer": fields.pop("customer", None) or a_customer(owner=owner),
        "title": "Kettles for spring",
        "issued_on": date(2026, 3, 2),
        "valid_until": date(2099, 12, 31),
        "owner": owner,
    }
    quote = Quote.objects.create(**basics | fields)
    line = {"product": product.pk, "quantity": quantity, "list_price": list_price, "tax_rate": "13"}
    robot = Staff.objects.robot("cast")
    papers.write_lines.function(quote, by=robot, lines=json.dumps([line, *further]))
    index([quote])
    return quote


def a_sent_quote(**fields: Any) -> Quote:
    """The same in the hands of the customer, who has not answered."""
    quote = a_quote(**fields)
    quote.status = "sent"
    quote.save()
    issuing.issue(quote, contents.of_quote(quote), on=date(2026, 3, 2))
    offers.make(quote)
    return quote


def an_accepted_quote(**fields: Any) -> Quote:
    """The same, and the customer said yes."""
    quote = a_sent_quote(**fields)
    offers.end(quote)
    quote.status = "accepted"
    quote.save()
    return quote


def an_order_under_way(**fields: Any) -> Order:
    """An order of two kettles that was made here; nothing is delivered."""
    quote = an_accepted_quote(**fields)
    papers.make_order.function(quote, by=Staff.objects.robot("cast"))
    forget_trace()
    return quote.made


def an_order_delivered(**fields: Any) -> Order:
    """The same, and all of it was delivered."""
    order = an_order_under_way(**fields)
    papers.deliver.function(order, by=Staff.objects.robot("cast"), lines=of_first_line(order, 2))
    forget_trace()
    return order


def a_delivery(*, owner: Staff | None = None, **fields: Any) -> Delivery:
    """One kettle of an order of two, on its way by road."""
    order = an_order_under_way(owner=owner)
    told = {"carrier": "顺丰", "tracking": f"SF{next(_numbers)}", "note": "Fragile."} | fields
    papers.deliver.function(order, by=Staff.objects.robot("cast"), lines=of_first_line(order, 1), **told)
    forget_trace()
    return order.made


def of_first_line(order: Order, quantity: int | str) -> str:
    """A quantity of the first line of an order, as verbs are told it."""
    return json.dumps({str(order.lines.get(position=1).pk): str(quantity)})


def a_contract(*, owner: Staff | None = None, **fields: Any) -> Contract:
    """A draft of a contract over a year of tea."""
    basics = {
        "customer": fields.pop("customer", None) or a_customer(owner=owner),
        "title": "一年供茶",
        "amount": Decimal(120_000),
        "signed_on": date(2025, 12, 20),
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "owner": owner,
    }
    contract = Contract.objects.create(**basics | fields)
    index([contract])
    return contract


def a_task(*, owner: Staff | None = None, **fields: Any) -> Task:
    """A call to make by the thirteenth of March, on a customer of the one who has to make it."""
    basics = {"title": "Call about the kettle", "due_on": date(2026, 3, 13), "assignee": owner}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    task = Task.objects.create(**basics | fields)
    index([task])
    return task


def a_finished_task(**fields: Any) -> Task:
    return a_task(status=Status.DONE, done_at=datetime(2026, 3, 11, 9, 0, tzinfo=SHANGHAI), **fields)


def an_objection_kind(**fields: Any) -> ObjectionKind:
    kind = ObjectionKind.objects.create(**{"name": f"价格{next(_numbers)}", "meaning": "看不到价值"} | fields)
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
    basics = {"name": f"年度计划{next(_numbers)}", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    money = {"goal": Decimal(100_000), "wallet": Decimal(400_000)}
    customer = fields.pop("customer", None) or a_customer(owner=owner)
    # A number of its own: a page that names the customer by “#3” must not seem to name the plan 3.
    plan = AccountPlan.objects.create(
        pk=70_000 + next(_numbers), customer=customer, owner=owner, **basics | money | fields
    )
    index([plan])
    return plan


def a_territory_rule(**fields: Any) -> TerritoryRule:
    rule = TerritoryRule.objects.create(**{"name": f"华东{next(_numbers)}", "regions": "华东"} | fields)
    index([rule])
    return rule


def a_script(**fields: Any) -> Script:
    text = (
        "# 开场\n您好，方便吗？\n> 方便 -> 新茶\n> 不方便 -> 再约\n# 新茶\n今年的明前到了。\n# 再约\n那什么时候方便？"
    )
    script = Script.objects.create(**{"name": f"新茶上市{next(_numbers)}", "text": text} | fields)
    index([script])
    return script


def a_result(name: str = "", **fields: Any) -> ResultCode:
    """Nobody answered, so call again four hours later, unless said otherwise; every result has a key of its own."""
    nth = next(_numbers)
    taken = set(ResultCode.objects.values_list("key", flat=True))
    key = next(one for one in "123456789abdfhilmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ" if one not in taken)
    basics = {"name": name or f"没人接{nth}", "key": key, "logged_as": "no_answer", "follows": "again", "hours": 4}
    result = ResultCode.objects.create(**basics | fields)
    index([result])
    return result


def a_call_list(**fields: Any) -> CallList:
    """A list of no team, from which anybody calls at any hour."""
    basics = {"name": f"清明前唤醒{next(_numbers)}", "opens_at": 0, "closes_at": 24}
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


def a_repeated_task(*, owner: Staff | None = None, **fields: Any) -> Task:
    """A call to make every Friday until the thirteenth of March 2099."""
    series = {"rule": "FREQ=WEEKLY;BYDAY=FR;UNTIL=20990313", "starts_on": date(2026, 3, 13)}
    basics = {"title": "Call about the kettle", "assignee": owner}
    customer = fields.pop("customer", None) or a_customer(owner=owner)
    recurrence = Recurrence.objects.create(customer=customer, **series | basics)
    return a_task(owner=owner, customer=customer, recurrence=recurrence, slot=date(2026, 3, 13), **fields)


def a_call(*, owner: Staff | None = None, **fields: Any) -> Call:
    """Four minutes on the eleventh of March with a customer of whoever called."""
    basics = {"title": "Spoke about the kettle", "result": "reached", "owner": owner, "seconds": 240}
    basics |= {"started_at": datetime(2026, 3, 11, 9, 30, tzinfo=SHANGHAI), "no_next": "Nothing is open."}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    call = Call.objects.create(**basics | fields)
    index([call])
    return call


def a_visit(*, owner: Staff | None = None, **fields: Any) -> Visit:
    """Planned for two o'clock on the thirteenth of March."""
    basics = {"purpose": "Taste the spring tea", "place": "Hangzhou", "owner": owner, "summary": "They like it."}
    basics |= {"planned_at": datetime(2026, 3, 13, 14, 0, tzinfo=SHANGHAI), "result": "good"}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    visit = Visit.objects.create(**basics | fields)
    index([visit])
    return visit


def a_visit_begun(**fields: Any) -> Visit:
    """Somebody arrived at two o'clock."""
    return a_visit(status="there", checked_in_at=datetime(2026, 3, 13, 14, 2, tzinfo=SHANGHAI), **fields)


def a_meeting(*, owner: Staff | None = None, **fields: Any) -> Meeting:
    """An hour on the thirteenth of March, from ten on."""
    basics = {"title": "Plan the year", "place": "Our office", "agenda": "Prices", "owner": owner}
    basics |= {"starts_at": datetime(2026, 3, 13, 10, tzinfo=SHANGHAI)}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    meeting = Meeting.objects.create(**basics | fields)
    index([meeting])
    return meeting


def a_pipeline(**fields: Any) -> Pipeline:
    pipeline = Pipeline.objects.create(**{"name": f"Direct {next(_numbers)}", "note": "Firms."} | fields)
    index([pipeline])
    return pipeline


def a_stage(name: str = "Talks", **fields: Any) -> Stage:
    """A stage of the pipeline "Direct" unless another one is given; the same name is the same stage there."""
    pipeline = fields.pop("pipeline", None) or Pipeline.objects.get_or_create(name="Direct")[0]
    basics = {"position": next(_numbers), "probability": 20, "usual_days": 10}
    stage = Stage.objects.get_or_create(pipeline=pipeline, name=name, defaults=basics | fields)[0]
    index([stage])
    return stage


def a_competitor(**fields: Any) -> Competitor:
    competitor = Competitor.objects.create(
        **{"name": f"云雾茶业{next(_numbers)}", "strengths": "Price.", "weaknesses": "Late."} | fields
    )
    index([competitor])
    return competitor


def a_loss_reason(**fields: Any) -> LossReason:
    reason = LossReason.objects.create(**{"name": f"Too dear {next(_numbers)}", "note": "Said so."} | fields)
    index([reason])
    return reason


def a_deal(*, owner: Staff | None = None, **fields: Any) -> Deal:
    """A thousand kettles a tea house may buy, in a stage with one before and one after it, and with both ends."""
    a_stage("First talks", position=1)
    stage = fields.pop("stage", None) or a_stage("Talks", position=2)
    for name, kind in (("Terms", "open"), ("Won", "won"), ("Lost", "lost")):
        a_stage(name, position=3, kind=kind, probability=50)
    basics = {"name": "年度用茶", "amount": Decimal(38_000), "expected_on": date(2026, 4, 30), "source": "展会"}
    days = {"opened_on": date(2026, 3, 2), "stage_since": date(2026, 3, 9), "next_step_on": date(2026, 3, 16)}
    customer = fields.pop("customer", None) or a_customer(owner=owner)
    told = {"next_step": "Send samples", "stage": stage, "customer": customer, "owner": owner}
    deal = Deal.objects.create(**basics | days | told | fields)
    index([deal])
    return deal


def a_lost_deal(*, owner: Staff | None = None, **fields: Any) -> Deal:
    return a_deal(
        owner=owner,
        **fields,
        stage=a_stage("Lost", position=4, kind="lost"),
        closed_on=date(2026, 3, 11),
        loss_reason=a_loss_reason(),
        competitor=a_competitor(),
    )


def a_lead(*, owner: Staff | None = None, **fields: Any) -> Lead:
    """Somebody who asked at a fair; `phone`, `mail` and `wechat` may be given too."""
    reached = {medium: fields.pop(medium) for medium in ("phone", "mail", "wechat") if medium in fields}
    basics = {
        "name": f"林晓{next(_numbers)}",
        "company": "听雨轩",
        "title": "采购",
        "region": "华东",
        "city": "杭州",
        "source": "fair",
        "campaign": "春季茶博会",
        "interest": "年度用茶",
        "note": "要先看样品",
        "consent_basis": "agreed",
        "received_at": datetime(2026, 3, 2, 10, tzinfo=SHANGHAI),
        "first_response_at": datetime(2026, 3, 2, 11, tzinfo=SHANGHAI),
        "wait_until": date(2026, 4, 1),
    }
    lead = Lead.objects.create(owner=owner, **basics | fields)
    LeadPoint.objects.bulk_create(LeadPoint(lead=lead, medium=medium, value=value) for medium, value in reached.items())
    index([lead])
    return lead


def a_filled_lead(*, owner: Staff | None = None, **fields: Any) -> Lead:
    """A lead of which everything is known that can be filtered by."""
    told = {"product": a_product(), "form": a_capture_form(), "customer": a_customer(owner=owner), "score": 40}
    return a_lead(owner=owner, status="lost", lost_reason="no_need", **told | fields)


def a_capture_form(**fields: Any) -> CaptureForm:
    basics = {"name": f"春季茶博会{next(_numbers)}", "source": "fair", "campaign": "春季茶博会", "venue": "杭州"}
    days = {"begins_on": date(2026, 3, 1), "ends_on": date(2099, 3, 5)}
    form = CaptureForm.objects.create(**basics | days | fields)
    index([form])
    return form


def a_score_rule(**fields: Any) -> ScoreRule:
    basics = {"name": f"Buys {next(_numbers)}", "asked": "title", "operator": "has", "values": "采购", "points": 20}
    rule = ScoreRule.objects.create(**basics | fields)
    index([rule])
    return rule


def an_assignment_rule(**fields: Any) -> AssignmentRule:
    basics = {"name": f"East in turn {next(_numbers)}", "regions": "华东", "source": "fair", "most": 20}
    rule = AssignmentRule.objects.create(**{"team": a_team()} | basics | fields)
    index([rule])
    return rule


def a_pool(**fields: Any) -> Pool:
    """A pool of the east: five claims a day, thirty days before whoever had a customer may have it again."""
    basics = {"name": f"East {next(_numbers)}", "regions": "华东", "holds_at_most": 200, "protected_tiers": "gold"}
    pool = Pool.objects.create(**basics | fields)
    index([pool])
    return pool


def a_pool_rule(**fields: Any) -> PoolRule:
    basics = {"name": f"Ninety days {next(_numbers)}", "days_without_contact": 90, "days_without_order": 180}
    rule = PoolRule.objects.create(**{"pool": fields.pop("pool", None) or a_pool()} | basics | fields)
    index([rule])
    return rule


def a_waiting_customer(name: str = "山月茶馆", *, pool: Pool | None = None, **fields: Any) -> Customer:
    """A customer that nobody looks after, in a pool since the first of March."""
    customer = a_customer(name, **fields)
    told = {"in_on": date(2026, 3, 1), "in_at": ARCHIVED, "in_by": Staff.objects.robot("pool"), "why": "added"}
    PoolStay.objects.create(customer=customer, pool=pool or a_pool(), **told)
    return customer


def a_plant(*, owner: Staff | None = None, **fields: Any) -> Plant:
    """A row of the example noun, with every kind of field filled; its name sorts where it was made."""
    nth = next(_numbers)
    basics = {"name": f"文竹{nth:04}", "label": f"L{nth}", "height": Decimal("35.50"), "bought_on": date(2025, 4, 5)}
    watered = {"watered_at": datetime(2026, 3, 1, 8, tzinfo=SHANGHAI), "note": "By the window.", "pots": 3}
    plant = Plant.objects.create(keeper=owner, **basics | watered | fields)
    index([plant])
    return plant


def an_added_field(kind: str = "text", *, noun: type[Model] = Plant, **fields: Any) -> CustomField:
    """A field that people added to a noun, with what its kind needs."""
    needs = {
        "choice": {"options": "o1: 金 / Gold\no2: 银 / Silver\no3: 铁 / Iron"},
        "choices": {"options": "o1: 茶 / Tea\no2: 酒 / Wine\no3: 糖 / Sugar"},
        "link": {"link_to": "example.plant"},
        "formula": {"formula": "1 + 1"},
    }
    basics = {"label": f"栏目{next(_numbers)}", "noun": noun._meta.label_lower, "kind": kind}
    added = CustomField.objects.create(**basics | needs.get(kind, {}) | fields)
    index([added])
    return added


def a_seed(*, owner: Staff | None = None, **fields: Any) -> Seed:
    """A row of the shortest noun there is."""
    seed = Seed.objects.create(
        keeper=owner, **{"name": f"种子{next(_numbers):04}", "sown_on": date(2026, 3, 11)} | fields
    )
    index([seed])
    return seed


def a_plan(*, owner: Staff | None = None, terms: str = "30/70 signing, 2026-04-30", **fields: Any) -> list[Instalment]:
    """An order of 760 that is paid in two instalments, 228 and 532 unless said otherwise."""
    order = fields.pop("order", None) or an_order(owner=owner, **fields)
    planning.plan.function(by=owner or a_person("Ada", role=Role.ADMIN, team=None), order=order, terms=terms)
    return list(order.instalments.order_by("pk"))


def a_receipt(*, owner: Staff | None = None, amount: Any = 300, **fields: Any) -> Receipt:
    """Money of a customer that has settled nothing."""
    basics = {"received_on": date(2026, 3, 5), "payer": "山月茶馆", "reference": f"B{next(_numbers):06}"}
    if "customer" not in fields:
        fields["customer"] = a_customer(owner=owner)
    receipt = receiving.receive.function(by=owner, amount=Decimal(amount), **basics | fields)
    index([receipt])
    return receipt


def a_payment(*, owner: Staff, **fields: Any) -> Receipt:
    """Money that has paid a part of an instalment."""
    plan = a_plan(owner=owner)
    receipt = a_receipt(owner=owner, customer=plan[0].customer, amount=200, **fields)
    settling.settle(receipt.entry, plan[0].entry, Decimal(200), by=owner)
    return receipt.fresh()


def a_draft(*, owner: Staff | None = None, **fields: Any) -> Invoice:
    """An invoice over a whole order of 760, not issued yet."""
    order = fields.pop("order", None) or an_order(owner=owner)
    by = owner or a_person("Ada", role=Role.ADMIN, team=None)
    invoice = invoicing.draft_of_order.function(by=by, order=order, **fields)
    index([invoice])
    return invoice


def an_invoice(*, owner: Staff | None = None, **fields: Any) -> Invoice:
    """An issued invoice over an order of 760."""
    invoice = a_draft(owner=owner, **fields)
    by = owner or a_person("Ada", role=Role.ADMIN, team=None)
    billing.issue.function(invoice, by=by, on=date(2026, 3, 4))
    index([invoice])
    return invoice.fresh()


def a_credit_limit(*, owner: Staff | None = None, **fields: Any) -> CreditLimit:
    """A customer may owe so much since the first of March."""
    basics = {"customer": a_customer(owner=owner), "amount": Decimal(50_000), "since": date(2026, 3, 1)}
    limit = CreditLimit.objects.create(**basics | {"reason": "Old customer."} | fields)
    index([limit])
    return limit


def a_reminder(*, owner: Staff | None = None, **fields: Any) -> Reminder:
    """A first letter about 532 that have been due for twenty days."""
    basics = {"title": f"提醒{next(_numbers)}", "customer": a_customer(owner=owner), "step": 1, "amount": Decimal(532)}
    letters = {"days_overdue": 20, "text_zh": "请付款。", "text_en": "Please pay.", "made_on": date(2026, 3, 12)}
    reminder = Reminder.objects.create(**basics | letters | fields)
    index([reminder])
    return reminder


# Approvals know no document; in the tests plants are asked about, by their pots and their height.
subjects.register(
    Plant,
    amount=lambda plant: plant.pots,
    discount=lambda plant: plant.height or 0,
    granted=lambda plant, *, by: _stand(plant, "sun"),
    refused=lambda plant, *, by: _stand(plant, "shade"),
    owner=lambda plant: plant.keeper,
)


def _stand(plant: Plant, light: str) -> None:
    Plant.objects.filter(pk=plant.pk).update(light=light)


def a_target(*, owner: Staff | None = None, **fields: Any) -> Target:
    """Ten thousand of net sales in March, of a category and region, asked of `owner`."""
    basics = {"period": "month", "starts_on": date(2026, 3, 1), "amount": Decimal(10_000), "person": owner}
    narrow = {"category": f"茶具{next(_numbers)}", "region": "华东", "note": "As agreed."}
    target = Target.objects.create(**basics | narrow | fields)
    index([target])
    return target


def a_commission_plan(**fields: Any) -> CommissionPlan:
    """Two per cent of net sales, month by month."""
    basics = {"name": f"Sales {next(_numbers)}", "basis": "sales", "starts_on": date(2026, 1, 1), "team": a_team()}
    plan = CommissionPlan.objects.create(**basics | {"ends_on": date(2030, 12, 31), "note": "For all."} | fields)
    index([plan])
    return plan


def a_commission_rate(**fields: Any) -> CommissionRate:
    plan = fields.pop("plan", None) or a_commission_plan()
    basics = {"category": f"茶具{next(_numbers)}", "percent": Decimal(2)}
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


# A row of every noun with everything that can be filtered by: one line for each.
NOUNS = {
    Customer: a_graded_customer,
    Household: lambda *, owner: a_household(),
    Product: lambda *, owner: a_product(),
    Task: a_task,
    Call: a_call,
    Visit: a_visit,
    Meeting: a_meeting,
    Order: lambda *, owner: an_order(owner=owner, deliver_by=date(2026, 3, 9)),
    Instalment: lambda *, owner: a_plan(owner=owner, terms="100 2026-04-30")[0],
    Receipt: a_receipt,
    Invoice: lambda *, owner: an_invoice(owner=owner, order=a_plan(owner=owner)[0].order),
    CreditLimit: lambda *, owner: a_credit_limit(owner=owner, until=date(2099, 12, 31)),
    Reminder: a_reminder,
    Quote: a_quote,
    Contract: a_contract,
    Delivery: a_delivery,
    Pipeline: lambda *, owner: a_pipeline(),
    Stage: lambda *, owner: a_stage(f"Talks {next(_numbers)}"),
    Competitor: lambda *, owner: a_competitor(),
    LossReason: lambda *, owner: a_loss_reason(),
    Deal: a_lost_deal,
    Target: a_target,
    CommissionPlan: lambda *, owner: a_commission_plan(),
    CommissionRate: lambda *, owner: a_commission_rate(),
    Statement: a_statement,
    Judgement: a_judgement,
    Lead: a_filled_lead,
    CaptureForm: lambda *, owner: a_capture_form(owner=owner),
    ScoreRule: lambda *, owner: a_score_rule(),
    AssignmentRule: lambda *, owner: an_assignment_rule(least_score=10),
    Pool: lambda *, owner: a_pool(team=a_team()),
    PoolRule: lambda *, owner: a_pool_rule(),
    Plant: a_plant,
    Seed: a_seed,
    AccountPlan: lambda *, owner: an_account_plan(owner=owner, review_on=date(2026, 6, 30), strengths="茶好"),
    TerritoryRule: lambda *, owner: a_territory_rule(owner=owner, kind="channel", tier="gold"),
    Script: lambda *, owner: a_script(),
    ResultCode: lambda *, owner: a_result(),
    CallList: lambda *, owner: a_call_list(
        script=a_script(), owner=owner, team=a_team(), opens_at=9, closes_at=18, frozen_at=ARCHIVED
    ),
    PlannedCall: lambda *, owner: a_planned_call(
        owner=owner, attempts=1, next_at=ARCHIVED, result=a_result(), reason="Later."
    ),
    DoNotCall: lambda *, owner: a_forbidden_number(customer=a_customer(owner=owner), until=date(2099, 12, 31)),
    Objection: lambda *, owner: an_objection(
        owner=owner,
        product=a_product(),
        answer=(answer := an_answer()),
        kind=answer.kind,
        stage="报价",
        note="当面",
    ),
    ObjectionKind: lambda *, owner: an_objection_kind(),
    Answer: lambda *, owner: an_answer(product=a_product(), author=owner),
    CustomField: lambda *, owner: an_added_field(archived_at=ARCHIVED),
    ProductUnit: lambda *, owner: a_unit(),
    BundlePart: lambda *, owner: a_bundle_part(),
    StockNote: lambda *, owner: a_stock_note(),
    ExchangeRate: lambda *, owner: a_rate(),
    TaxRate: lambda *, owner: a_tax_rate(),
    PriceList: lambda *, owner: a_price_list(),
    PriceItem: lambda *, owner: a_price(valid_to=date(2026, 12, 31)),
    DiscountLimit: lambda *, owner: a_limit(),
    ApprovalRule: lambda *, owner: a_rule_of_approval(),
    Approval: an_approval,
    Delegation: a_delegation,
}
# How a verb begins where a plain row and no values will not do: the row (none where it makes one) and the values.
# Verbs that every noun has stand under their word, and are told how to make a row of it.
BEGINNINGS: dict[str, Any] = {
    "customers.hand_over": lambda owner: (a_customer(owner=owner), {"to": a_person("Kai")}),
    "customers.classify": lambda owner: (
        a_customer(owner=owner),
        {"axis": "settlement", "value": "credit", "since": date(2026, 3, 1)},
    ),
    "customers.override": lambda owner: (
        a_customer(owner=owner, rung="edge"),
        {"kind": "rung", "value": "core", "reason": "He told me.", "holds_until": date(2099, 12, 31)},
    ),
    "customers.release": lambda owner: (a_held_customer(owner=owner), {"kind": "rung"}),
    "customers.add_contact": lambda owner: (a_customer(owner=owner), {"name": "林晓"}),
    "customers.add_contact_point": lambda owner: (
        a_customer(owner=owner),
        {"medium": "phone", "value": "0571 8888 0000"},
    ),
    "customers.make_primary": lambda owner: _with_point(a_customer(owner=owner)),
    "customers.end_contact_point": lambda owner: _with_point(a_customer(owner=owner), on=date(2026, 3, 1)),
    "deals.adopt": lambda owner: (_learned(), {}),
    "objections.note": lambda owner: (None, {"customer": a_customer(owner=owner), "kind": an_objection_kind()}),
    "objections.take_from_deal": lambda owner: (an_objection(owner=owner), {"outcome": "overcome"}),
    "objections.reopen": lambda owner: (a_decided_objection(owner=owner), {}),
    "planning.close_plan": lambda owner: (an_account_plan(owner=owner, status="agreed"), {}),
    "planning.open_plan": lambda owner: (an_account_plan(owner=owner, status="agreed"), {}),
    "planning.aim": lambda owner: (an_account_plan(owner=owner), {"name": "门店数", "target": Decimal(5)}),
    "planning.place": lambda owner: _with_person(an_account_plan(owner=owner)),
    "telesales.open_again": lambda owner: (a_call_list(owner=owner, status="closed"), {}),
    "telesales.say": lambda owner: (_on_the_line(a_planned_call(owner=owner), owner), {"result": a_result()}),
    "telesales.put_back": lambda owner: (_on_the_line(a_planned_call(owner=owner), owner), {}),
    "telesales.open_call": lambda owner: (a_planned_call(owner=owner), {}),
    "telesales.forbid": lambda owner: (None, {"number": "139 0000 5678", "reason": "He asked us."}),
    "telesales.allow": lambda owner: (a_forbidden_number(), {}),
    "deals.move": lambda owner: (a_deal(owner=owner), {"stage": a_stage("Terms", position=3)}),
    "deals.move_back": lambda owner: (_moved(a_deal(owner=owner), owner), {}),
    "deals.win": lambda owner: (a_deal(owner=owner), {}),
    "deals.lose": lambda owner: (a_deal(owner=owner), {"reason": a_loss_reason()}),
    "deals.reopen": lambda owner: (a_lost_deal(owner=owner), {}),
    "deals.plan_next": lambda owner: (a_deal(owner=owner), {"step": "Call", "on": date(2099, 1, 5)}),
    "deals.set_probability": lambda owner: (a_deal(owner=owner), {"probability": 35, "reason": "They told us."}),
    "deals.take_given_probability": lambda owner: (a_deal(owner=owner, own_probability=35), {}),
    "deals.hand_over": lambda owner: (a_deal(owner=owner), {"to": a_person("Kai")}),
    "deals.name_contact": lambda owner: _with_contact(a_deal(owner=owner)),
    "deals.drop_contact": lambda owner: _with_role(a_deal(owner=owner)),
    "deals.name_competitor": lambda owner: (a_deal(owner=owner), {"competitor": a_competitor(), "strength": "ahead"}),
    "deals.drop_competitor": lambda owner: _with_rival(a_deal(owner=owner)),
    "leads.assign": lambda owner: (a_lead(owner=owner), {"to": a_person("Kai")}),
    "leads.claim": lambda owner: (a_lead(), {}),
    "leads.contact": lambda owner: (a_lead(owner=owner), {}),
    "leads.qualify": lambda owner: (a_lead(owner=owner), {}),
    "leads.lose": lambda owner: (a_lead(owner=owner), {"reason": "no_need"}),
    "leads.recycle": lambda owner: (a_lead(owner=owner), {"days": 30}),
    "leads.not_spam": lambda owner: (a_lead(owner=owner, trust="suspected", suspicion="fast"), {}),
    "leads.convert": lambda owner: (a_lead(owner=owner, phone="138 0000 1234"), {}),
    "leads.unconvert": lambda owner: (_converted(a_lead(owner=owner), owner), {}),
    "customers.claim": lambda owner: (a_waiting_customer(), {}),
    "customers.give_out": lambda owner: (a_waiting_customer(), {"to": a_person("Kai")}),
    "customers.give_back": lambda owner: (a_customer(owner=owner), {"reason": "Moved away.", "pool": a_pool()}),
    "customers.transfer": lambda owner: (a_waiting_customer(), {"pool": a_pool(regions="华南")}),
    "pool.switch_off": lambda owner: (a_pool_rule(is_on=True, starts_on=date(2026, 3, 1)), {}),
    "work.reopen": lambda owner: (a_finished_task(owner=owner), {}),
    "work.snooze": lambda owner: (a_task(owner=owner), {"to": "day", "day": date(2099, 3, 12)}),
    "work.bring_back": lambda owner: (a_task(owner=owner, due_before=date(2026, 3, 1)), {}),
    "work.repeat": lambda owner: (a_task(owner=owner), {"how": "weekly"}),
    "work.skip": lambda owner: (a_repeated_task(owner=owner), {}),
    "work.change_series": lambda owner: (a_repeated_task(owner=owner, note="Ask first."), {}),
    "work.stop_repeating": lambda owner: (a_repeated_task(owner=owner), {}),
    "remind": lambda owner, make: (make(owner=owner), {"minutes": 1440}),
    "work.log_call": lambda owner: (None, {"result": "refused", "no_next": "They asked for it."}),
    "work.check_in": lambda owner: (a_visit(owner=owner), {"note": "At the gate."}),
    "work.finish": lambda owner: (a_visit_begun(owner=owner), {"result": "good", "no_next": "All is agreed."}),
    "work.cancel": lambda owner: (a_visit(owner=owner), {"because": "They are away."}),
    "work.step_back": lambda owner: (a_visit_begun(owner=owner), {}),
    "work.invite": lambda owner: (a_meeting(owner=owner), {"to": a_person("Kai")}),
    "work.keep_minutes": lambda owner: (
        a_meeting(owner=owner),
        {"text": "Decision: monthly payment", "no_next": "It is settled."},
    ),
    "work.restore": lambda owner: (a_meeting(owner=owner, status="cancelled"), {}),
    "customers.bill_to": lambda owner: (
        a_customer(owner=owner),
        {"title": "山月茶馆有限公司", "tax_number": "91350100M000100Y43", "phone": "0571 8888 0000"},
    ),
    "customers.hold_credit": lambda owner: (a_customer(owner=owner), {"reason": "Does not pay."}),
    "customers.release_credit": lambda owner: (_held_back(a_customer(owner=owner), owner), {"reason": "Paid."}),
    "receivables.plan": lambda owner: (None, {"order": an_order(owner=owner), "terms": "30/70"}),
    "receivables.replan": lambda owner: (a_plan(owner=owner)[0], {"terms": "50/50 2026-05-01, 2026-06-01"}),
    "receivables.postpone": lambda owner: (a_plan(owner=owner)[0], {"due_on": date(2026, 8, 1)}),
    "receivables.receive": lambda owner: (
        None,
        {"received_on": date(2026, 3, 5), "amount": Decimal(300), "customer": a_customer(owner=owner)},
    ),
    "receivables.assign": lambda owner: (a_receipt(owner=owner), {"customer": a_customer(owner=owner)}),
    "receivables.allocate": lambda owner: _with_a_plan(a_receipt(owner=owner, amount=760), owner),
    "receivables.take_back": lambda owner: _allocated(a_payment(owner=owner)),
    "receivables.refund": lambda owner: (a_receipt(owner=owner), {"amount": Decimal(300), "on": date(2026, 3, 6)}),
    "receivables.withdraw_receipt": lambda owner: (a_payment(owner=owner), {"reason": "Read in twice."}),
    "receivables.draft_of_order": lambda owner: (None, {"order": an_order(owner=owner)}),
    "receivables.draft_of_amount": lambda owner: (
        None,
        {"customer": a_customer(owner=owner), "description": "茶具", "amount": Decimal(113), "tax_rate": Decimal(13)},
    ),
    "receivables.complete": lambda owner: (a_draft(owner=owner), {"drawer": "林晓"}),
    "receivables.issue": lambda owner: (a_draft(owner=owner), {}),
    "receivables.void": lambda owner: (a_draft(owner=owner), {}),
    "receivables.red_letter": lambda owner: (an_invoice(owner=owner), {"reason": "Wrong title."}),
    "receivables.name_fapiao": lambda owner: (an_invoice(owner=owner), {"fapiao": "25332000000012345678"}),
    "receivables.dispute": lambda owner: (an_invoice(owner=owner), {"reason": "Two kettles are broken."}),
    "receivables.settle_dispute": lambda owner: (_disputed(an_invoice(owner=owner)), {}),
    "receivables.credit_note": lambda owner: (
        None,
        {"customer": a_customer(owner=owner), "amount": Decimal(50), "reason": "Late delivery."},
    ),
    "receivables.grant": lambda owner: (None, {"customer": a_customer(owner=owner), "amount": Decimal(9000)}),
    "sales.write_lines": lambda owner: (
        a_quote(owner=owner),
        {"lines": '[{"description": "Engraving", "quantity": "3", "list_price": "12.5", "tax_rate": "6"}]'},
    ),
    "sales.price_anew": lambda owner: (a_quote(owner=owner, list_price="379"), {}),
    "sales.new_version": lambda owner: (a_sent_quote(owner=owner), {}),
    "sales.accept": lambda owner: (a_sent_quote(owner=owner), {}),
    "sales.choose": lambda owner: (_with_an_option(owner), {"lines": "2"}),
    "sales.decline": lambda owner: (a_sent_quote(owner=owner), {}),
    "sales.expire": lambda owner: (a_sent_quote(owner=owner, valid_until=date(2026, 3, 3)), {}),
    "sales.make_order": lambda owner: (an_accepted_quote(owner=owner), {}),
    "sales.make_contract": lambda owner: (an_accepted_quote(owner=owner), {}),
    "sales.deliver": lambda owner: _with_lines(an_order_under_way(owner=owner), 2),
    "sales.change_order": lambda owner: _with_lines(an_order_under_way(owner=owner), 3),
    "sales.cancel": lambda owner: (an_order_under_way(owner=owner), {"reason": "He moved."}),
    "sales.take_back": lambda owner: _with_lines(an_order_delivered(owner=owner), 2),
    "sales.withdraw": lambda owner: (a_delivery(owner=owner), {"reason": "It never left."}),
    "sales.terminate": lambda owner: (a_contract(owner=owner, status="active"), {"reason": "He moved."}),
    "sales.renew": lambda owner: (a_contract(owner=owner, status="active"), {}),
    "sales.end": lambda owner: (a_contract(owner=owner, status="active", ends_on=date(2026, 3, 1)), {}),
    "merge": lambda owner, make: (make(owner=owner), {"other": make(owner=owner)}),
    "split": lambda owner, make: (_merged(make, owner), {}),
    "share": lambda owner, make: (make(owner=owner), {"to": a_person("Kai")}),
    "unshare": lambda owner, make: _shared(make(owner=owner), owner),
    "catalog.end_price": lambda owner: (a_price(), {"last_day": date(2026, 3, 31)}),
    "catalog.reprice": lambda owner: (a_price(), {"price": Decimal(360), "first_day": date(2026, 4, 1)}),
    "catalog.note_stock": lambda owner: (
        None,
        {"product": a_product(), "place": "一号仓", "quantity": Decimal(40)},
    ),
    "approvals.ask": lambda owner: (
        None,
        {"noun": a_rule_of_approval().noun, "object_id": _asked_by_two(owner).pk},
    ),
    "approvals.agree": lambda owner: (_asked(owner), {}),
    "approvals.refuse": lambda owner: (_asked(owner), {"comment": "Too large."}),
    "approvals.comment": lambda owner: (_asked(owner), {"comment": "Why so many?"}),
    "approvals.withdraw": lambda owner: (an_approval(owner=owner), {}),
    "approvals.delegate": lambda owner: (
        None,
        {"stand_in": a_person("Kai"), "begins_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)},
    ),
    "approvals.end_delegation": lambda owner: (a_delegation(owner=owner), {}),
    "targets.divide": lambda owner: (
        a_target(owner=owner, period="quarter", category="", region=""),
        {"into": "month", "weights": "evenly"},
    ),
    "targets.gather": lambda owner: (_divided(a_target(owner=owner, period="quarter"), owner), {}),
    "targets.settle": lambda owner: (
        a_commission_rate(plan=a_commission_plan(team=an_order(owner=owner).customer.owner.team), category="").plan,
        {"day": date(2026, 3, 15)},
    ),
    "targets.pay": lambda owner: (a_statement(owner=a_person("Kai"), status="approved"), {}),
    "targets.approve": lambda owner: (a_statement(owner=a_person("Kai")), {}),
    "targets.reopen": lambda owner: (a_statement(owner=a_person("Kai"), status="approved"), {}),
    "targets.judge": lambda owner: (
        None,
        {"team": owner.team_id or a_team().pk, "month": date(2026, 4, 2), "amount": Decimal(9), "reason": "A fair."},
    ),
    "custom.archive_field": lambda owner: (an_added_field(), {}),
    "custom.restore_field": lambda owner: (an_added_field(archived_at=ARCHIVED), {}),
    "custom.make_fast": lambda owner: (an_added_field(), {}),
    "custom.make_slow": lambda owner: (an_added_field(is_fast=True), {}),
    "example.water": lambda owner: (a_plant(owner=owner, watered_at=None), {}),
    "example.hand_over": lambda owner: (a_plant(owner=owner), {"to": owner, "because": "He asked for it."}),
    "example.take_cutting": lambda owner: (None, {"mother": a_plant(owner=owner), "label": "new"}),
}


def _held_back(customer: Customer, by: Staff) -> Customer:
    CreditHold.objects.create(customer=customer, since=date(2026, 3, 1), reason="Does not pay.", by=by)
    return customer


def _with_a_plan(receipt: Receipt, owner: Staff) -> tuple[Receipt, dict[str, Any]]:
    a_plan(owner=owner, customer=receipt.customer)
    return receipt, {}


def _allocated(receipt: Receipt) -> tuple[Receipt, dict[str, Any]]:
    return receipt, {"allocation": receipt.entry.given.get().pk}


def _disputed(invoice: Invoice) -> Invoice:
    Invoice.objects.filter(pk=invoice.pk).update(disputed="Two kettles are broken.")
    return invoice.fresh()


def _asked_by_two(owner: Staff) -> Plant:
    """A plant of somebody, in a firm where another administrator can agree to it."""
    a_person("Eve", role=Role.ADMIN, team=None)
    return a_plant(owner=owner)


def _asked(owner: Staff) -> Approval:
    """A question of somebody's colleague that is theirs to answer."""
    a_rule_of_approval(approver=Approver.PERSON, person=owner)
    colleague = a_person("Lin", team=owner.team.name if owner.team else None)
    return _as_if_ever(asking.ask(a_plant(owner=colleague), by=colleague))


def _as_if_ever(row: Any) -> Any:
    """A row that a verb made, as if it had been there before the test: found, without trace, event or notice."""
    index([row])
    forget_trace()
    Event.objects.all().delete()
    Notice.objects.all().delete()
    return row.fresh()


def _found(row: Any) -> Any:
    index([row])
    return row


def _of_product(fields: dict[str, Any]) -> dict[str, Any]:
    """With a product, a new one where none is named."""
    return fields if "product" in fields else {**fields, "product": a_product()}


def _merged(make: Any, owner: Staff) -> Any:
    """A row into which another one went up long ago."""
    row, other = make(owner=owner), make(owner=owner)
    merge = next(verb for verb in registry.verbs_of(type(row)) if verb.word == "merge")
    merge(row, by=a_person("Ada", role=Role.ADMIN, team=None), other=other)
    forget_trace()
    Event.objects.all().delete()
    return row.fresh()


def _shared(row: Any, owner: Staff) -> Any:
    """A row that Kai has been given."""
    kai = a_person("Kai")
    Share.objects.create(noun=row._meta.label_lower, object_id=row.pk, staff=kai, by=owner)
    return row, {"to": kai}


def _with_person(plan: AccountPlan) -> tuple[AccountPlan, dict[str, Any]]:
    return plan, {"contact": plan.customer.contacts.create(name="林晓").pk, "attitude": "for"}


def _on_the_line(planned: PlannedCall, caller: Staff) -> PlannedCall:
    """A planned call that is on somebody's screen."""
    Attempt.objects.create(planned=planned, caller=caller, opened_at=ARCHIVED)
    planned.state = "calling"
    planned.save()
    return planned


def _with_lines(order: Order, quantity: int) -> tuple[Order, dict[str, Any]]:
    Event.objects.all().delete()
    return order, {"lines": of_first_line(order, quantity)}


def _with_an_option(owner: Staff) -> Quote:
    """A sent quote whose second line the customer may take or leave."""
    return a_sent_quote(
        owner=owner, further=[{"description": "Engraving", "quantity": 1, "list_price": "12.5", "part": "optional"}]
    )


def _moved(deal: Deal, owner: Staff) -> Deal:
    """A deal that came into its stage by a move, long ago."""
    StageMove.objects.create(deal=deal, left=a_stage("First talks"), entered=deal.stage, at=ARCHIVED, by=owner, days=3)
    return deal


def _learned() -> Stage:
    """A stage of which something is known."""
    stage = a_stage()
    shares = {"low": 20, "high": 60, "probability": 37, "given": 20}
    Learned.objects.create(
        stage=stage,
        as_of=date(2026, 3, 12),
        version="v1",
        months=24,
        reached=19,
        won=8,
        stays=30,
        slow_days=15,
        **shares,
    )
    return stage


def _with_contact(deal: Deal) -> tuple[Deal, dict[str, Any]]:
    return deal, {"contact": deal.customer.contacts.create(name="林晓").pk, "part": "decides"}


def _with_role(deal: Deal) -> tuple[Deal, dict[str, Any]]:
    contact = deal.customer.contacts.create(name="林晓")
    return deal, {"role": deal.roles.create(contact=contact, part="decides").pk}


def _with_rival(deal: Deal) -> tuple[Deal, dict[str, Any]]:
    return deal, {"rival": deal.rivals.create(competitor=a_competitor()).pk}


def _converted(lead: Lead, owner: Staff) -> Lead:
    """A lead that became a customer long ago, and nothing else happened."""
    next(verb for verb in registry.verbs_of(Lead) if verb.word == "convert")(lead, by=owner)
    forget_trace()
    Event.objects.all().delete()
    return lead.fresh()


def _with_point(customer: Customer, **values: Any) -> tuple[Customer, dict[str, Any]]:
    return customer, {"point": a_contact_point(customer).pk} | values


def _divided(target: Target, owner: Staff) -> Target:
    a_target(owner=owner, category=target.category, region=target.region, part_of=target)
    return target


@functools.cache
def _hashed() -> str:
    return make_password(PASSWORD)


@pytest.fixture
def ana(db) -> Staff:
    return a_person("Ana")


@pytest.fixture
def bo(db) -> Staff:
    return a_person("Bo", team="South")


@pytest.fixture
def mei(db) -> Staff:
    return a_person("Mei", role=Role.MANAGER)


@pytest.fixture
def ada(db) -> Staff:
    return a_person("Ada", role=Role.ADMIN, team=None)


@pytest.fixture
def robot(db) -> Staff:
    return Staff.objects.robot("tests")


@pytest.fixture
def teahouse(ana) -> Customer:
    return a_customer("山月茶馆", owner=ana)


@pytest.fixture
def dealer(bo) -> Customer:
    return a_customer("南岭茶行", owner=bo, kind="channel", region="华南", city="广州")


@pytest.fixture
def kettle(db) -> Product:
    return a_product(code="KETTLE")


@pytest.fixture
def order(teahouse, kettle) -> Order:
    return an_order(customer=teahouse, product=kettle, number="S-1001")


@pytest.fixture
def task(ana, teahouse) -> Task:
    return a_task(owner=ana, customer=teahouse)
