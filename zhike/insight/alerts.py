"""The alerts of the newest run as one person may see them, and what people found when they looked into them.

Who answers for the firm sees the alerts about customers in sight, and one without a customer where all its papers are
about such. Nobody sees an alert about papers of their own: whoever is asked about them does not judge them.
"""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.computing import kept
from zhike.insight.models import SignalCheck
from zhike.insight.pictures.seen import Seen
from zhike.kit.audit import trace
from zhike.kit.refusal import NotAllowed, Refusal

trace.PLAIN |= {
    "insight.check": gettext_lazy("looked into this alert"),
    "insight.reopen": gettext_lazy("opened this alert again"),
}
Row = dict[str, Any]


def in_sight(seen: Seen) -> list[Row]:
    """The alerts that a person may see, in the order of their rank."""
    if not seen.answers_for_the_firm:
        return []
    rows = [row for row in seen.rows("alerts") if row["seller"] != str(seen.by.pk)]
    if seen.whole:
        return rows
    customers = set(map(str, seen.keys.to_pylist()))
    hidden = {row["alert"] for row in papers_of(seen, rows) if row["customer"] not in customers}
    return [row for row in rows if (row["customer"] in customers if row["customer"] else row["alert"] not in hidden)]


def papers_of(seen: Seen, alerts: list[Row]) -> list[Row]:
    """The papers of some alerts."""
    return of_alerts(seen, "papers", alerts)


def of_alerts(seen: Seen, name: str, alerts: list[Row]) -> list[Row]:
    """The rows of a table about some alerts."""
    table = seen.table(name)
    if not alerts or not table.num_columns:
        return []
    keys = pa.array([row["alert"] for row in alerts], pa.string())
    rows: list[Row] = table.filter(pc.is_in(table["alert"], value_set=keys)).to_pylist()
    return rows


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
    seen = run and Seen(run, by=by)
    if seen is None or not seen.answers_for_the_firm:
        raise NotAllowed
    found = next((row for row in in_sight(seen) if row["alert"] == alert), None)
    if found is None:
        raise Refusal(_("There is no such alert any more."))
    return found
