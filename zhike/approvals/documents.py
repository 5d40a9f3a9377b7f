"""A document as approvals see it: its figures, the steps they ask for, and what was asked last."""

from decimal import Decimal

from django.db.models import Model

from zhike.approvals import rules
from zhike.approvals.models import Approval, ApprovalRule
from zhike.approvals.subjects import subject_of

PLACES = Decimal("0.0001")


def figures_of(row: Model) -> tuple[Decimal, Decimal]:
    """The amount in the firm's currency and the discount in percent, as an approval keeps them; what is dearer than its
    list prices has no discount.
    """
    subject = subject_of(type(row))
    discount = min(max(Decimal(subject.discount(row)), Decimal(0)), Decimal(100))
    return Decimal(subject.amount(row)).quantize(PLACES), discount.quantize(PLACES)


def steps_for(row: Model) -> list[rules.Step]:
    """The steps that the rules in force ask for."""
    subject = subject_of(type(row))
    amount, discount = figures_of(row)
    owner = subject.owner(row)
    figures = rules.Figures(amount, discount, owner.above_ids if owner else frozenset())
    return rules.steps(ApprovalRule.matrix(subject.noun), figures)


def latest_of(row: Model) -> Approval | None:
    """The last question about a document."""
    return Approval.of(row).first()
