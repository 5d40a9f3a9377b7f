"""The value pyramid: how few carry how much."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhike.insight.pages.parts import stated
from zhike.insight.pages.standings import answered
from zhike.insight.pictures.standings import of_tiers
from zhike.insight.questions import groups, times


def pyramid(request: HttpRequest) -> HttpResponse:
    """Customers and money per tier, with the classes of ABC beside them; each opens its customers."""
    context = stated("pyramid", by=request.user)
    if context["run"]:
        context |= {
            "picture": groups.picture("tier", by=request.user),
            "classes": groups.picture("abc", by=request.user),
        }
        context["abc_shares"] = abc_shares()
        context["cards"] = of_tiers(context["picture"], context["classes"])
    return answered(request, "pyramid", _("Value pyramid"), context)


def abc_shares() -> tuple[float, float] | None:
    """What share of net sales A brings, and B after it, by the rules of the newest run; None before the first."""
    run = times.latest("abc")
    borders = [run.parameters.get(name) for name in ("a_share", "b_share")] if run else []
    return (borders[0], borders[1] - borders[0]) if all(borders) and borders else None
