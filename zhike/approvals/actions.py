"""The verbs of an approval: asking, answering, withdrawing; and naming a stand-in."""

from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.approvals import course, telling
from zhike.approvals.documents import figures_of, steps_for
from zhike.approvals.models import Answer, Approval, Delegation, State
from zhike.approvals.people import taking_part
from zhike.approvals.subjects import SUBJECTS
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.rows import rows
from zhike.kit.actions import action
from zhike.kit.audit import trace
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.registry import entity_of

COMMENT = {"comment": gettext_lazy("comment")}
COMMENT_LENGTH = 2000  # characters


def answered_on_its_page(approval: Approval) -> bool:
    """No button of the usual kind: the page has its own, shown to whom it asks alone."""
    return False


@action(
    Approval,
    title=gettext_lazy("Ask for approval"),
    past=gettext_lazy("asked for approval"),
    needs="approve",
    announces="approvals.asked",
)
def ask(*, by: Staff, noun: str, object_id: int, comment: str = "") -> Approval:
    """Ask whether a document may go on as it is; the rules say whom."""
    row = _document(noun, object_id, by=by)
    steps = steps_for(row)
    if not steps:
        raise Refusal(_("Nobody has to agree to this."))
    _make_room(row, by=by)
    amount, discount = figures_of(row)
    approval = Approval.objects.create(
        title=SUBJECTS[noun].title(row)[:200],
        noun=noun,
        object_id=row.pk,
        asked_by=by,
        comment=comment,
        amount=amount,
        discount=discount,
    )
    course.begin(approval, steps)
    return approval


@action(
    Approval,
    title=gettext_lazy("Agree"),
    past=gettext_lazy("agreed"),
    needs="approve",
    announces="approvals.agreed",
    offered=answered_on_its_page,
    labels=COMMENT,
)
def agree(approval: Approval, *, by: Staff, comment: str = "") -> dict[str, Any]:
    """Say yes; after the last yes the document goes on at once."""
    _require_waiting(approval)
    turn = course.turn_of(approval, by=by)
    _require_unchanged(approval)
    told = course.answer(turn, Answer.AGREED, by=by, comment=comment)
    course.agreed(approval, turn.step, by=by)
    return told


@action(
    Approval,
    title=gettext_lazy("Refuse"),
    past=gettext_lazy("refused"),
    needs="approve",
    announces="approvals.refused",
    offered=answered_on_its_page,
    labels=COMMENT,
)
def refuse(approval: Approval, *, by: Staff, comment: str) -> dict[str, Any]:
    """Say no, and why; nobody else is asked any more."""
    _require_waiting(approval)
    if not comment.strip():
        raise Refusal(_("Say why, so that whoever asked knows what to change."), field="comment")
    turn = course.turn_of(approval, by=by)
    told = course.answer(turn, Answer.REFUSED, by=by, comment=comment)
    course.end_step(turn.step, State.REFUSED)
    course.decide(approval, State.REFUSED, by=by)
    return told


@action(
    Approval,
    title=gettext_lazy("Withdraw"),
    past=gettext_lazy("withdrew this"),
    needs="approve",
    announces="approvals.withdrawn",
    offered=answered_on_its_page,
)
def withdraw(approval: Approval, *, by: Staff) -> None:
    """Ask no longer."""
    _require_waiting(approval)
    if by != approval.asked_by and not by.is_at_least(Role.ADMIN):
        raise Refusal(_("Only who asked, or an administrator, can withdraw this."))
    course.take_back(approval, by=by)


