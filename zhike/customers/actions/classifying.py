"""Stating the axes that no computation can know: where a customer comes from, belongs to, and how it pays."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.kinds import AXES, KINDS
from zhike.customers.models import Customer, Standing
from zhike.customers.models.standing import Source
from zhike.customers.rules import restated
from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal

CHOICES = {
    "axis": tuple((kind.name, kind.label) for kind in AXES),
    "value": tuple(choice for kind in AXES if kind.typed for choice in kind.values),
}


@action(
    Customer,
    title=gettext_lazy("Classify"),
    past=gettext_lazy("classified this customer"),
    announces="customers.classified",
    offered=lambda customer: False,
    labels={"axis": gettext_lazy("axis"), "value": gettext_lazy("value"), "since": gettext_lazy("since")},
    choices=CHOICES,
)
def classify(customer: Customer, *, by: Staff, axis: str, value: str, since: date) -> dict[str, list[str | None]]:
    """From a day on, the customer stands there on an axis; what was stated for later days stays as it was."""
    _require_typed(axis, value)
    if since > timezone.localdate():
        raise Refusal(_("Only days up to today can be stated."), field="since")
    Standing.objects.wait_for_computations()
    before = {row.since: row for row in customer.standings.filter(kind=axis)}
    told = restated({day: row.value for day, row in before.items()}, since=since, value=value)
    if told == {day: row.value for day, row in before.items()}:
        raise Refusal(_("That is stated already."), field="value")
    was = customer.standings.filter(kind=axis).on(since).first()
    _write(customer, axis, told, before, by=by)
    return {axis: [was.value if was else None, value], "since": [None, since.isoformat()]}


def _require_typed(axis: str, value: str) -> None:
    kind = KINDS.get(axis)
    if kind is None or not kind.axis:
        raise Refusal(_("There is no axis “%(axis)s”.") % {"axis": axis}, field="axis")
    if not kind.typed:
        raise Refusal(
            _("“%(axis)s” follows from orders and money and cannot be typed.") % {"axis": kind.label}, field="axis"
        )
    if value not in dict(kind.values):
        raise Refusal(_("“%(value)s” is no value of “%(axis)s”.") % {"value": value, "axis": kind.label}, field="value")


def _write(customer: Customer, axis: str, told: dict[date, str], before: dict[date, Standing], *, by: Staff) -> None:
    """Bring the rows of an axis to a history; first what ends, then what begins."""
    customer.standings.filter(kind=axis).exclude(since__in=told).delete()
    days = sorted(told)
    until = dict(zip(days, [*days[1:], None], strict=True))
    for day in days:
        row = before.get(day)
        if row is not None and (row.value, row.until) != (told[day], until[day]):
            if row.value != told[day]:
                row.value, row.as_of, row.evidence = told[day], timezone.localdate(), _said(by)
            row.until = until[day]
            row.save()
    Standing.objects.bulk_create(
        Standing(
            customer=customer,
            kind=axis,
            value=told[day],
            since=day,
            until=until[day],
            as_of=timezone.localdate(),
            source=Source.STATED,
            evidence=_said(by),
        )
        for day in days
        if day not in before
    )


def _said(by: Staff) -> dict[str, str]:
    return {"said_by": by.name}
