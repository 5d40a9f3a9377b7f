"""A row on which each verb can be done, and what it is given."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.cast.aims import a_commission_plan, a_commission_rate, a_statement, a_target
from tests.cast.customers import a_contact_point, a_customer, a_held_customer, as_if_ever
from tests.cast.days import a_finished_task, a_meeting, a_repeated_task, a_task, a_visit, a_visit_begun
from tests.cast.desk import (
    a_call_list,
    a_decided_objection,
    a_delegation,
    a_forbidden_number,
    a_planned_call,
    a_result,
    a_rule_of_approval,
    an_account_plan,
    an_approval,
    an_objection,
    an_objection_kind,
)
from tests.cast.goods import a_price, a_product
from tests.cast.money import a_credit_note, a_draft, a_payment, a_plan, a_receipt, an_invoice
from tests.cast.papers import (
    a_contract,
    a_delivery,
    a_quote,
    a_sent_quote,
    an_accepted_quote,
    an_order,
    an_order_delivered,
    an_order_under_way,
    of_first_line,
)
from tests.cast.people import ARCHIVED, a_person, a_team
from tests.cast.plants import a_plant, an_added_field
from tests.cast.selling import (
    a_competitor,
    a_deal,
    a_lead,
    a_loss_reason,
    a_lost_deal,
    a_pool,
    a_pool_rule,
    a_returned_customer,
    a_stage,
    a_waiting_customer,
)
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
    "objections.take_from_deal": lambda owner: (
        an_objection(owner=owner, noun="deals.deal", object_id=a_deal(owner=owner).pk),
        {"outcome": "overcome"},
    ),
    "objections.reopen": lambda owner: (a_decided_objection(owner=owner), {}),
    "planning.close_plan": lambda owner: (an_account_plan(owner=owner, status="agreed"), {}),
    "planning.open_plan": lambda owner: (an_account_plan(owner=owner, status="agreed"), {}),
    "planning.aim": lambda owner: (an_account_plan(owner=owner), {"name": "门店数", "target": Decimal(5)}),
    "planning.drop_goal": lambda owner: (_with_a_goal(an_account_plan(owner=owner)), {"name": "门店数"}),
    "planning.place": lambda owner: _with_person(an_account_plan(owner=owner)),
    "telesales.open_again": lambda owner: (a_call_list(owner=owner, status="closed"), {}),
    "telesales.say": lambda owner: (_on_the_line(a_planned_call(owner=owner), owner), {"result": a_result()}),
    "telesales.unsay": lambda owner: (_said(a_planned_call(owner=owner), owner), {}),
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
    "customers.take_back": lambda owner: (a_returned_customer(owner=owner), {}),
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
    "receivables.credit": lambda owner: (a_receipt(owner=owner), {"to": a_person("Kai"), "reason": "He won them."}),
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
    "receivables.use_credit": lambda owner: (a_credit_note(owner=owner), {}),
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
    "sales.credit": lambda owner: (
        an_order_delivered(owner=owner),
        {"to": a_person("Kai"), "reason": "He won them."},
    ),
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
        {"team": owner.team_id or a_team().pk, "month": date(2099, 4, 2), "amount": Decimal(9), "reason": "A fair."},
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
    return as_if_ever(asking.ask(a_plant(owner=colleague), by=colleague))


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


def _with_a_goal(plan: AccountPlan) -> AccountPlan:
    plan.goals.create(name="门店数", target=Decimal(5))
    return plan


def _with_person(plan: AccountPlan) -> tuple[AccountPlan, dict[str, Any]]:
    return plan, {"contact": plan.customer.contacts.create(name="林晓").pk, "attitude": "for"}


def _on_the_line(planned: PlannedCall, caller: Staff) -> PlannedCall:
    """A planned call that is on somebody's screen."""
    Attempt.objects.create(planned=planned, caller=caller, opened_at=ARCHIVED)
    planned.state = "calling"
    planned.save()
    return planned


def _said(planned: PlannedCall, caller: Staff) -> PlannedCall:
    """A planned call of which somebody said what came of it, and has not gone on."""
    told = {"opened_at": ARCHIVED, "ended_at": ARCHIVED, "result": a_result()}
    Attempt.objects.create(planned=planned, caller=caller, **told)
    planned.state, planned.attempts = "done", 1
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
