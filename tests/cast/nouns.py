"""One row of every noun, all of whose fields are filled."""

from datetime import date, timedelta

from tests.cast.aims import a_commission_plan, a_commission_rate, a_judgement, a_statement, a_target
from tests.cast.customers import a_customer, a_graded_customer, a_household
from tests.cast.days import a_call, a_meeting, a_special_day, a_task, a_visit
from tests.cast.desk import (
    a_call_list,
    a_delegation,
    a_forbidden_number,
    a_planned_call,
    a_result,
    a_rule_of_approval,
    a_script,
    a_territory_rule,
    an_account_plan,
    an_answer,
    an_approval,
    an_objection,
    an_objection_kind,
)
from tests.cast.goods import (
    a_bundle_part,
    a_limit,
    a_price,
    a_price_list,
    a_product,
    a_rate,
    a_stock_note,
    a_tax_rate,
    a_unit,
)
from tests.cast.money import a_credit_limit, a_plan, a_receipt, a_reminder, an_invoice
from tests.cast.papers import a_contract, a_delivery, a_quote, an_order
from tests.cast.people import ARCHIVED, a_team, numbers
from tests.cast.plants import a_plant, a_seed, an_added_field
from tests.cast.selling import (
    a_capture_form,
    a_competitor,
    a_filled_lead,
    a_loss_reason,
    a_lost_deal,
    a_pipeline,
    a_pool,
    a_pool_rule,
    a_score_rule,
    a_stage,
    an_assignment_rule,
)
from zhike.approvals.models import Approval, ApprovalRule, Delegation
from zhike.catalog.models import (
    BundlePart,
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
from zhike.customers.models import Customer, Household
from zhike.deals.models import Competitor, Deal, LossReason, Pipeline, Stage
from zhike.kit.testing.example.models import Plant, Seed
from zhike.leads.models import AssignmentRule, CaptureForm, Lead, ScoreRule
from zhike.objections.models import Answer, Objection, ObjectionKind
from zhike.planning.models import AccountPlan, TerritoryRule
from zhike.pool.models import Pool, PoolRule
from zhike.receivables.models import CreditLimit, Instalment, Invoice, Receipt, Reminder
from zhike.sales.models import Contract, Delivery, Order, Quote
from zhike.targets.models import CommissionPlan, CommissionRate, Judgement, Statement, Target
from zhike.telesales.models import CallList, DoNotCall, PlannedCall, ResultCode, Script
from zhike.work.models import Call, Meeting, SpecialDay, Task, Visit

# A row of every noun with everything that can be filtered by: one line for each.
NOUNS = {
    Customer: a_graded_customer,
    Household: lambda *, owner: a_household(),
    Product: lambda *, owner: a_product(),
    Task: a_task,
    Call: a_call,
    Visit: a_visit,
    Meeting: a_meeting,
    SpecialDay: lambda *, owner: a_special_day(date(2026, 1, 1) + timedelta(days=next(numbers))),
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
    Stage: lambda *, owner: a_stage(f"Talks {next(numbers)}"),
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
