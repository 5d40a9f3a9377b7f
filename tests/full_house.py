"""A firm in which something stands on every page, all of it in one language: what else a page says, the system says."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.cast import (
    a_call,
    a_capture_form,
    a_contract,
    a_customer,
    a_finished_task,
    a_lead,
    a_meeting,
    a_person,
    a_pool,
    a_pool_rule,
    a_product,
    a_score_rule,
    a_sent_quote,
    a_stage,
    a_standing,
    a_task,
    a_team,
    a_view,
    a_visit,
    a_waiting_customer,
    an_accepted_quote,
    an_assignment_rule,
    an_order,
    an_order_under_way,
    of_first_line,
)
from zhike.api.webhooks.models import Delivery, Webhook
from zhike.customers.models import Contact, ContactPoint, Customer, Household
from zhike.deals.learning import learn
from zhike.deals.models import Competitor, Deal, LossReason, Pipeline, StageMove
from zhike.exchange.importing.models import ImportedRow, ImportRun, Reject
from zhike.insight.books import in_force
from zhike.insight.cubes.models import Dashboard, Report, SavedCube, Sending, Tile
from zhike.insight.measures.cautions import SENTENCES
from zhike.insight.models import Draft, Move, RuleBook, Run, Trial
from zhike.insight.tests.pictures_cast import keep as keep_picture
from zhike.kit.access.models import Staff, Team
from zhike.kit.audit import trace
from zhike.kit.batches.models import Batch
from zhike.kit.events import Event
from zhike.kit.uploads import keep
from zhike.pool.models import PoolStay, PoolWarning
from zhike.rights.models import RoleDefinition
from zhike.sales import actions as papers
from zhike.sales.models import Kind, Quote
from zhike.work.models import Priority

CHINESE = {
    "team": "华东团队",
    "reader": "周航",
    "colleague": "陈怡",
    "customer": "明州茶叶",
    "parent": "四明集团",
    "child": "明州茶行",
    "friend": "听雨轩",
    "person": "张伟",
    "household": "张家",
    "region": "华东",
    "city": "宁波",
    "place": "宁波江北区湖西路",
    "product": "紫砂壶",
    "category": "茶具",
    "unit": "把",
    "task": "补发两箱龙井",
    "title": "采购",
    "note": "先款后货",
    "because": "年底再看",
    "file": "客户名单",
    "column": "名称",
    "pipeline": "大客户",
    "stages": "洽谈 报价 赢单 输单",
    "deal": "年度用茶",
    "step": "送样品",
    "reason": "价格偏高",
    "rival": "云岭茶业",
}
ENGLISH = {
    "team": "East",
    "reader": "Zhou",
    "colleague": "Chen",
    "customer": "Mingzhou Tea",
    "parent": "Siming Group",
    "child": "Mingzhou Shop",
    "friend": "Listening Rain",
    "person": "Wei Zhang",
    "household": "The Zhangs",
    "region": "East",
    "city": "Ningbo",
    "place": "1 Lake Road",
    "product": "Clay kettle",
    "category": "Teaware",
    "unit": "piece",
    "task": "Send two boxes",
    "title": "Buyer",
    "note": "Pays first",
    "because": "Wait for the new year",
    "file": "customers",
    "column": "name",
    "pipeline": "Key accounts",
    "stages": "Talks Terms Ended Gone",
    "deal": "Tea of the year",
    "step": "Send samples",
    "reason": "Too dear",
    "rival": "Cloud Ridge Tea",
}
AS_OF, FELL_ON, ROSE_ON = date(2026, 3, 12), date(2026, 3, 1), date(2025, 11, 1)
RHYTHM = {"purchases_12m": 8, "days_since_last_purchase": 128, "expected_gap_days": 31.2, "gap_is_own": True}
PLACE = {"place": 9, "ranked_customers": 870, "value": "48600.5", "value_basis": "margin_12m", "value_share": 0.021}
CODED = {
    "tier": ("gold", PLACE),
    "lifecycle": ("active", {**RHYTHM, "gap_is_own": False}),
    "abc": ("A", PLACE),
    "rfm": ("255", {"days_since_last_purchase": 128, "purchases": 40, "net": "912000.00"}),
    "relation": ("actual", RHYTHM),
    "profit": ("vip", {**PLACE, "value_basis": "net_sales_12m"}),
    "receivables": ("none", {}),
}
NUMBERS = {
    "days_since_last_purchase": (128, {"last_purchase": "2025-11-04"}),
    "purchases_12m": (8, {}),
    "net_sales_12m": (Decimal(486_000), {}),
    "margin_12m": (Decimal(121_000), {"estimated": True}),
    "clv": (Decimal(213_000), {"yearly_value": "121000", "multiple": 1.76, "yearly_retention": 0.61}),
}
DRAWN = ("matrix", "equity", "cohorts", "survival", "churn", "loyalty", "anomalies")
MEASURES = ("figures", "rfm", "abc", "pyramid", "ladder", "lifecycle", "clv")


def a_reader(role: str, language: str) -> Staff:
    """Somebody of a role who reads a language."""
    words = words_in(language)
    return a_person(words["reader"], role=role, team=words["team"], language=language)


def words_in(language: str) -> dict[str, str]:
    return ENGLISH if language == "en" else CHINESE


def furnish(reader: Staff) -> dict[str, Any]:
    """Fill every page for a reader in their language; the keys that stand in addresses."""
    words = words_in(reader.language)
    customer = _customer(reader, words)
    _standings(customer, words)
    _reach(customer, words)
    _runs(reader, words)
    for name in DRAWN:
        keep_picture(name, [customer])
    product = a_product(name=words["product"], category=words["category"], unit=words["unit"])
    orders = [an_order(customer=customer, product=product, kind=kind, placed_at=_lately(4)) for kind in Kind]
    tasks = _tasks(reader, customer, words)
    for row, verb in ((customer, "create"), (customer, "change"), (tasks[0], "work.complete"), (product, "load")):
        trace.record(verb, row, by=reader, changes={"city": ["", words["city"]], "is_person": ["False", "True"]})
    keys = {
        "reader": reader.pk,
        "view": a_view(reader, name=words["region"], state={"tier": ["gold"], "9": ["9"]}).pk,
        "typed": words["customer"][0],
        "customers": customer.pk,
        "products": product.pk,
        "orders": orders[0].pk,
        "tasks": tasks[1].pk,
        "done": tasks[0].pk,
        **_activities(reader, customer, words),
        "webhook": _webhook(reader),
        "role": RoleDefinition.objects.create(name=words["category"]).pk,
        **_deals(reader, customer, words),
        **_papers(reader, customer, product, words),
        **_leads(reader, words),
        **_pool(reader, customer, words),
        **_cubes(reader, words),
        **_imports(reader, words),
        **_batches(reader, words),
    }
    Team.objects.filter(name="East").update(name=words["region"])  # whose names the cast gave are called in words
    return keys


def _customer(reader: Staff, words: dict[str, str]) -> Customer:
    where = {"region": words["region"], "city": words["city"], "owner": reader}
    parent, friend = (a_customer(words[name], **where) for name in ("parent", "friend"))
    home = Household.objects.create(name=words["household"])
    customer = a_customer(
        words["customer"],
        kind="channel",
        parent=parent,
        referred_by=friend,
        household=home,
        note=words["note"],
        **where,
    )
    a_customer(words["child"], kind="supplier", parent=customer, **where)
    a_customer(words["person"], kind="consumer", is_person=True, referred_by=customer, tier="lead", rung="new", **where)
    return customer


def _deals(reader: Staff, customer: Customer, words: dict[str, str]) -> dict[str, int]:
    """A deal on its way with everybody who has a say, and one that was lost."""
    pipeline, kinds = Pipeline.objects.create(name=words["pipeline"]), ("open", "open", "won", "lost")
    ladder = [
        a_stage(name, pipeline=pipeline, position=nth, kind=kind)
        for nth, (name, kind) in enumerate(zip(words["stages"].split(), kinds, strict=True), start=1)
    ]
    told = {"name": words["deal"], "owner": reader, "customer": customer, "source": words["file"]}
    deal = Deal.objects.create(
        stage=ladder[0], amount=Decimal(38_000), next_step=words["step"], next_step_on=AS_OF, **told
    )
    StageMove.objects.create(deal=deal, left=ladder[1], entered=ladder[0], at=timezone.now(), by=reader, days=4)
    deal.roles.create(contact=customer.contacts.create(name=words["person"]), part="decides")
    rival = Competitor.objects.create(name=words["rival"], strengths=words["note"], weaknesses=words["because"])
    deal.rivals.create(competitor=rival, price=Decimal(36_000))
    reason = LossReason.objects.create(name=words["reason"])
    Deal.objects.create(stage=ladder[3], amount=Decimal(9_000), loss_reason=reason, competitor=rival, **told)
    learn(timezone.localdate() + timedelta(days=1))
    return {"deals": deal.pk, "pipeline": pipeline.pk, "stage": ladder[0].pk}


def _papers(reader: Staff, customer: Customer, product: Any, words: dict[str, str]) -> dict[str, int]:
    """A quote in two versions, one that was accepted, its order with a delivery, and a contract that ends soon."""
    said = {"customer": customer, "product": product, "title": words["task"], "owner": reader}
    sent = a_sent_quote(**said)
    papers.new_version.function(sent, by=reader)
    draft = Quote.objects.get(pk=sent.made.pk)
    accepted = an_accepted_quote(**said)
    order = an_order_under_way(**said)
    told = {"carrier": words["title"], "note": words["note"]}
    papers.deliver.function(order, by=reader, lines=of_first_line(order, 1), **told)
    contract = a_contract(
        customer=customer,
        title=words["task"],
        owner=reader,
        status="active",
        ends_on=timezone.localdate() + timedelta(days=20),
    )
    return {
        "quotes": draft.pk,
        "accepted": accepted.pk,
        "under_way": order.pk,
        "deliveries": order.made.pk,
        "contracts": contract.pk,
    }


def _leads(reader: Staff, words: dict[str, str]) -> dict[str, int]:
    """A form, and a lead that came by it and is suspected."""
    form = a_capture_form(name=words["file"], campaign=words["file"], venue=words["city"], greeting=words["because"])
    about = {name: words[name] for name in ("title", "region", "city", "note")} | {"interest": words["product"]}
    told = {"name": words["person"], "company": words["customer"], "campaign": words["file"], "form": form, **about}
    judged = {"score": 30, "score_reasons": [[30, words["because"]]], "trust": "suspected", "suspicion": "fast,links"}
    lead = a_lead(owner=reader, phone="15400001234", received_at=_lately(30), **told | judged)
    a_lead(owner=reader, received_at=_lately(3), **told)
    a_score_rule(name=words["because"], values=words["title"])
    an_assignment_rule(name=words["team"], regions=words["region"], team=a_team(words["team"]))
    return {"leads": lead.pk, "capture_forms": form.pk}


def _pool(reader: Staff, customer: Customer, words: dict[str, str]) -> dict[str, int]:
    """A pool with a rule that was tried; a customer that waits there, one that will."""
    pool = a_pool(name=words["region"], regions=words["region"])
    rule = a_pool_rule(name=words["because"], pool=pool)
    here = {"region": words["region"], "city": words["city"], "tier": "gold", "days_since_last_purchase": 99}
    waiting = a_waiting_customer(pool=pool, name=words["child"], **here)
    PoolStay.objects.filter(customer=waiting).update(
        last_owner=reader, reason=words["because"], evidence={"last_contact": "2026-01-01", "last_order": "2026-01-01"}
    )
    today = timezone.localdate()
    warned = {"warned_on": today, "due_on": today + timedelta(days=3)}
    PoolWarning.objects.create(customer=customer, rule=rule, owner=reader, **warned)
    told = {
        "customer": customer.pk,
        "owner": reader.pk,
        "tier": "gold",
        "day": "2026-03-12",
        "contact": None,
        "order": "2026-01-01",
    }
    counts = {"first": "2026-03-11", "days": [["2026-03-11", 3, 1]], "warned": 3, "returned": 1, "spared": {"tier": 2}}
    found = {**counts, "owners": [[str(reader.pk), 1]], "tiers": [["gold", 1], ["", 2]], "customers": [told]}
    kept = {"kind": "pool_simulation", "title": words["because"], "by": reader, "asked": {"rule": rule.pk, "days": 1}}
    Batch.objects.create(status="done", result=found, **kept)
    return {"pool_rules": rule.pk, "waiting": waiting.pk}


def _cubes(reader: Staff, words: dict[str, str]) -> dict[str, int]:
    """A saved cube on a dashboard, and a report of it that went out once."""
    cube = SavedCube.objects.create(name=words["title"], state="cube=sales&rows=month", made_by=reader)
    board = Dashboard.objects.create(name=words["file"], made_by=reader)
    report = Report.objects.create(cube=cube, made_by=reader, next_at=_lately(-9))
    report.to.add(reader)
    Sending.objects.create(report=report, to=reader, due_at=_lately(2), sent_at=_lately(1))
    tile = Tile.objects.create(dashboard=board, cube=cube)
    return {"cube": cube.pk, "board": board.pk, "report": report.pk, "tile": tile.pk}


def _webhook(reader: Staff) -> int:
    webhook = Webhook.objects.create(url="https://192.0.2.1/", patterns=["*"], made_by=reader)
    event = Event.objects.create(name="kit.webhook_tried")
    for status in Delivery.Status:
        Delivery.objects.create(webhook=webhook, event=event, status=status, code=503, tries=2)
    return webhook.pk


def _standings(customer: Customer, words: dict[str, str]) -> None:
    a_standing(customer, "rung", "core", since=ROSE_ON, until=FELL_ON, evidence={**RHYTHM, "referrals": 1})
    a_standing(customer, "rung", "edge", since=FELL_ON, evidence=RHYTHM)
    a_standing(customer, "lifecycle", "loyal", since=ROSE_ON, until=FELL_ON, evidence=RHYTHM)
    for kind, (value, evidence) in (CODED | NUMBERS).items():
        a_standing(customer, kind, value, evidence=evidence, run=1)
    stated = {"source": "stated", "evidence": {}, "rule_version": ""}
    a_standing(customer, "origin", "intermediate", reason=words["because"], **stated)
    a_standing(customer, "settlement", "credit", holds_until=AS_OF + timedelta(days=300), **stated)


def _reach(customer: Customer, words: dict[str, str]) -> None:
    buyer = Contact.objects.create(customer=customer, name=words["person"], title=words["title"], buying_role="decides")
    points = {"phone": "15400001234", "mail": "9@example.com", "wechat": "1540000", "address": words["place"]}
    for medium, value in points.items():
        ContactPoint.objects.create(customer=customer, contact=buyer, medium=medium, value=value, is_primary=True)


def _tasks(reader: Staff, customer: Customer, words: dict[str, str]) -> list:
    today = timezone.localdate()
    due = [today - timedelta(days=6), today, today + timedelta(days=2), None]
    basics = {"title": words["task"], "owner": reader, "customer": customer}
    done = a_finished_task(**basics)
    return [done, *(a_task(due_on=day, priority=Priority.HIGH, note=words["note"], **basics) for day in due)]


def _activities(reader: Staff, customer: Customer, words: dict[str, str]) -> dict[str, int]:
    """A call, a visit to come and a meeting, today."""
    basics = {"owner": reader, "customer": customer}
    now = timezone.now()
    call = a_call(title=words["task"], summary=words["note"], no_next=words["because"], started_at=now, **basics)
    visit = a_visit(purpose=words["task"], place=words["place"], summary="", result="", planned_at=now, **basics)
    meeting = a_meeting(title=words["title"], place=words["place"], agenda=words["note"], starts_at=now, **basics)
    return {"calls": call.pk, "visits": visit.pk, "meetings": meeting.pk}


def _runs(reader: Staff, words: dict[str, str]) -> None:
    """A run of every measure, the first one with every caution there is; one failed, one still working."""
    said = [
        {"code": code, "sentence": sentence, "values": dict.fromkeys(re.findall(r"%\((\w+)\)s", sentence), 7)}
        for code, sentence in SENTENCES.items()
    ]
    stamps = {"as_of": AS_OF, "started_at": _lately(2), "finished_at": _lately(1), "customers": 870}
    for measure in MEASURES:
        Run.objects.create(measure=measure, rule_version="v1", status="done", warnings=said, **stamps)
        said = []
    Run.objects.create(measure="clv", rule_version="v1", status="failed", warnings=[], **stamps)
    Run.objects.create(
        measure="rfm", rule_version="v1", status="running", as_of=AS_OF, parameters={"replayed_from": "x"}
    )
    in_force("pyramid")
    book = in_force("ladder")
    changed = {**book.settings, "new_days": 60}
    kept = {"made_by": reader, "note": words["because"], "settings": changed}
    later = RuleBook.objects.create(measure="ladder", version=2, effective_from=AS_OF, **kept)
    Draft.objects.create(measure="ladder", version=2, **kept)
    trial = Trial.objects.create(book=later, earlier="v1", as_of=AS_OF, customers=870)
    for customer in Customer.objects.filter(name=words["customer"]):
        Move.objects.create(trial=trial, customer=customer, day=AS_OF, was="new", now="inactive", now_evidence=RHYTHM)


def _imports(reader: Staff, words: dict[str, str]) -> dict[str, int]:
    """An import in each of its states, as the keys of their pages."""
    name = f"{words['file']}.csv"
    file, digest = keep(SimpleUploadedFile(name, f"{words['column']}\n{words['customer']}\n".encode()))
    kept = {"target": "customers", "by": reader, "file": file, "file_name": name, "digest": digest}
    runs = {
        "uploaded": ImportRun.objects.create(**kept),
        "waiting": ImportRun.objects.create(status="waiting", total=40, **kept),
        "running": ImportRun.objects.create(status="running", total=40, done=10, counts={"rejected": 2}, **kept),
        "finished": ImportRun.objects.create(
            status="done", total=40, done=40, counts={"read": 40, "rejected": 2}, **kept
        ),
        "failed": ImportRun.objects.create(status="failed", **kept),
    }
    Reject.objects.create(run=runs["finished"], row_number=3, raw=[words["customer"]], reason=words["because"])
    ImportedRow.objects.create(run=runs["finished"], noun="customers.customer", object_id=1, version=1)
    export = Batch.objects.create(kind="export", title=words["file"], by=reader, status="done", result={"rows": 40})
    return {name: run.pk for name, run in runs.items()} | {"exported": export.pk}


def _batches(reader: Staff, words: dict[str, str]) -> dict[str, int]:
    """A batch that waits, one that ended with a refusal, one that broke."""
    kept = {"kind": "bulk.change", "title": words["task"], "by": reader, "total": 40, "started_at": _lately(1)}
    ended = Batch.objects.create(status="done", finished_at=_lately(0), **kept)
    ended.went(40, [(words["customer"], words["because"])])
    return {
        "working": Batch.objects.create(status="waiting", done=10, **kept).pk,
        "ended": ended.pk,
        "broken": Batch.objects.create(status="failed", done=10, **kept).pk,
    }


def _lately(hours: int) -> datetime:
    return datetime.now(UTC) - timedelta(hours=hours)
