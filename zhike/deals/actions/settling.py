"""How a deal ends, and how it begins again."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.deals import requirements
from zhike.deals.actions.planning import note_next
from zhike.deals.actions.steps import last_step, require_open, step
from zhike.deals.models import Competitor, Deal, Kind, LossReason, Stage
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal


@action(
    Deal,
    title=gettext_lazy("Win"),
    past=gettext_lazy("won this deal"),
    announces="deals.won",
    offered=lambda deal: deal.is_open,
    undo="deals.reopen",
    labels={
        "against": gettext_lazy("won against (competitor)"),
        "next_step": gettext_lazy("next step with this customer"),
        "next_step_on": gettext_lazy("next step on"),
    },
)
def win(
    deal: Deal,
    *,
    by: Staff,
    against: Competitor = None,  # type: ignore[assignment]
    next_step: str = "",
    next_step_on: date = None,  # type: ignore[assignment]  # noqa: RUF013 -- forms and programs read the type
) -> None:
    """The customer buys."""
    require_open(deal)
    won = _end(deal, Kind.WON)
    requirements.require(deal, to=won)
    deal.competitor, deal.loss_reason, deal.loss_note = against, None, ""
    note_next(deal, next_step, next_step_on)
    step(deal, to=won, by=by)


@action(
    Deal,
    title=gettext_lazy("Lose"),
    past=gettext_lazy("lost this deal"),
    announces="deals.lost",
    offered=lambda deal: deal.is_open,
    undo="deals.reopen",
    labels={
        "reason": gettext_lazy("reason"),
        "to": gettext_lazy("lost to (competitor)"),
        "note": gettext_lazy("what happened"),
    },
)
def lose(
    deal: Deal,
    *,
    by: Staff,
    reason: LossReason,
    to: Competitor = None,  # type: ignore[assignment]
    note: str = "",
) -> None:
    """The customer does not buy, for a reason."""
    require_open(deal)
    deal.loss_reason, deal.competitor, deal.loss_note = reason, to, note.strip()
    note_next(deal, "", None)
    step(deal, to=_end(deal, Kind.LOST), by=by)


@action(
    Deal,
    title=gettext_lazy("Reopen"),
    past=gettext_lazy("reopened this deal"),
    announces="deals.reopened",
    offered=lambda deal: not deal.is_open,
)
def reopen(deal: Deal, *, by: Staff) -> None:
    """It is not over: back to the stage it was in, from today."""
    if deal.is_open:
        raise Refusal(_("This deal is open already."))
    deal.loss_reason, deal.competitor, deal.loss_note = None, None, ""
    step(deal, to=_before(deal), by=by)


def _end(deal: Deal, kind: str) -> Stage:
    found = deal.pipeline.stages.filter(kind=kind).order_by("position", "id").first()
    if found is None:
        raise Refusal(_("The pipeline “%(name)s” has no stage for that; add one first.") % {"name": deal.pipeline})
    return found


def _before(deal: Deal) -> Stage:
    """The open stage it came from; of a deal that never moved the first one."""
    last = last_step(deal)
    if last and last.left.kind == Kind.OPEN:
        return last.left
    found = deal.pipeline.stages.filter(kind=Kind.OPEN).order_by("position", "id").first()
    if found is None:
        raise Refusal(_("The pipeline “%(name)s” has no open stage; add one first.") % {"name": deal.pipeline})
    return found
