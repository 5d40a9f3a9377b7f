"""What targets put on pages: where a target stands, its parts; the lines of a statement."""

from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from zhike.kit.access.rows import rows
from zhike.kit.surfaces.offers import offer_panel
from zhike.targets.attaining import attained, known_measures
from zhike.targets.models import CommissionPlan, CommissionRate, Statement, Target

LINES_SHOWN = 1000
AT_A_GLANCE = 20  # lines of a statement; more are folded away


def standing(target: Target, *, by) -> dict[str, Any] | None:
    """Where the target and its parts stand today; nothing for who may not know the amounts it counts."""
    if target.measure not in known_measures(by):
        return None
    parts = rows(Target, by=by).filter(part_of=target).select_related("team", "person").order_by("starts_on", "pk")
    found = attained([target, *parts], on=timezone.localdate())
    whole = next(one for one in found.standings if one.target.pk == target.pk)
    return {
        "whole": whole,
        "parts": [one for one in found.standings if one.target.pk != target.pk],
        "unpriced": sorted(found.unpriced),
        "today": timezone.localdate(),
    }


def lines(statement: Statement, *, by) -> dict[str, Any]:
    """What each rate came to, and every line of the statement with the reason of its rate."""
    by_rate = statement.lines.order_by("percent").values("percent")
    sums = by_rate.annotate(count=Count("pk"), amount=Sum("amount"), earned=Sum("earned"))
    some = list(statement.lines.select_related("statement__plan")[:LINES_SHOWN])
    return {"sums": sums, "lines": some, "is_short": len(some) <= AT_A_GLANCE}


def rates(plan: CommissionPlan, *, by) -> dict[str, Any]:
    """What the plan pays, by category and by step."""
    return {"rates": rows(CommissionRate, by=by).filter(plan=plan).order_by("category", "above", "pk")}


offer_panel(CommissionPlan, template="targets/rates.html", context=rates, place="main", order=10)
offer_panel(Target, template="targets/standing.html", context=standing, place="main", order=10)
offer_panel(Statement, template="targets/lines.html", context=lines, place="main", order=10)
