"""The value pyramid: how few carry how much."""

from django.http import HttpRequest, HttpResponse

from zhike.insight.pages.parts import stated
from zhike.insight.pages.standings import answered
from zhike.insight.pictures.standings import of_tiers
from zhike.insight.questions import groups, times


def pyramid(request: HttpRequest) -> HttpResponse:
    """Customers and money per tier, with the classes of ABC beside them; each opens its customers."""
    context = stated("pyramid", by=request.user)
    if context["run"]:
        context |= {
            "tiers": groups.picture("tier", by=request.user),
            "classes": groups.picture("abc", by=request.user),
        }
        context["abc_shares"] = abc_shares()
        context["cards"] = of_tiers(context["tiers"], context["classes"])
    return answered(request, "insight/pyramid.html", context)


def abc_shares() -> tuple[float, float] | None:
    """What share of net sales A brings, and B after it, by the rules of the newest run; None before the first."""
    run = times.latest("abc")
    borders = [run.parameters.get(name) for name in ("a_share", "b_share")] if run else []
    return (borders[0], borders[1] - borders[0]) if all(borders) and borders else None
