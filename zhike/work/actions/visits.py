"""The verbs of a visit: arrive, leave with what came of it, cancel, take a step back."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.work.actions.following import CHOICES, LABELS, next_step, withdraw
from zhike.work.models import Visit, VisitResult, VisitStatus
from zhike.work.rules.places import apart, usual

Told = dict[str, list[str | None]]
EXACT = Decimal("0.0001")  # degrees that are kept
REMEMBERED = 20  # beginnings by which a customer's place is known


@action(
    Visit,
    title=gettext_lazy("Check in"),
    past=gettext_lazy("arrived there"),
    announces="work.visit_begun",
    offered=lambda visit: False,  # the page on site does it
    undo="work.step_back",
    labels={
        "latitude": gettext_lazy("latitude"),
        "longitude": gettext_lazy("longitude"),
        "accuracy": gettext_lazy("accuracy in metres"),
        "note": gettext_lazy("where you are, if the device does not tell"),
    },
)
def check_in(
    visit: Visit,
    *,
    by,
    latitude: Decimal = None,  # type: ignore[assignment]  # noqa: RUF013
    longitude: Decimal = None,  # type: ignore[assignment]  # noqa: RUF013
    accuracy: int = 0,
    note: str = "",
) -> None:
    """The visit begins, here. Far from where the customer was found before it is marked, never refused."""
    _require(visit, VisitStatus.PLANNED)
    has_place = latitude is not None and longitude is not None
    if not has_place and not note.strip():
        raise Refusal(_("Say in a few words where you are; the device did not tell."), field="note")
    if has_place and not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise Refusal(_("There is no such place on earth."), field="latitude")
    visit.status, visit.checked_in_at, visit.place_note = VisitStatus.THERE, timezone.now(), note.strip()[:120]
    if has_place:
        visit.latitude, visit.longitude = latitude.quantize(EXACT), longitude.quantize(EXACT)
        visit.accuracy = min(max(accuracy or 0, 0), 1_000_000)
        visit.distance = _distance(visit)
    visit.save()


@action(
    Visit,
    title=gettext_lazy("Finish visit"),
    past=gettext_lazy("finished this visit"),
    announces="work.visit_finished",
    offered=lambda visit: False,  # the page on site does it
    undo="work.step_back",
    labels={"result": gettext_lazy("result"), "summary": gettext_lazy("summary"), **LABELS},
    choices={"result": VisitResult.choices, **CHOICES},
)
def finish(
    visit: Visit,
    *,
    by,
    result: str,
    summary: str = "",
    next_what: str = "",
    next_kind: str = "",
    next_on: date = None,  # type: ignore[assignment]  # noqa: RUF013
    no_next: str = "",
) -> None:
    """It is over: what came of it, and what comes next. One that nobody checked in to is marked as told afterwards."""
    _require(visit, VisitStatus.PLANNED, VisitStatus.THERE)
    if result not in VisitResult.values:
        raise Refusal(_("Say what came of the visit."), field="result")
    if visit.status == VisitStatus.PLANNED:
        visit.checked_in_at, visit.place_note = min(visit.planned_at, timezone.now()), _("told afterwards")
    visit.status, visit.result, visit.checked_out_at = VisitStatus.DONE, result, timezone.now()
    visit.summary = summary.strip() or visit.summary
    next_step(visit, by=by, next_what=next_what, next_kind=next_kind, next_on=next_on, no_next=no_next)
    visit.save()


@action(
    Visit,
    title=gettext_lazy("Cancel visit"),
    past=gettext_lazy("cancelled this visit"),
    offered=lambda visit: visit.status == VisitStatus.PLANNED,
    undo="work.step_back",
    labels={"because": gettext_lazy("because")},
    rare=True,
)
def cancel(visit: Visit, *, by, because: str) -> None:
    """It does not take place."""
    _require(visit, VisitStatus.PLANNED)
    if not because.strip():
        raise Refusal(_("Say why."), field="because")
    visit.status, visit.no_next = VisitStatus.CANCELLED, because.strip()[:120]
    visit.save()


@action(
    Visit,
    title=gettext_lazy("Take a step back"),
    past=gettext_lazy("took a step of this visit back"),
    offered=lambda visit: visit.status != VisitStatus.PLANNED,
    rare=True,
)
def step_back(visit: Visit, *, by) -> Told:
    """The last step was a mistake: one that is over goes on, one that began or was cancelled is planned again."""
    if visit.status == VisitStatus.PLANNED:
        raise Refusal(_("This visit is only planned; there is no step to take back."))
    below = withdraw(visit.next_task, by=by)
    visit.next_task, visit.no_next, visit.result, visit.checked_out_at = None, "", "", None
    if visit.status == VisitStatus.DONE:
        visit.status = VisitStatus.THERE
    else:
        visit.status, visit.checked_in_at, visit.place_note = VisitStatus.PLANNED, None, ""
        visit.latitude = visit.longitude = visit.accuracy = visit.distance = None
    visit.save()
    return below


def _distance(visit: Visit) -> int | None:
    """Metres from where the customer was found before; None where that is not known."""
    before = Visit.objects.filter(customer=visit.customer_id, latitude__isnull=False).exclude(pk=visit.pk)
    found = before.order_by("-planned_at").values_list("latitude", "longitude")[:REMEMBERED]
    known = usual([(float(latitude or 0), float(longitude or 0)) for latitude, longitude in found])
    return apart((float(visit.latitude or 0), float(visit.longitude or 0)), known) if known else None


def _require(visit: Visit, *statuses: str) -> None:
    if visit.status not in statuses:
        raise Refusal(_("This visit is “%(status)s” already.") % {"status": visit.get_status_display()})
