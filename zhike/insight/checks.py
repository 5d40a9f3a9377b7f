"""What people find when they look into an alert: it leaves the list, and counts in the share that was real."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.computing import kept
from zhike.insight.models import SignalCheck
from zhike.insight.pictures.alerts import Row, in_sight
from zhike.insight.pictures.seen import Seen
from zhike.kit.audit import trace
from zhike.kit.refusal import NotAllowed, Refusal

trace.PLAIN |= {
    "insight.check": gettext_lazy("looked into this alert"),
    "insight.reopen": gettext_lazy("opened this alert again"),
}


@transaction.atomic
def check(alert: str, *, by, verdict: str, note: str = "") -> SignalCheck:
    """Say what was found about an alert of the newest run; it leaves the list of what is to be checked."""
    row = _found(alert, by=by)
    if verdict not in SignalCheck.Verdict.values:
        raise Refusal(_("Say whether it is in order or real."), field="verdict")
    try:
        with transaction.atomic():
            made = SignalCheck.objects.create(alert=alert, rule=row["rule"], verdict=verdict, note=note[:200], by=by)
    except IntegrityError:
        raise Refusal(_("Somebody has looked into this alert meanwhile.")) from None
    trace.record("insight.check", made, by=by, changes=trace.difference({}, trace.snapshot(made)))
    return made


@transaction.atomic
def reopen(alert: str, *, by) -> None:
    """Take back what was said about an alert; it is to be checked again."""
    _found(alert, by=by)
    made = SignalCheck.objects.select_for_update().filter(alert=alert).first()
    if made is None:
        raise Refusal(_("Nobody has looked into this alert yet."))
    trace.record("insight.reopen", made, by=by, changes={})
    made.delete()


def _found(alert: str, *, by) -> Row:
    """The alert, for who may see it."""
    run = kept.newest("signals")
    seen = None if run is None else Seen(run, by=by)
    if seen is None or not seen.answers_for_the_firm:
        raise NotAllowed
    found = next((row for row in in_sight(seen) if row["alert"] == alert), None)
    if found is None:
        raise Refusal(_("There is no such alert any more."))
    return found
