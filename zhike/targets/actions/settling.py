"""Commission: what a period earned everybody of a plan, approved, paid."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Role, Staff
from zhike.kit.actions import action
from zhike.kit.audit import trace
from zhike.kit.refusal import Refusal
from zhike.kit.search import forget, index
from zhike.targets.earning import Earned, earned
from zhike.targets.models import CommissionPlan, State, Statement, StatementLine
from zhike.targets.rules import commission, periods


@action(
    CommissionPlan,
    needs="settle",
    title=gettext_lazy("Settle"),
    past=gettext_lazy("settled this plan"),
    announces="targets.settled",
    labels={"day": gettext_lazy("A day of the period")},
)
def settle(plan: CommissionPlan, *, by: Staff, day: date) -> dict[str, list[str | None]]:
    """Draft the statements of the period that `day` lies in, of everybody `by` answers for.

    Drafts are made anew, what is approved stays.
    """
    first = periods.begin(day, plan.period)
    last = periods.end(first, plan.period)
    _require_payable(plan, first, last)
    known = {one.person_id: one for one in Statement.objects.filter(plan=plan, starts_on=first)}
    everybody = earned(plan, first=first, last=last)
    if not everybody and plan.ends_on and first > plan.ends_on:
        raise Refusal(_("The plan does not run in that period."), field="day")
    found = [one for one in everybody if _answers_for(by, one.person)]
    made = [_drafted(plan, one, first, last, known.get(one.person.pk), by) for one in found]
    _drop([one for one in known.values() if one.person_id not in {one.person.pk for one in found}], by=by)
    told = "、".join(f"{one.person}" for one in made if one) or _("nobody")
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
    if statement.ends_on >= timezone.localdate():
        raise Refusal(_("Its period is not over: what is still sold in it would be paid to nobody."))
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


def _require_payable(plan: CommissionPlan, first: date, last: date) -> None:
    if last < plan.starts_on or (plan.ends_on and first > max(plan.ends_on, timezone.localdate())):
        raise Refusal(_("The plan does not run in that period."), field="day")
    if first > timezone.localdate():
        raise Refusal(_("That period has not begun yet."), field="day")
    if not plan.rates.exists():
        raise Refusal(_("The plan has no rates yet: add one first."))


def _answers_for(by: Staff, person: Staff) -> bool:
    return by.is_at_least(Role.ADMIN) or person.team_id in by.team_ids


def _move(statement: Statement, was: str, now: str, otherwise: str, *, by: Staff) -> None:
    if statement.person_id == by.pk and not by.is_at_least(Role.ADMIN):
        raise Refusal(_("Your own statement is for somebody above you."))
    if statement.status != was:
        raise Refusal(otherwise)
    statement.status = now
    statement.save()


def _drop(some: list[Statement], *, by: Staff) -> None:
    """Drafts of those who earned nothing after all are gone."""
    gone = [one for one in some if one.status == State.DRAFT and _answers_for(by, one.person)]
    trace.record_many("delete", gone, by=by)
    forget(Statement, [one.pk for one in gone])
    Statement.objects.filter(pk__in=[one.pk for one in gone]).delete()


def _drafted(
    plan: CommissionPlan, one: Earned, first: date, last: date, known: Statement | None, by: Staff
) -> Statement | None:
    """The draft of one person, new or made anew; None where it is approved already."""
    if known and known.status != State.DRAFT:
        return None
    number = f"{plan.name} {periods.name(first, plan.period)} {one.person}"[:80]
    statement = known or Statement(plan=plan, person=one.person, starts_on=first, ends_on=last, number=number)
    before = trace.snapshot(statement) if known else {}
    statement.asked, statement.base = one.asked, sum((line.amount for line in one.lines), Decimal(0))
    statement.earned = commission.total(one.lines)
    statement.save()
    _keep_lines(statement, one)
    if changes := trace.difference(before, trace.snapshot(statement)):
        index([statement])
        trace.record("change" if known else "create", statement, by=by, changes=changes)
    return statement


def _keep_lines(statement: Statement, one: Earned) -> None:
    statement.lines.all().delete()
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            position=position,
            on=one.papers[line.key].on,
            document=one.papers[line.key].number,
            url=one.papers[line.key].url,
            customer=one.papers[line.key].customer,
            paid_in=one.papers[line.key].paid_in,
            category=line.category,
            amount=line.amount,
            percent=line.percent,
            share=line.share,
            earned=line.earned,
        )
        for position, line in enumerate(one.lines, start=1)
    )
