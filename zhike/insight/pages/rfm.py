"""The RFM grid."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhike.insight.pages.parts import stated
from zhike.insight.questions.rfm import grid


def rfm(request: HttpRequest) -> HttpResponse:
    """Recency against frequency; a click opens the customers of a cell."""
    context = stated("rfm", by=request.user)
    if context["run"]:
        context["grid"] = grid(by=request.user)
    return render(request, "insight/rfm.html", context)
