"""Deals, papers, leads and the pool."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.cast import (
    a_capture_form,
    a_contract,
    a_lead,
    a_pool,
    a_pool_rule,
    a_score_rule,
    a_sent_quote,
    a_stage,
    a_team,
    a_waiting_customer,
    an_accepted_quote,
    an_assignment_rule,
    an_invoice,
    an_order_under_way,
    of_first_line,
)
from tests.full_house.insight import AS_OF
from tests.full_house.machinery import lately
from zhike.customers.models import Customer
from zhike.deals.learning import learn
from zhike.deals.models import Competitor, Deal, LossReason, Pipeline, StageMove
from zhike.kit.access.models import Staff
from zhike.kit.batches.models import Batch
from zhike.pool.models import PoolStay, PoolWarning
from zhike.sales import actions as papers
from zhike.sales.models import Quote


def place_deals(reader: Staff, customer: Customer, words: dict[str, str]) -> dict[str, int]:
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


def place_papers(reader: Staff, customer: Customer, product: Any, words: dict[str, str]) -> dict[str, int]:
    """A quote in two versions, one that was accepted, its order with delivery and invoice, and a contract."""
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
        "invoices": an_invoice(order=order, owner=reader).pk,
    }


def place_leads(reader: Staff, words: dict[str, str]) -> dict[str, int]:
    """A form, and a lead that came by it and is suspected."""
    form = a_capture_form(name=words["file"], campaign=words["file"], venue=words["city"], greeting=words["because"])
    about = {name: words[name] for name in ("title", "region", "city", "note")} | {"interest": words["product"]}
    told = {"name": words["person"], "company": words["customer"], "campaign": words["file"], "form": form, **about}
    judged = {"score": 30, "score_reasons": [[30, words["because"]]], "trust": "suspected", "suspicion": "fast,links"}
    lead = a_lead(owner=reader, phone="15400001234", received_at=lately(30), **told | judged)
    a_lead(owner=reader, received_at=lately(3), **told)
    a_score_rule(name=words["because"], values=words["title"])
    an_assignment_rule(name=words["team"], regions=words["region"], team=a_team(words["team"]))
    return {"leads": lead.pk, "capture_forms": form.pk}


def place_pool(reader: Staff, customer: Customer, words: dict[str, str]) -> dict[str, int]:
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
