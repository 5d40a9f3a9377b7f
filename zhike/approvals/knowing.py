"""What whoever is asked may know of the figures they are asked about."""

from collections.abc import Iterable
from typing import Any

from zhike.approvals.models import Approval
from zhike.approvals.subjects import SUBJECTS
from zhike.rights.figures import cover, hides


def as_known(some: Iterable[Approval], *, by: Any) -> list[Approval]:
    """Approvals for a page. To be asked shows a document that is out of reach, yet no figure that a role hides."""
    told = cover(some, by=by)
    for one in told:
        subject = SUBJECTS.get(one.noun)
        if subject and hides(subject.model, by=by):
            one.__dict__ |= {"amount": None, "discount": None}
    return told
