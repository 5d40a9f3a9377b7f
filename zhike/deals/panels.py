"""What stands on the page of a deal beside its fields, and what deals put on the page of their customer."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Case, Count, F, Sum, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.deals.models import BuyingPart, Deal, Kind, Stage, StageMove, Strength
from zhike.kit.access.rows import may, rows
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.offers import TimelineEntry, asked_for, offer_panel, offer_timeline
from zhike.look.format import exact_money

SHOWN = 6
STEPS_SHOWN = 50


def path(deal: Deal, *, by) -> dict[str, Any]:
    """The stages of its pipeline: how long it was in each, where it is, and where it may be moved."""
    moves = list(deal.moves.filter(is_undo=False).values_list("left", "days"))
    spent = {stage: sum(days for left, days in moves if left == stage) for stage, _days in moves}
    if deal.is_open:
        spent[deal.stage_id] = spent.get(deal.stage_id, 0) + deal.days_in_stage()
    ladder = list(deal.pipeline.stages.order_by("position", "id"))
    stages = [stage for stage in ladder if stage.kind == Kind.OPEN or stage.pk == deal.stage_id]
    return {
        "stages": [(stage, _mark(stage, deal), spent.get(stage.pk), _is_slow(stage, spent)) for stage in stages],
        "may_move": deal.is_open and may(by, "change.move", Deal),
    }


def next_step(deal: Deal, *, by) -> dict[str, Any]:
    """What is done next, or the question what that is."""
    today = timezone.localdate()
    return {"late": deal.is_late(on=today), "today": today, "may_plan": deal.is_open and may(by, "change", Deal)}


def roles(deal: Deal, *, by) -> dict[str, Any]:
    """Who at the customer plays which part; none where the reader may not see the customer."""
    seen = rows(Customer, by=by).filter(pk=deal.customer_id).exists()
    found = list(deal.roles.select_related("contact").order_by("part", "pk")) if seen else []
    return {
        "roles": found,
        "contacts": list(deal.customer.contacts.order_by("pk")) if seen else [],
        "parts": BuyingPart.choices,
        "is_seen": seen,
        "lacks_decider": deal.is_open and not any(role.part == BuyingPart.DECIDES for role in found),
    }


def rivals(deal: Deal, *, by) -> dict[str, Any]:
    """Who else wants it."""
    return {"rivals": list(deal.rivals.select_related("competitor").order_by("pk")), "strengths": Strength.choices}


def of_customer(customer: Customer, *, by) -> dict[str, Any]:
    """The open deals of a customer, and how those that ended went."""
    found = rows(Deal, by=by).filter(customer=customer)
    sums: dict[str, Any] = {}
    counts = dict.fromkeys(Kind.values, 0)
    for status, currency, count, amount in found.values_list("status", "currency").annotate(Count("pk"), Sum("amount")):
        counts[status] += count
        if status == Kind.OPEN and amount:
            sums[currency] = amount
    return {
        **counts,
        "deals": list(found.filter(status=Kind.OPEN).select_related("stage").order_by("-stage_since", "-pk")[:SHOWN]),
        "sums": [(sums[currency], currency) for currency in sorted(sums)],
        "may_open": may(by, "create", Deal),
        "today": timezone.localdate(),
    }


def story(customer: Customer, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """When deals of a customer began and ended."""
    found = rows(Deal, by=by).filter(customer=customer).select_related("owner")
    if person:
        found = found.filter(owner=person)
    day = timezone.localdate(before) if before else date.max
    last = Case(When(closed_on__lte=day, then=F("closed_on")), default=F("opened_on"))
    told = []
    for deal in found.filter(opened_on__lte=day).order_by(last.desc(), "-pk")[:limit]:
        told.append(_told(deal, deal.opened_on, _("Deal opened: %(deal)s")))
        if deal.closed_on and deal.closed_on <= day:
            told.append(_told(deal, deal.closed_on, ENDS[deal.status]))
    return [entry for entry in told if before is None or entry.at < before]


def steps(deal: Deal, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """The steps of a deal from stage to stage."""
    found = StageMove.objects.filter(deal=deal).select_related("left", "entered", "by")
    found = asked_for(found, at="at", before=before, who="by", person=person)
    return [
        TimelineEntry(
            at=move.at,
            kind="stage",
            text=_("%(from)s → %(to)s after %(days)d days")
            % {"from": move.left.name, "to": move.entered.name, "days": move.days},
            who=str(move.by or ""),
        )
        for move in found.order_by("-at", "-id")[: min(limit, STEPS_SHOWN)]
    ]


ENDS: dict[str, Any] = {Kind.WON: gettext_lazy("Deal won: %(deal)s"), Kind.LOST: gettext_lazy("Deal lost: %(deal)s")}


def _told(deal: Deal, day: date | None, sentence: Any) -> TimelineEntry:
    day = day or deal.opened_on
    text = str(sentence) % {"deal": deal.name}
    if deal.amount is not None:
        amount = exact_money(deal.amount, currency=deal.currency)
        text = _("%(text)s, %(amount)s") % {"text": text, "amount": amount}
    return TimelineEntry(
        at=timezone.make_aware(datetime.combine(day, time.min)),
        day=day,
        kind="deal",
        text=text,
        url=address_of(deal),
        who=str(deal.owner or ""),
    )


def _mark(stage: Stage, deal: Deal) -> str:
    if stage.pk == deal.stage_id:
        return "now" if deal.is_open else deal.status
    return "past" if stage.position < deal.stage.position else "ahead"


def _is_slow(stage: Stage, spent: dict[int, int]) -> bool:
    return stage.usual_days is not None and spent.get(stage.pk, 0) > stage.usual_days


offer_panel(Deal, template="deals/path.html", context=path, place="top", order=10)
offer_panel(Deal, template="deals/next_step.html", context=next_step, place="right", order=5)
offer_panel(Deal, template="deals/roles.html", context=roles, place="right", order=10, late=True)
offer_panel(Deal, template="deals/rivals.html", context=rivals, place="right", order=20, late=True)
offer_panel(Customer, template="deals/of_customer.html", context=of_customer, place="right", order=15, late=True)
offer_timeline(Deal, steps, kind="stage", label=gettext_lazy("Stages"))
offer_timeline(Customer, story, kind="deal", label=gettext_lazy("Deals"))
