"""What deals hear of themselves: a stage has another probability, so its open deals have it too."""

from zhike.deals.models import Deal, Stage
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.events import on


@on("deals.stage_changed")
@on("deals.stage_adopted")
def follow(*, stage: int, by: int) -> None:
    """Weigh the open deals of a stage anew, but for those of which somebody said otherwise."""
    found = rows(Stage, by=Staff.objects.get(pk=by)).filter(pk=stage).first()
    if found:
        Deal.weigh(found)
