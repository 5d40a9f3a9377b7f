"""Pipelines, deals, leads and pools."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.cast.customers import a_customer
from tests.cast.goods import a_product
from tests.cast.people import ARCHIVED, SHANGHAI, a_team, numbers
from zhike.customers.models import Customer
from zhike.deals.models import Competitor, Deal, LossReason, Pipeline, Stage
from zhike.kit.access.models import Staff
from zhike.kit.search import index
from zhike.leads.models import AssignmentRule, CaptureForm, Lead, LeadPoint, ScoreRule
from zhike.pool.models import Pool, PoolRule, PoolStay


def a_pipeline(**fields: Any) -> Pipeline:
    pipeline = Pipeline.objects.create(**{"name": f"Direct {next(numbers)}", "note": "Firms."} | fields)
    index([pipeline])
    return pipeline


def a_stage(name: str = "Talks", **fields: Any) -> Stage:
    """A stage of the pipeline "Direct" unless another one is given; the same name is the same stage there."""
    pipeline = fields.pop("pipeline", None) or Pipeline.objects.get_or_create(name="Direct")[0]
    basics = {"position": next(numbers), "probability": 20, "usual_days": 10}
    stage = Stage.objects.get_or_create(pipeline=pipeline, name=name, defaults=basics | fields)[0]
    index([stage])
    return stage


def a_competitor(**fields: Any) -> Competitor:
    competitor = Competitor.objects.create(
        **{"name": f"云雾茶业{next(numbers)}", "strengths": "Price.", "weaknesses": "Late."} | fields
    )
    index([competitor])
    return competitor


def a_loss_reason(**fields: Any) -> LossReason:
    reason = LossReason.objects.create(**{"name": f"Too dear {next(numbers)}", "note": "Said so."} | fields)
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
        "name": f"林晓{next(numbers)}",
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
    basics = {"name": f"春季茶博会{next(numbers)}", "source": "fair", "campaign": "春季茶博会", "venue": "杭州"}
    days = {"begins_on": date(2026, 3, 1), "ends_on": date(2099, 3, 5)}
    form = CaptureForm.objects.create(**basics | days | fields)
    index([form])
    return form


def a_score_rule(**fields: Any) -> ScoreRule:
    basics = {"name": f"Buys {next(numbers)}", "asked": "title", "operator": "has", "values": "采购", "points": 20}
    rule = ScoreRule.objects.create(**basics | fields)
    index([rule])
    return rule


def an_assignment_rule(**fields: Any) -> AssignmentRule:
    basics = {"name": f"East in turn {next(numbers)}", "regions": "华东", "source": "fair", "most": 20}
    rule = AssignmentRule.objects.create(**{"team": a_team()} | basics | fields)
    index([rule])
    return rule


def a_pool(**fields: Any) -> Pool:
    """A pool of the east: five claims a day, thirty days before whoever had a customer may have it again."""
    basics = {"name": f"East {next(numbers)}", "regions": "华东", "holds_at_most": 200, "protected_tiers": "gold"}
    pool = Pool.objects.create(**basics | fields)
    index([pool])
    return pool


def a_pool_rule(**fields: Any) -> PoolRule:
    basics = {"name": f"Ninety days {next(numbers)}", "days_without_contact": 90, "days_without_order": 180}
    rule = PoolRule.objects.create(**{"pool": fields.pop("pool", None) or a_pool()} | basics | fields)
    index([rule])
    return rule


def a_returned_customer(name: str = "山月茶馆", *, owner: Any) -> Customer:
    """A customer that a rule took from its owner and put into a pool."""
    customer = a_waiting_customer(name)
    PoolStay.objects.filter(customer=customer).update(why="rule", last_owner=owner)
    return customer


def a_waiting_customer(name: str = "山月茶馆", *, pool: Pool | None = None, **fields: Any) -> Customer:
    """A customer that nobody looks after, in a pool since the first of March."""
    customer = a_customer(name, **fields)
    told = {"in_on": date(2026, 3, 1), "in_at": ARCHIVED, "in_by": Staff.objects.robot("pool"), "why": "added"}
    PoolStay.objects.create(customer=customer, pool=pool or a_pool(), **told)
    return customer
