"""The value pyramid: how few carry how much."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhike.insight.pages.parts import stated
from zhike.insight.questions import groups


def pyramid(request: HttpRequest) -> HttpResponse:
    """Customers and money per tier, with the classes of ABC beside them; each opens its customers."""
    context = stated("pyramid", by=request.user)
    if context["run"]:
        context |= {
            "tiers": groups.picture("tier", by=request.user),
            "classes": groups.picture("abc", by=request.user),
        }
    return render(request, "insight/pyramid.html", context)
