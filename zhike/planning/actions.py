"""The verbs of a plan: agree on it, close it, say what it aims at, who is who, and what is to be done."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Contact
from zhike.kit import writing
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.actions import action
from zhike.kit.atomic import one_act
from zhike.kit.refusal import Refusal
from zhike.planning.models import AccountPlan, Attitude, PlanAction, PlanGoal, PlanPerson
from zhike.work.models import Task

Told = dict[str, list[str | None]]
Status = AccountPlan.Status


@action(
    AccountPlan,
    title=gettext_lazy("Agree to the plan"),
    past=gettext_lazy("agreed to this plan"),
    needs="agree",
    announces="planning.agreed",
    offered=lambda plan: plan.status == Status.DRAFT,
    undo="planning.open_plan",
    labels={"words": gettext_lazy("note of who agreed")},
)
def agree(plan: AccountPlan, *, by: Staff, words: str = "") -> None:
    """Somebody who answers for a team stands behind it."""
    if plan.status != Status.DRAFT:
        raise Refusal(_("Only a draft can be agreed to."))
    if plan.goal is None:
        raise Refusal(_("A plan needs a sales goal first."))
    plan.status, plan.agreed_by, plan.agreed_note = Status.AGREED, by, words.strip()
    plan.save()


@action(
    AccountPlan,
    title=gettext_lazy("Close the plan"),
    past=gettext_lazy("closed this plan"),
    announces="planning.closed",
    offered=lambda plan: plan.status == Status.AGREED,
    undo="planning.open_plan",
)
def close_plan(plan: AccountPlan, *, by: Staff) -> None:
    """Its time is over, or it is followed no longer."""
    if plan.status != Status.AGREED:
        raise Refusal(_("Only a plan that was agreed to can be closed."))
    plan.status = Status.CLOSED
    plan.save()


@action(
    AccountPlan,
    title=gettext_lazy("Back to draft"),
    past=gettext_lazy("took this plan back to a draft"),
    needs="agree",
    offered=lambda plan: plan.status != Status.DRAFT,
    rare=True,
)
def open_plan(plan: AccountPlan, *, by: Staff) -> None:
    """It is worked at again, and has to be agreed to anew."""
    if plan.status == Status.DRAFT:
        raise Refusal(_("This plan is a draft."))
    plan.status, plan.agreed_by, plan.agreed_note = Status.DRAFT, None, ""
    plan.save()


@action(
    AccountPlan,
    title=gettext_lazy("Add a goal"),
    past=gettext_lazy("added a goal"),
    offered=lambda plan: False,
    labels={
        "name": gettext_lazy("goal"),
        "target": gettext_lazy("target"),
        "unit": gettext_lazy("unit"),
        "reached": gettext_lazy("reached"),
    },
)
def aim(
    plan: AccountPlan,
    *,
    by: Staff,
    name: str,
    target: Decimal,
    unit: str = "",
    reached: Decimal = None,  # type: ignore[assignment]  # noqa: RUF013
) -> Told:
    """A goal in figures beside the sales goal; said again under its name, what is said is changed."""
    if not name.strip() or target <= 0:
        raise Refusal(_("A goal has a name and a target above nought."), field="target")
    if reached is not None and reached < 0:
        raise Refusal(_("What is reached cannot be below nought."), field="reached")
    _require_open(plan)
    told: dict[str, Any] = {"target": target} | ({} if reached is None else {"reached": reached})
    told |= {"unit": unit.strip()[:20]} if unit.strip() else {}
    goal, is_new = PlanGoal.objects.update_or_create(plan=plan, name=name.strip()[:80], defaults=told)
    return {"goal": [None if is_new else goal.name, f"{goal.name} {target}"]}


@action(
    AccountPlan,
    title=gettext_lazy("Take a goal away"),
    past=gettext_lazy("took a goal away"),
    offered=lambda plan: False,
    labels={"name": gettext_lazy("goal")},
)
def drop_goal(plan: AccountPlan, *, by: Staff, name: str) -> Told:
    """A goal in figures that is followed no longer."""
    _require_open(plan)
    goal = plan.goals.filter(name=name.strip()).first()
    if goal is None:
        raise Refusal(_("The plan has no such goal."), field="name")
    goal.delete()
    return {"goal": [f"{goal.name} {goal.target}", None]}


@action(
    AccountPlan,
    title=gettext_lazy("Say where somebody stands"),
    past=gettext_lazy("said where somebody stands"),
    offered=lambda plan: False,
    labels={
        "contact": gettext_lazy("contact"),
        "attitude": gettext_lazy("where they stand"),
        "words": gettext_lazy("note"),
    },
    choices={"attitude": Attitude.choices},
)
def place(plan: AccountPlan, *, by: Staff, contact: int, attitude: str, words: str = "") -> Told:
    """What the plan says of a contact of its customer; `contact` is the number of one."""
    who = Contact.objects.filter(customer=plan.customer_id, pk=contact).first()
    if who is None:
        raise Refusal(_("This customer has no such contact."), field="contact")
    if attitude not in Attitude.values:
        raise Refusal(_("Say where they stand."), field="attitude")
    _require_open(plan)
    told = {"attitude": attitude, "note": words.strip()[:200]}
    PlanPerson.objects.update_or_create(plan=plan, contact=who, defaults=told)
    return {"person": [None, f"{who.name}: {Attitude(attitude).label}"]}


def plan_action(plan: AccountPlan, *, by: Staff, title: str, due_on: date | None, who: Staff | None = None) -> Task:
    """A task on the customer that the plan keeps an eye on. Raises Refusal or ValidationError."""
    with one_act():
        held = rows(AccountPlan, by=by, to="change").get(pk=plan.pk)
        _require_open(held)
        values = {"title": title.strip()[:120], "customer": held.customer, "due_on": due_on, "assignee": who or by}
        task: Any = writing.create(Task, by=by, values=values)
        PlanAction.objects.create(plan=held, task=task)
        return task


def _require_open(plan: AccountPlan) -> None:
    if plan.status == Status.CLOSED:
        raise Refusal(_("This plan is closed."))
