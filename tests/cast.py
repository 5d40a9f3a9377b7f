"""The people and things every test knows.

Ana and Bo are staff of two teams, Mei leads Ana's, Ada administers. Ana serves a tea house, Bo a dealer.
Small functions make variants: `a_task(priority=Priority.HIGH)`, `a_customer(owner=bo, tier="gold")`.
"""

import functools
import itertools
import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password
from django.db.models import Model

from zhike.catalog.models import Product
from zhike.custom.models import CustomField
from zhike.customers.kinds import KINDS
from zhike.customers.models import ContactPoint, Customer, Household, Standing
from zhike.kit import registry
from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.events import Event
from zhike.kit.search import index
from zhike.kit.testing.example.models import Plant, Seed
from zhike.kit.testing.observing import forget_trace
from zhike.kit.views.models import View
from zhike.merging.models import Merge
from zhike.rights.models import RoleDefinition, Share
from zhike.receivables.actions import invoicing, issuing, planning, receiving, settling
from zhike.receivables.models import CreditHold, CreditLimit, Instalment, Invoice, Receipt, Reminder
from zhike.sales.models import Order, OrderLine
from zhike.work.models import Status, Task

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
    return Team.objects.get_or_create(name=name)[0]


def a_person(name: str, *, role: str = Role.STAFF, team: str | None = "East", **fields: Any) -> Staff:
    """Someone who can sign in with `PASSWORD`; the same name is the same person."""
    values = {
        "name": name,
        "role": role,
        "team": team and a_team(team),
        "language": "en",
        "password": _hashed(),
    } | fields
    return Staff.objects.get_or_create(username=name.lower(), defaults=values)[0]


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
    basics = {"received_on": date(2026, 3, 5), "payer": "山月茶馆", "reference": f"B{next(_numbers):06}", "note": "货款"}
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
    issuing.issue.function(invoice, by=by, on=date(2026, 3, 4))
    index([invoice])
    return invoice.fresh()


def a_limit(*, owner: Staff | None = None, **fields: Any) -> CreditLimit:
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


# A row of every noun with everything that can be filtered by: one line for each.
NOUNS = {
    Customer: a_graded_customer,
    Household: lambda *, owner: a_household(),
    Product: lambda *, owner: a_product(),
    Task: a_task,
    Order: an_order,
    Instalment: lambda *, owner: a_plan(owner=owner)[0],
    Receipt: a_receipt,
    Invoice: an_invoice,
    CreditLimit: a_limit,
    Reminder: a_reminder,
    Plant: a_plant,
    Seed: a_seed,
    CustomField: lambda *, owner: an_added_field(archived_at=ARCHIVED),
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
    "work.reopen": lambda owner: (a_finished_task(owner=owner), {}),
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
    "merge": lambda owner, make: (make(owner=owner), {"other": make(owner=owner)}),
    "split": lambda owner, make: (_merged(make, owner), {}),
    "share": lambda owner, make: (make(owner=owner), {"to": a_person("Kai")}),
    "unshare": lambda owner, make: _shared(make(owner=owner), owner),
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


def _with_point(customer: Customer, **values: Any) -> tuple[Customer, dict[str, Any]]:
    return customer, {"point": a_contact_point(customer).pk} | values


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
