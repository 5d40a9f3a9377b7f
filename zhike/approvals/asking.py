"""What documents ask of approvals: whether somebody has to agree, to ask them, and how it stands."""

from typing import cast

from django.db.models import Model

from zhike.approvals import actions
from zhike.approvals.documents import figures_of, latest_of, steps_for
from zhike.approvals.models import Approval, State
from zhike.approvals.subjects import subject_of
from zhike.kit.access.models import Staff

VOID = "void"  # asked, and perhaps granted, for other figures than the document has now


def needed(row: Model) -> bool:
    """Whether somebody still has to agree to a document as it is now."""
    return bool(steps_for(row)) and state_of(row) != State.GRANTED


def ask(row: Model, *, by: Staff, comment: str = "") -> Approval:
    """Ask whoever the rules name. Raises Refusal where nobody has to agree, or where it is asked already."""
    return cast(Approval, actions.ask(by=by, noun=row._meta.label_lower, object_id=row.pk, comment=comment))


def state_of(row: Model) -> str:
    """How the last question about a document stands: a `State`, `VOID` where its figures have changed since; nothing
    where it was never asked. What has gone on is not judged anew.
    """
    latest = latest_of(row)
    if latest is None:
        return ""
    counts = latest.state in (State.WAITING, State.GRANTED) and subject_of(type(row)).pending(row)
    holds = not counts or latest.figures == figures_of(row)
    return latest.state if holds else VOID
