"""Rows that came as far as a verb must find them, some with what it is given."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.cast.aims import a_target
from tests.cast.customers import a_contact_point, as_if_ever
from tests.cast.desk import a_result, a_rule_of_approval
from tests.cast.money import a_plan
from tests.cast.papers import a_sent_quote, of_first_line
from tests.cast.people import ARCHIVED, a_person
from tests.cast.plants import a_plant
from tests.cast.selling import a_competitor, a_stage
from zhike.approvals import asking
from zhike.approvals.models import Approval, Approver
from zhike.customers.models import Customer
from zhike.deals.models import Deal, Learned, Stage, StageMove
from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.events import Event
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import forget_trace
from zhike.leads.models import Lead
from zhike.planning.models import AccountPlan
from zhike.receivables.models import CreditHold, Invoice, Receipt
from zhike.rights.models import Share
from zhike.sales.models import Order, Quote
from zhike.targets.models import Target
from zhike.telesales.models import Attempt, PlannedCall


def held_back(customer: Customer, by: Staff) -> Customer:
    CreditHold.objects.create(customer=customer, since=date(2026, 3, 1), reason="Does not pay.", by=by)
    return customer


def with_a_plan(receipt: Receipt, owner: Staff) -> tuple[Receipt, dict[str, Any]]:
    a_plan(owner=owner, customer=receipt.customer)
    return receipt, {}


def allocated(receipt: Receipt) -> tuple[Receipt, dict[str, Any]]:
    return receipt, {"allocation": receipt.entry.given.get().pk}


def disputed(invoice: Invoice) -> Invoice:
    Invoice.objects.filter(pk=invoice.pk).update(disputed="Two kettles are broken.")
    return invoice.fresh()


def asked_by_two(owner: Staff) -> Plant:
    """A plant of somebody, in a firm where another administrator can agree to it."""
    a_person("Eve", role=Role.ADMIN, team=None)
    return a_plant(owner=owner)


def asked(owner: Staff) -> Approval:
    """A question of somebody's colleague that is theirs to answer."""
    a_rule_of_approval(approver=Approver.PERSON, person=owner)
    colleague = a_person("Lin", team=owner.team.name if owner.team else None)
    return as_if_ever(asking.ask(a_plant(owner=colleague), by=colleague))


def merged(make: Any, owner: Staff) -> Any:
    """A row into which another one went up long ago."""
    row, other = make(owner=owner), make(owner=owner)
    merge = next(verb for verb in registry.verbs_of(type(row)) if verb.word == "merge")
    merge(row, by=a_person("Ada", role=Role.ADMIN, team=None), other=other)
    forget_trace()
    Event.objects.all().delete()
    return row.fresh()


def shared(row: Any, owner: Staff) -> Any:
    """A row that Kai has been given."""
    kai = a_person("Kai")
    Share.objects.create(noun=row._meta.label_lower, object_id=row.pk, staff=kai, by=owner)
    return row, {"to": kai}


def with_a_goal(plan: AccountPlan) -> AccountPlan:
    plan.goals.create(name="门店数", target=Decimal(5))
    return plan


def with_person(plan: AccountPlan) -> tuple[AccountPlan, dict[str, Any]]:
    return plan, {"contact": plan.customer.contacts.create(name="林晓").pk, "attitude": "for"}


def on_the_line(planned: PlannedCall, caller: Staff) -> PlannedCall:
    """A planned call that is on somebody's screen."""
    Attempt.objects.create(planned=planned, caller=caller, opened_at=ARCHIVED)
    planned.state = "calling"
    planned.save()
    return planned


def said(planned: PlannedCall, caller: Staff) -> PlannedCall:
    """A planned call of which somebody said what came of it, and has not gone on."""
    told = {"opened_at": ARCHIVED, "ended_at": ARCHIVED, "result": a_result()}
    Attempt.objects.create(planned=planned, caller=caller, **told)
    planned.state, planned.attempts = "done", 1
    planned.save()
    return planned


def with_lines(order: Order, quantity: int) -> tuple[Order, dict[str, Any]]:
    Event.objects.all().delete()
    return order, {"lines": of_first_line(order, quantity)}


def with_an_option(owner: Staff) -> Quote:
    """A sent quote whose second line the customer may take or leave."""
    return a_sent_quote(
        owner=owner, further=[{"description": "Engraving", "quantity": 1, "list_price": "12.5", "part": "optional"}]
    )


def moved(deal: Deal, owner: Staff) -> Deal:
    """A deal that came into its stage by a move, long ago."""
    StageMove.objects.create(deal=deal, left=a_stage("First talks"), entered=deal.stage, at=ARCHIVED, by=owner, days=3)
    return deal


def learned() -> Stage:
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


def with_contact(deal: Deal) -> tuple[Deal, dict[str, Any]]:
    return deal, {"contact": deal.customer.contacts.create(name="林晓").pk, "part": "decides"}


def with_role(deal: Deal) -> tuple[Deal, dict[str, Any]]:
    contact = deal.customer.contacts.create(name="林晓")
    return deal, {"role": deal.roles.create(contact=contact, part="decides").pk}


def with_rival(deal: Deal) -> tuple[Deal, dict[str, Any]]:
    return deal, {"rival": deal.rivals.create(competitor=a_competitor()).pk}


def converted(lead: Lead, owner: Staff) -> Lead:
    """A lead that became a customer long ago, and nothing else happened."""
    next(verb for verb in registry.verbs_of(Lead) if verb.word == "convert")(lead, by=owner)
    forget_trace()
    Event.objects.all().delete()
    return lead.fresh()


def with_point(customer: Customer, **values: Any) -> tuple[Customer, dict[str, Any]]:
    return customer, {"point": a_contact_point(customer).pk} | values


def divided(target: Target, owner: Staff) -> Target:
    a_target(owner=owner, category=target.category, region=target.region, part_of=target)
    return target
