"""The course of an approval through its steps, in the transaction and under the lock of a verb."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.approvals import rules, telling
from zhike.approvals.models import Answer, Approval, ApprovalStep, State, Turn
from zhike.approvals.people import answering_for, asked_in
from zhike.approvals.subjects import SUBJECTS
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal


def begin(approval: Approval, steps: Sequence[rules.Step]) -> None:
    """Freeze the steps, and ask the people of the first one."""
    ApprovalStep.objects.bulk_create(
        ApprovalStep(
            approval=approval,
            position=position,
            label=step.label,
            approver=step.approver,
            role=step.role,
            own_role_id=step.own_role,
            person_id=step.person,
            needs_all=step.needs_all,
            own_too=step.own_too,
        )
        for position, step in enumerate(steps, start=1)
    )
    go_on(approval)


def turn_of(approval: Approval, *, by: Staff) -> Turn:
    """What somebody is asked now, for themselves or for whom they stand in. Raises Refusal where it is nothing."""
    turns = list(Turn.open(answering_for(by)).filter(approval=approval).select_related("step", "person"))
    if not turns:
        raise Refusal(_("You are not asked at this step. It waits for: %(names)s.") % {"names": waits_for(approval)})
    turn = min(turns, key=lambda one: (one.person_id != by.pk, one.pk))
    if by == approval.asked_by and not turn.step.own_too:
        raise Refusal(_("You asked for this yourself; somebody else has to agree."))
    return turn


def waits_for(approval: Approval) -> str:
    """The names of those who have not answered yet at the open step."""
    turns = Turn.objects.filter(approval=approval, answer=Answer.NONE, step__state=State.WAITING)
    return ", ".join(turns.order_by("person__name").values_list("person__name", flat=True))


def answer(turn: Turn, said: Answer, *, by: Staff, comment: str) -> dict[str, Any]:
    """Keep an answer; for the trace, in whose place it was given."""
    turn.answer, turn.comment, turn.at, turn.given_by = said, comment, timezone.now(), by
    turn.save()
    return {"in_place_of": [None, turn.person.name]} if turn.person != by else {}


def agreed(approval: Approval, step: ApprovalStep, *, by: Staff) -> None:
    """After somebody agreed: on to the next step where this one has enough, and done with it after the last."""
    if step.needs_all and step.turns.filter(answer=Answer.NONE).exists():
        return
    end_step(step, State.GRANTED)
    if not go_on(approval):
        decide(approval, State.GRANTED, by=by)


def decide(approval: Approval, state: State, *, by: Staff) -> None:
    """Close an approval, do to its document what follows, and tell the one who asked."""
    close(approval, state)
    subject = SUBJECTS[approval.noun]
    follows = {State.GRANTED: subject.granted, State.REFUSED: subject.refused}[state]
    document = approval.document
    if document is None:
        raise Refusal(_("The document is not there any more. Whoever asked can withdraw this."))
    follows(document, by=_hand(follows, document, by))
    telling.decided(approval, by=by)


def take_back(approval: Approval, *, by: Staff) -> None:
    """Close an approval that nobody asks any more, and let its document know."""
    approval.steps.filter(state=State.WAITING).update(state=State.WITHDRAWN)
    close(approval, State.WITHDRAWN)
    follows, document = SUBJECTS[approval.noun].withdrawn, approval.document
    if follows and document:
        follows(document, by=_hand(follows, document, by))


def close(approval: Approval, state: State) -> None:
    """Nothing more is asked."""
    approval.state, approval.decided_at = state, timezone.now()
    approval.save()


def end_step(step: ApprovalStep, state: State) -> None:
    """A step has its answer."""
    step.state = state
    step.save()


def go_on(approval: Approval) -> bool:
    """Ask the people of the next step; whether there is one."""
    step = approval.steps.filter(state="").order_by("position").first()
    if step is None:
        return False
    people = asked_in(step, asker=approval.asked_by)
    if not people:
        raise Refusal(
            _("Nobody but the asker could agree at “%(step)s”. An administrator can change the rule.")
            % {"step": step.label}
        )
    step.state = State.WAITING
    step.save()
    Turn.objects.bulk_create(Turn(approval=approval, step=step, person=one) for one in people)
    telling.asked(approval, people, step=step)
    return True


def _hand(follows: Any, document: Model, by: Staff) -> Staff:
    """Who does what follows: the one who decided if they may, else the system on the strength of their word."""
    right = getattr(follows, "right", "")
    if not right or rows(type(document), by=by, to=right).filter(pk=document.pk).exists():
        return by
    return Staff.objects.robot("approvals")
