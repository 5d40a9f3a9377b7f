"""What a stage asks of deals."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.deals import requirements
from zhike.deals.models import Stage
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal


@action(
    Stage,
    title=gettext_lazy("Set the rules"),
    past=gettext_lazy("set the rules of this stage"),
    announces="deals.rules_set",
    offered=lambda stage: False,
    labels={"enter": gettext_lazy("required to enter"), "leave": gettext_lazy("required to leave")},
)
def require_for(stage: Stage, *, by: Staff, enter: str = "", leave: str = "") -> None:
    """What must be true of a deal that enters, and of one that goes on: names of requirements, parted by commas."""
    known = {one.name for one in requirements.known()}
    asked = [[name.strip() for name in (names or "").split(",") if name.strip()] for names in (enter, leave)]
    if wrong := [name for names in asked for name in names if name not in known]:
        raise Refusal(_("There is no requirement called “%(name)s”.") % {"name": wrong[0]}, field="enter")
    stage.to_enter, stage.to_leave = asked
    stage.save()
