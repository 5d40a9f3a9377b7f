"""The RFM grid."""

from django.http import HttpRequest, HttpResponse

from zhike.insight.pages.parts import stated
from zhike.insight.pages.standings import answered
from zhike.insight.pictures.standings import of_grid
from zhike.insight.questions.rfm import grid


def rfm(request: HttpRequest) -> HttpResponse:
    """Recency against frequency; a click opens the customers of a cell."""
    context = stated("rfm", by=request.user)
    if context["run"]:
        context["grid"] = grid(by=request.user)
        context["cards"] = of_grid(context["grid"])
    return answered(request, "insight/rfm.html", context)
