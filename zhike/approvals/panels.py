"""What stands on the page of an approval: the question with its answer, the document, the steps. On the document's
page: how it stands.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

from zhike.approvals import asking, course, waiting
from zhike.approvals.documents import latest_of, read, steps_for
from zhike.approvals.knowing import as_known
from zhike.approvals.models import Approval, Turn
from zhike.approvals.people import taking_part
from zhike.approvals.subjects import SUBJECTS, Subject, heard, subject_of
from zhike.kit import registry
from zhike.kit.access.rows import rows
from zhike.kit.surfaces.offers import offer_panel

NEVER = datetime.max.replace(tzinfo=UTC)


def question(approval: Approval, *, by) -> dict[str, Any]:
    """The figures, and the buttons for whoever is asked."""
    mine = waiting.turn_in(approval, by=by)
    in_place_of = mine.person if mine and mine.person != by else ""
    as_known([approval], by=by)
    return {"mine": mine, "in_place_of": in_place_of, "may_withdraw": approval.is_waiting and approval.asked_by == by}


def document(approval: Approval, *, by) -> dict[str, Any] | None:
    """The document as its own package shows it to those who are asked, and the way to it for who may go there."""
    subject, row = SUBJECTS.get(approval.noun), approval.document
    if subject is None or row is None:
        return None
    registry.gates[-1].cover(row, by=by)
    is_in_sight = rows(subject.model, by=by).filter(pk=row.pk).exists()
    address = f"/{registry.entity_of(subject.model).slug}/{row.pk}/" if is_in_sight else ""
    told = {"document": row, "shown_by": subject.template, "address": address}
    return told | {"kind": subject.model._meta.verbose_name, **subject.shown(row, by=by)}


def steps(approval: Approval, *, by) -> dict[str, Any]:
    """Every step with who was asked, who said what and when, in order; those who have not answered come last."""
    said: list[Any] = [*approval.turns.select_related("person", "given_by"), *approval.comments.select_related("by")]
    by_step: dict[int, list[Any]] = {}
    for one in sorted(said, key=lambda one: (one.at or NEVER, isinstance(one, Turn), one.pk)):
        by_step.setdefault(one.step_id, []).append(one)
    some = approval.steps.order_by("position")
    may_comment = approval.is_waiting and by in taking_part(approval)
    return {"steps": [(step, by_step.get(step.pk, [])) for step in some], "may_comment": may_comment}


def standing(row: Model, *, by) -> dict[str, Any] | None:
    """How the last question about a document stands, or who would have to agree; nothing where nobody has to."""
    subject = subject_of(type(row))
    read(row)
    latest, needed = latest_of(row), subject.pending(row) and asking.needed(row)
    if latest is None and not needed:
        return None
    waits_for = course.waits_for(latest) if latest and latest.is_waiting else ""
    told = {"latest": latest, "needed": needed, "waits_for": waits_for, "state": asking.state_of(row)}
    return told | {"steps": steps_for(row) if needed else []}


def offer_standing(subject: Subject) -> None:
    """Put it on the page of a kind of document."""
    offer_panel(subject.model, template="approvals/subject.html", context=standing, place="right", order=5)


for known in SUBJECTS.values():
    offer_standing(known)
heard.append(offer_standing)
offer_panel(Approval, template="approvals/question.html", context=question, place="top", order=10)
offer_panel(Approval, template="approvals/document.html", context=document, place="top", order=20)
offer_panel(Approval, template="approvals/steps.html", context=steps, place="left", order=10)
