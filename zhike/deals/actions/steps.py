"""A step of a deal from one stage into another, and what it leaves in the history."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.deals.models import Deal, Stage, StageMove
from zhike.kit.access.models import Staff
from zhike.kit.refusal import Refusal


def step(deal: Deal, *, to: Stage, by: Staff, since: Any = None, is_undo: bool = False) -> None:
    """Put the deal into another stage from today, or as if it had been there `since`; the history keeps the step."""
    days = deal.days_in_stage()
    StageMove.objects.create(
        deal=deal, left=deal.stage, entered=to, at=timezone.now(), by=by, days=days, is_undo=is_undo
    )
    deal.stage, deal.stage_since, deal.closed_on = to, since or timezone.localdate(), None
    deal.save()


def last_step(deal: Deal) -> StageMove | None:
    """The newest step of a deal."""
    return deal.moves.select_related("left").order_by("-at", "-id").first()


def require_open(deal: Deal) -> None:
    """Refuse what only an open deal can have."""
    if not deal.is_open:
        raise Refusal(_("This deal is closed; reopen it first."))
