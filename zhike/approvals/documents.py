"""A document as approvals see it: its figures, the steps they ask for, and what was asked last."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Model

from zhike.approvals import rules
from zhike.approvals.models import Approval, ApprovalRule
from zhike.approvals.subjects import subject_of

PLACES = Decimal("0.0001")
READ = "_approval_read"


def read(row: Model) -> None:
    """From here on each of these is found once, for a page that asks several times; not where a document is changed."""
    subject_of(type(row)).read(row)
    row.__dict__.setdefault(READ, {})


def figures_of(row: Model) -> tuple[Decimal, Decimal]:
    """The amount in the firm's currency and the discount in percent, as an approval keeps them; what is dearer than its
    list prices has no discount.
    """
    return _once(row, _figures_of)


def steps_for(row: Model) -> list[rules.Step]:
    """The steps that the rules in force ask for."""
    return _once(row, _steps_for)


def latest_of(row: Model) -> Approval | None:
    """The last question about a document."""
    return _once(row, _latest_of)


def _figures_of(row: Model) -> tuple[Decimal, Decimal]:
    subject = subject_of(type(row))
    discount = min(max(Decimal(subject.discount(row)), Decimal(0)), Decimal(100))
    return Decimal(subject.amount(row)).quantize(PLACES), discount.quantize(PLACES)


def _steps_for(row: Model) -> list[rules.Step]:
    subject = subject_of(type(row))
    matrix, (amount, discount), owner = ApprovalRule.matrix(subject.noun), figures_of(row), subject.owner(row)
    teams = owner.above_ids if owner and any(rule.team for rule in matrix) else frozenset[int]()
    return rules.steps(matrix, rules.Figures(amount, discount, teams))


def _latest_of(row: Model) -> Approval | None:
    return Approval.of(row).first()


def _once(row: Model, find: Callable[[Any], Any]) -> Any:
    known = row.__dict__.get(READ)
    if known is None:
        return find(row)
    if find not in known:
        known[find] = find(row)
    return known[find]
