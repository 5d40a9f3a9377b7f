"""A manager says what a team will sell."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.catalog.coins import require_coins
from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.targets.models import Judgement
from zhike.targets.rules import periods

LARGEST = Decimal(10) ** 15  # what the column holds


@action(
    Judgement,
    needs="judge",
    title=gettext_lazy("Submit the judgement"),
    past=gettext_lazy("judged what will be sold"),
    announces="targets.judged",
    labels={
        "team": gettext_lazy("Team"),
        "month": gettext_lazy("Month"),
        "amount": gettext_lazy("Expected net sales"),
        "reason": gettext_lazy("Reason"),
    },
)
def judge(*, by: Staff, team: int, month: date, amount: Decimal, reason: str) -> Judgement:
    """What the team will sell in the month that `month` lies in, for this reason. The latest one counts."""
    if team not in by.team_ids and not by.is_at_least(Role.ADMIN):
        raise Refusal(_("Judge for your own team, or for one below it."), field="team")
    if amount < 0:
        raise Refusal(_("The amount cannot be below zero."), field="amount")
    if amount >= LARGEST:
        raise Refusal(_("“%(typed)s” is no amount.") % {"typed": f"{amount:f}"[:40]}, field="amount")
    require_coins(amount)
    if not reason.strip():
        raise Refusal(_("Say why: next month you will want to know."), field="reason")
    if periods.end(periods.begin(month, "month"), "month") < timezone.localdate():
        raise Refusal(_("That month is over: judge one that is to come."), field="month")
    row = Judgement(team=Team.objects.get(pk=team), month=month, amount=amount, reason=reason.strip(), judged_by=by)
    row.save()
    return row
