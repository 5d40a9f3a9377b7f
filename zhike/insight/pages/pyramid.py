"""The value pyramid: how few carry how much."""

from django.http import HttpRequest, HttpResponse

from zhike.insight.pages.parts import stated
from zhike.insight.pages.standings import answered
from zhike.insight.pictures.standings import of_tiers
from zhike.insight.questions import groups


def pyramid(request: HttpRequest) -> HttpResponse:
    """Customers and money per tier, with the classes of ABC beside them; each opens its customers."""
    context = stated("pyramid", by=request.user)
    if context["run"]:
        context |= {
            "tiers": groups.picture("tier", by=request.user),
            "classes": groups.picture("abc", by=request.user),
        }
        context["cards"] = of_tiers(context["tiers"], context["classes"])
    return answered(request, "insight/pyramid.html", context)
