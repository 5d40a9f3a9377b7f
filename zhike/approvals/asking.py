"""What documents ask of approvals: whether somebody has to agree, to ask them, and how it stands."""

from typing import cast

from django.db.models import Model

from zhike.approvals import actions
from zhike.approvals.documents import figures_of, latest_of, steps_for
from zhike.approvals.models import Approval, State
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
    where it was never asked.
    """
    latest = latest_of(row)
    if latest is None:
        return ""
    holds = latest.state not in (State.WAITING, State.GRANTED) or latest.figures == figures_of(row)
    return latest.state if holds else VOID
