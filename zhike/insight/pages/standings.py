"""What the pages of grid, pyramid, ladder and stages share: shown, or their tables taken along as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhike.insight.pages.pictures import a_workbook


def answered(request: HttpRequest, measure: str, heading: str, context: dict[str, Any]) -> HttpResponse:
    """The page of a measure or, where the address asks for `xlsx`, its tables."""
    cards = context.get("cards")
    if cards and "xlsx" in request.GET:
        return a_workbook(str(cards[0].title), cards, context["run"], by=request.user)
    asked = request.GET.copy()
    asked["xlsx"] = ""
    told = {"measure": measure, "heading": heading, "xlsx": f"?{asked.urlencode()}"}
    return render(request, f"insight/{measure}.html", context | told)
