"""What the ledger holds of a span of days: the claims, or the money, that a figure of it counts."""

from datetime import date

from django.db.models import DecimalField, F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from zhike.kit.access.person import person
from zhike.receivables.ageing import CLAIMED, RECEIVED, posted
from zhike.receivables.models import Instalment, Invoice, LedgerEntry, Receipt
from zhike.receivables.pages.ageing import SHOWN, day_of
from zhike.rights.figures import require_known

COUNTED = {"claimed": (gettext_lazy("Claimed"), CLAIMED, 1), "received": (gettext_lazy("Received"), RECEIVED, -1)}


def posted_page(request: HttpRequest) -> HttpResponse:
    """Claims, or receipts and refunds, of the customers a person sees, from one day to another; the latest first."""
    by, asked = person(request), request.GET
    require_known(Instalment, Receipt, Invoice, by=by)
    what = asked["what"] if asked.get("what") in COUNTED else "claimed"
    since, until = (day_of(asked.get(name, "")) for name in ("since", "until"))
    label, kinds, sign = COUNTED[what]
    found = _within(posted(by=by).filter(kind__in=kinds), since, until)
    worth = sign * (F("firm_debit") - F("firm_credit"))
    found = found.annotate(worth=worth, said=sign * (F("debit") - F("credit")))
    some = list(found.select_related("customer", "instalment").order_by("-on", "-pk")[: 5 * SHOWN])
    count, total = found.count(), found.aggregate(sum=Sum("worth", output_field=DecimalField()))["sum"] or 0
    context = {"label": label, "entries": some, "count": count, "total": total, "left_out": max(count - 5 * SHOWN, 0)}
    return render(request, "receivables/posted.html", context | {"since": since, "until": until})


def _within(found: QuerySet[LedgerEntry], since: date | None, until: date | None) -> QuerySet[LedgerEntry]:
    found = found.filter(on__gte=since) if since else found
    return found.filter(on__lte=until) if until else found
