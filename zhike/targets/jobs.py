"""What targets do by the clock."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kit.jobs import daily, named
from zhike.targets.freezing import freeze, monday


@daily(6)
@named(_("Freeze the week's forecasts"))
def freeze_the_week() -> None:
    """On Mondays, and on the first day after one on which no worker ran."""
    freeze(on=monday(timezone.localdate()))
