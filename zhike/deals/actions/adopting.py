"""A stage takes over what was learned of it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.deals.models import Kind, Stage
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal


@action(
    Stage,
    title=gettext_lazy("Adopt what was learned"),
    past=gettext_lazy("adopted what was learned of this stage"),
    announces="deals.stage_adopted",
    offered=lambda stage: stage.kind == Kind.OPEN,
)
def adopt(stage: Stage, *, by: Staff) -> None:
    """The probability and the usual days of the stage become those of ended deals; open deals follow."""
    learned = stage.learned.order_by("-as_of").first()
    if learned is None or not learned.reached:
        raise Refusal(_("No deal that reached this stage has ended yet, so nothing is known."))
    stage.probability = round(learned.probability)
    stage.usual_days = stage.usual_days if learned.slow_days is None else learned.slow_days
    stage.save()
