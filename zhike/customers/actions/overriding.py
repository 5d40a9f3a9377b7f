"""A person's judgement against the rules: for a while, with a reason."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.kinds import KINDS, RUNGS, TIERS
from zhike.customers.models import Customer, Standing
from zhike.customers.models.standing import REASON_LENGTH, Source
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal

HELD = tuple((kind.name, kind.label) for kind in KINDS.values() if kind.held)
KEPT = ("value", "since", "as_of", "evidence", "rule_version", "run")  # of the computed standing, while overridden


@action(
    Customer,
    title=gettext_lazy("Set by hand"),
    past=gettext_lazy("set a standing by hand"),
    needs="override",
    announces="customers.standing_overridden",
    offered=lambda customer: False,
    labels={
        "kind": gettext_lazy("standing"),
        "value": gettext_lazy("value"),
        "reason": gettext_lazy("reason"),
        "holds_until": gettext_lazy("holds until"),
    },
    choices={"kind": HELD, "value": (*TIERS, *RUNGS)},
)
def override(
    customer: Customer, *, by: Staff, kind: str, value: str, reason: str, holds_until: date
) -> dict[str, list[str | None]]:
    """The customer stands there from today through `holds_until`, whatever the rules say; then they decide again."""
    today = timezone.localdate()
    _require_held(kind, value, reason)
    if holds_until < today:
        raise Refusal(_("The last day it holds must not lie in the past."), field="holds_until")
    Standing.objects.wait_for_computations()
    before = customer.standings.current().filter(kind=kind).first()
    # A standing computed as of tomorrow has begun tomorrow: the override cannot begin before it.
    start = max(today, before.since) if before else today
    _end(before, on=start)
    Standing.objects.create(
        customer=customer,
        kind=kind,
        value=value,
        since=start,
        as_of=start,
        source=Source.STATED,
        reason=reason.strip(),
        holds_until=max(holds_until, start),
        evidence={"said_by": by.name, "computed": _computed(before)},
    )
    return {
        kind: [before.value if before else None, value],
        "reason": [None, reason],
        "holds_until": [None, holds_until.isoformat()],
    }


@action(
    Customer,
    title=gettext_lazy("Let the rules decide"),
    past=gettext_lazy("let the rules decide again"),
    needs="override",
    announces="customers.standing_released",
    offered=lambda customer: False,
    labels={"kind": gettext_lazy("standing")},
    choices={"kind": HELD},
)
def release(customer: Customer, *, by: Staff, kind: str) -> dict[str, list[str | None]]:
    """What the rules said last holds again from today."""
    Standing.objects.wait_for_computations()
    held = customer.standings.current().filter(kind=kind, source=Source.STATED, holds_until__isnull=False).first()
    if held is None:
        raise Refusal(_("This is not set by hand; the rules decide it."), field="kind")
    start = max(timezone.localdate(), held.since)
    _end(held, on=start)
    computed = held.evidence.get("computed")
    if computed:
        _restore(customer, kind, computed, start)
    return {kind: [held.value, computed["value"] if computed else None]}


def _require_held(kind: str, value: str, reason: str) -> None:
    if kind not in dict(HELD):
        raise Refusal(_("Only the value tier and the loyalty rung can be set by hand."), field="kind")
    if value not in dict(KINDS[kind].values):
        raise Refusal(
            _("“%(value)s” is no value of “%(axis)s”.") % {"value": value, "axis": KINDS[kind].label}, field="value"
        )
    if not reason.strip():
        raise Refusal(_("Say why: the reason is shown wherever this standing is."), field="reason")
    if len(reason) > REASON_LENGTH:
        raise Refusal(_("The reason is too long; 200 characters are enough."), field="reason")


def _end(standing: Standing | None, *, on: date) -> None:
    """Close a standing; one that began on that day never held at the end of a day and goes."""
    if standing is None:
        return
    if standing.since < on:
        standing.until = on
        standing.save()
    else:
        standing.delete()


def _computed(before: Standing | None) -> dict[str, Any] | None:
    """What the rules said, to go back to; an override of an override keeps what the first one replaced."""
    if before is None:
        return None
    if before.is_stated:
        return before.evidence.get("computed")
    kept = {name: getattr(before, name) for name in KEPT}
    return kept | {name: kept[name].isoformat() for name in ("since", "as_of")}


def _restore(customer: Customer, kind: str, computed: dict[str, Any], start: date) -> None:
    """Reopen the computed standing where it ended today, else begin it again."""
    row = customer.standings.filter(
        kind=kind, until=start, value=computed["value"], source=Source.COMPUTED, since=computed["since"]
    )
    if not row.update(until=None):
        Standing.objects.create(customer=customer, kind=kind, **computed | {"since": start})