@action(
    Approval,
    title=gettext_lazy("Add comment"),
    past=gettext_lazy("commented on this"),
    needs="approve",
    announces="approvals.commented",
    offered=answered_on_its_page,
    labels=COMMENT,
)
def comment(approval: Approval, *, by: Staff, comment: str) -> dict[str, Any]:
    """Say something at the open step without answering it; everybody else who takes part is told."""
    _require_waiting(approval)
    said = comment.strip()
    if not said:
        raise Refusal(_("Write what you want to say."), field="comment")
    if by not in taking_part(approval):
        raise Refusal(_("Only those who take part can comment: who asked, who is or was asked, and their stand-ins."))
    step = approval.steps.get(state=State.WAITING)
    kept = approval.comments.create(step=step, by=by, text=said[:COMMENT_LENGTH])
    telling.commented(kept)
    return {"comment": [None, kept.text]}


@action(
    Delegation,
    title=gettext_lazy("Name a stand-in"),
    past=gettext_lazy("named a stand-in"),
    needs="approve",
    announces="approvals.delegated",
)
def delegate(
    *,
    by: Staff,
    stand_in: Staff,
    begins_on: date,
    ends_on: date,
    reason: str = "",
    owner: Staff = None,  # type: ignore[assignment]
) -> Delegation:
    """Let somebody else answer what one is asked between two days; for another person only an administrator does."""
    owner = owner or by
    if owner != by and not by.is_at_least(Role.ADMIN):
        raise NotAllowed
    if stand_in == owner:
        raise Refusal(_("Nobody stands in for themselves."), field="stand_in")
    if not stand_in.works_here:
        raise Refusal(_("Choose somebody who is at work."), field="stand_in")
    if ends_on < begins_on:
        raise Refusal(_("The last day lies before the first."), field="ends_on")
    delegation = Delegation.objects.create(
        owner=owner, stand_in=stand_in, begins_on=begins_on, ends_on=ends_on, reason=reason
    )
    telling.stood_in(delegation)
    return delegation


@action(
    Delegation,
    title=gettext_lazy("End it"),
    past=gettext_lazy("ended this"),
    needs="approve",
    announces="approvals.delegation_ended",
    offered=lambda delegation: delegation.ended_at is None,
)
def end_delegation(delegation: Delegation, *, by: Staff) -> None:
    """From now on nobody stands in."""
    if delegation.ended_at:
        raise Refusal(_("This has ended already."))
    delegation.ended_at = timezone.now()
    delegation.save()


def _document(noun: str, object_id: int, *, by: Staff) -> Model:
    """The document somebody asks about: one they may change, or may see where nobody changes such documents by hand."""
    subject = SUBJECTS.get(noun)
    if subject is None:
        raise Refusal(_("Nobody has to agree to documents of this kind."), field="noun")
    right = "change" if entity_of(subject.model).rights.change else "read"
    row = rows(subject.model, by=by, to=right).filter(pk=object_id).first()
    if row is None:
        raise Refusal(_("There is no such document that you could ask about."), field="object_id")
    return row


def _make_room(row: Model, *, by: Staff) -> None:
    """Refuse where the same is asked or granted already; what was asked of other figures is withdrawn."""
    latest = Approval.of(row).select_for_update().first()
    is_same = latest is not None and latest.figures == figures_of(row)
    if latest is None or latest.state not in (State.WAITING, State.GRANTED):
        return
    if is_same and latest.state == State.GRANTED:
        raise Refusal(_("This has been granted already."))
    if is_same:
        raise Refusal(_("This is asked already. It waits for: %(names)s.") % {"names": course.waits_for(latest)})
    if latest.state == State.WAITING:
        before = trace.snapshot(latest)
        latest.steps.filter(state=State.WAITING).update(state=State.WITHDRAWN)
        course.close(latest, State.WITHDRAWN)
        trace.record(withdraw.name, latest, by=by, changes=trace.difference(before, trace.snapshot(latest)))


def _require_waiting(approval: Approval) -> None:
    if not approval.is_waiting:
        raise Refusal(_("This has been decided already: %(state)s.") % {"state": approval.get_state_display()})


def _require_unchanged(approval: Approval) -> None:
    document = approval.document
    if document is not None and figures_of(document) != approval.figures:
        raise Refusal(_("The figures of the document have changed since this was asked. It has to be asked again."))
