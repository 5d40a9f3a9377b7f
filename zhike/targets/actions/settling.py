"""Commission: what a period earned everybody of a plan, approved, paid."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Role, Staff
from zhike.kit.actions import action
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.kit.search import index
from zhike.targets.earning import earned
from zhike.targets.models import CommissionPlan, State, Statement, StatementLine
from zhike.targets.rules import commission, periods


@action(
    CommissionPlan,
    title=gettext_lazy("Settle"),
    past=gettext_lazy("settled this plan"),
    announces="targets.settled",
    labels={"day": gettext_lazy("A day of the period")},
)
def settle(plan: CommissionPlan, *, by: Staff, day: date) -> dict[str, list[str | None]]:
    """Draft the statements of the period that `day` lies in; drafts are made anew, what is approved stays."""
    first = periods.begin(day, plan.period)
    last = periods.end(first, plan.period)
    if last < plan.starts_on or (plan.ends_on and first > plan.ends_on):
        raise Refusal(_("The plan does not run in that period."), field="day")
    if not plan.rates.exists():
        raise Refusal(_("The plan has no rates yet: add one first."))
    fixed = set(_statements(plan, first).exclude(status=State.DRAFT).values_list("person", flat=True))
    _statements(plan, first).filter(status=State.DRAFT).delete()
    made = [
        _draft(plan, one, first, last) for one in earned(plan, first=first, last=last) if one.person.pk not in fixed
    ]
    index(made)
    trace.record_many("create", made, by=by)
    told = "、".join(f"{one.person}" for one in made) or _("nobody")
    return {"statements": [None, f"{periods.name(first, plan.period)}: {told}"]}


@action(
    Statement,
    needs="settle",
    title=gettext_lazy("Approve"),
    past=gettext_lazy("approved this statement"),
    announces="targets.statement_approved",
    offered=lambda statement: statement.status == State.DRAFT,
    undo="targets.reopen",
    bulk=True,
)
def approve(statement: Statement, *, by: Staff) -> None:
    """Its lines stay as they are from now on."""
    _move(statement, State.DRAFT, State.APPROVED, _("Only a draft can be approved."), by=by)


@action(
    Statement,
    needs="settle",
    title=gettext_lazy("Mark paid"),
    past=gettext_lazy("marked this statement as paid"),
    announces="targets.statement_paid",
    offered=lambda statement: statement.status == State.APPROVED,
    bulk=True,
)
def pay(statement: Statement, *, by: Staff) -> None:
    """The money has gone out."""
    _move(statement, State.APPROVED, State.PAID, _("Approve the statement before it is paid."), by=by)


@action(
    Statement,
    needs="settle",
    title=gettext_lazy("Back to draft"),
    past=gettext_lazy("took back the approval of this statement"),
    offered=lambda statement: statement.status == State.APPROVED,
    rare=True,
)
def reopen(statement: Statement, *, by: Staff) -> None:
    """It may be settled again."""
    _move(statement, State.APPROVED, State.DRAFT, _("What is paid stays as it is."), by=by)


def _move(statement: Statement, was: str, now: str, otherwise: str, *, by: Staff) -> None:
    if statement.person_id == by.pk and not by.is_at_least(Role.ADMIN):
        raise Refusal(_("Your own statement is for somebody above you."))
    if statement.status != was:
        raise Refusal(otherwise)
    statement.status = now
    statement.save()


def _statements(plan: CommissionPlan, first: date):
    return Statement.objects.filter(plan=plan, starts_on=first)


def _draft(plan: CommissionPlan, one, first: date, last: date) -> Statement:
    number = f"{plan.name} {periods.name(first, plan.period)} {one.person}"
    statement = Statement(plan=plan, person=one.person, starts_on=first, ends_on=last, number=number[:80])
    statement.asked, statement.base = one.asked, sum((line.amount for line in one.lines), 0)
    statement.earned = commission.total(one.lines)
    statement.save()
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            position=position,
            on=one.papers[line.key].on,
            document=one.papers[line.key].number,
            url=one.papers[line.key].url,
            customer=one.papers[line.key].customer,
            category=line.category,
            amount=line.amount,
            percent=line.percent,
            share=line.share,
            earned=line.earned,
        )
        for position, line in enumerate(one.lines, start=1)
    )
    return statement
