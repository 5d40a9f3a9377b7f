"""From stage to stage."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.deals import requirements
from zhike.deals.actions.steps import last_step, require_open, step
from zhike.deals.models import Deal, Kind, Stage
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal


@action(
    Deal,
    title=gettext_lazy("Move"),
    past=gettext_lazy("moved this deal"),
    announces="deals.moved",
    offered=lambda deal: deal.is_open,
    undo="deals.move_back",
    labels={"stage": gettext_lazy("stage")},
    bulk=True,
    rare=True,
)
def move(deal: Deal, *, by: Staff, stage: Stage) -> None:
    """It has come to another stage, or fell back to one."""
    require_open(deal)
    if stage.kind != Kind.OPEN:
        raise Refusal(_("Use “Win” or “Lose” to close a deal."), field="stage")
    if stage == deal.stage:
        raise Refusal(_("The deal is in “%(stage)s” already.") % {"stage": stage.name}, field="stage")
    requirements.require(deal, to=stage)
    step(deal, to=stage, by=by)


@action(
    Deal,
    title=gettext_lazy("Move back"),
    past=gettext_lazy("took back the last move of this deal"),
    announces="deals.moved",
    offered=lambda deal: False,
)
def move_back(deal: Deal, *, by: Staff) -> None:
    """It did not come that far: back to where it was, as if it had never left."""
    require_open(deal)
    last = last_step(deal)
    if last is None or last.is_undo or last.entered_id != deal.stage_id:
        raise Refusal(_("There is no move to take back."))
    began = timezone.localdate(last.at) - timedelta(days=last.days)
    step(deal, to=last.left, by=by, since=began, is_undo=True)
