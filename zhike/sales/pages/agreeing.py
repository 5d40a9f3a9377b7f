"""Asking for approval of a quote, and what follows when the answer is there."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.sales import approval
from zhike.sales.models import Quote


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whoever has to agree."""
    quote: Any = rows(Quote, by=request.user, to="change").get(pk=pk)
    try:
        approval.ask(quote, by=request.user, comment=request.POST.get("comment", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Approval was asked for."))
    return redirect("kit:detail", "quotes", pk)
