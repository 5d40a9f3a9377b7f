"""The RFM grid."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhike.insight.pages.parts import stated
from zhike.insight.pages.standings import answered
from zhike.insight.pictures.standings import of_grid
from zhike.insight.questions.rfm import grid


def rfm(request: HttpRequest) -> HttpResponse:
    """Recency against frequency; a click opens the customers of a cell."""
    context = stated("rfm", by=request.user)
    if context["run"]:
        context["picture"] = grid(by=request.user)
        context["cards"] = of_grid(context["picture"])
    return answered(request, "rfm", _("RFM grid"), context)
