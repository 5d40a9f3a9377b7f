"""The pipelines and loss reasons a firm begins with. They are rows like any other: people rename and remove them."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from zhike.kit import search
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace

Ladder = tuple[tuple[str, int, int, tuple[str, ...]], ...]


def stage() -> Any:
    """The stage in which a deal begins: the first open one of the first pipeline in use."""
    found = apps.get_model("deals", "Stage").in_use().filter(kind="open")
    return found.first() or (lay_out() and found.first())


def lay_out() -> list[Any]:
    """Write the usual pipelines and loss reasons where there is no pipeline in use; the pipelines."""
    pipeline, stage, reason = (apps.get_model("deals", name) for name in ("Pipeline", "Stage", "LossReason"))
    written, pipelines = [], []
    for position, (name, rungs) in enumerate(_usual(), start=1):
        one, is_new = pipeline._base_manager.get_or_create(name=name, defaults={"position": position})
        pipelines.append(one)
        if is_new:
            written += [one, *_stages(one, rungs, stage)]
    if not reason._base_manager.exists():
        written += [reason._base_manager.create(name=name, position=n) for n, name in enumerate(_reasons(), start=1)]
    for row in written:
        trace.record("load", row, by=Staff.objects.robot("deals"), changes=trace.difference({}, trace.snapshot(row)))
        search.index([row])
    return pipelines


def _stages(pipeline: Any, rungs: Ladder, stage: Any) -> list[Any]:
    ends = ((_("Closed won"), "won"), (_("Closed lost"), "lost"))
    made = [
        stage(position=n, name=name, probability=share, usual_days=days, to_enter=list(needs))
        for n, (name, share, days, needs) in enumerate(rungs, start=1)
    ]
    made += [stage(position=len(rungs) + n, name=name, kind=kind) for n, (name, kind) in enumerate(ends, start=1)]
    for one in made:
        one.pipeline = pipeline
        one.save()
    return made


def _usual() -> tuple[tuple[str, Ladder], ...]:
    return (
        (
            _("Direct sales"),
            (
                (_("Need confirmed"), 10, 14, ()),
                (_("Samples and trial"), 25, 21, ()),
                (_("Proposal and price"), 45, 14, ("amount",)),
                (_("Negotiation"), 70, 14, ("decider", "expected")),
                (_("Contract review"), 90, 7, ("decider",)),
            ),
        ),
        (
            _("Channel partners"),
            (
                (_("First talks"), 10, 21, ()),
                (_("Qualification"), 30, 21, ()),
                (_("Trial order"), 55, 30, ("amount",)),
                (_("Agency terms"), 80, 14, ("decider", "expected")),
            ),
        ),
        (
            _("Renewal"),
            (
                (_("Renewal due"), 60, 30, ()),
                (_("Terms offered"), 75, 14, ("amount",)),
                (_("Agreed by word"), 90, 7, ("expected",)),
            ),
        ),
    )


def _reasons() -> tuple[str, ...]:
    return (
        _("Price too high"),
        _("Budget cut or put off"),
        _("Competitor preferred"),
        _("Need fell away"),
        _("Delivery or stock too late"),
        _("Product does not fit"),
        _("No answer any more"),
        _("We did not follow up"),
    )
