"""Contracts whose end is near."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from zhike.kit.access.rows import rows
from zhike.rights.figures import cover
from zhike.sales.models import Contract
from zhike.sales.models.contracting import ContractStatus

QUOTES, CONTRACTS = _("Quotes"), _("Contracts")
AHEAD = timedelta(days=120)
SHOWN = 100


@require_GET
def ending(request: HttpRequest) -> HttpResponse:
    """Contracts in force that end in the coming months, the nearest first, and which of them want a word now."""
    today = timezone.localdate()
    found = rows(Contract, by=request.user).filter(status=ContractStatus.ACTIVE, ends_on__range=(today, today + AHEAD))
    found = found.select_related("customer", "owner", "successor").order_by("ends_on", "pk")
    some = cover(found[:SHOWN], by=request.user)
    pressing = [one for one in some if one.tell_on and one.tell_on <= today and not hasattr(one, "successor")]
    return render(request, "sales/ending.html", {"contracts": some, "pressing": pressing, "today": today})
