"""How many rows somebody may take away in an hour, where their role says it."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit.access.models import Staff
from zhike.kit.audit.models import Trace
from zhike.kit.refusal import Refusal

HOUR = timedelta(hours=1)


def require_left(by: Staff, more: int) -> None:
    """Refuse to hand over `more` rows beyond what a role with a budget lets take away; the trace knows what left."""
    budget = by.grants["budget"]
    taken = Trace.objects.filter(actor=by, verb="export", changes__has_key="rows", at__gt=timezone.now() - HOUR)
    left = budget - sum(int(changes["rows"][1]) for changes in taken.values_list("changes", flat=True))
    if more > left:
        told = {"budget": budget, "left": max(left, 0), "more": more}
        raise Refusal(
            _("Your role lets you export %(budget)s rows an hour; %(left)s are left, this needs %(more)s.") % told
        )
