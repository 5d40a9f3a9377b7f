"""The price of a product on a date, and why it is this one."""

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.catalog import prices, tiers
from zhike.catalog.iso4217 import currency_input
from zhike.catalog.models import Product
from zhike.catalog.rules import Asked, Verdict
from zhike.kit.access.person import person
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import date_input, refuse
from zhike.look.entry import signed_in

app_name = "catalog"
WORDS = {
    Verdict.WINS: _("gives the price"),
    Verdict.OUTRANKED: _("another list goes before it"),
    Verdict.UNUSED: _("not in use"),
    Verdict.EARLY: _("not valid yet on this day"),
    Verdict.OVER: _("not valid any more on this day"),
    Verdict.CURRENCY: _("in another currency"),
    Verdict.TIER: _("for other tiers"),
    Verdict.CHANNEL: _("for another channel"),
    Verdict.ABSENT: _("has no price of this product on this day"),
    Verdict.QUANTITY: _("only for larger quantities"),
}


class AskForm(forms.Form):
    """For whom a price is asked."""

    on = date_input(label=_("Day"))
    currency = currency_input(label=_("Currency"))
    tier = forms.ChoiceField(label=_("Tier"), required=False, choices=lambda: [("", "—"), *tiers.choices()])
    channel = forms.CharField(label=_("Sales channel"), required=False, max_length=60)
    quantity = forms.DecimalField(label=_("Quantity"), min_value=0, max_digits=19, decimal_places=4)


def price_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a product costs on a day, which list says so, and why the others do not."""
    product = rows(Product, by=person(request)).get(pk=pk)
    usual = {"on": timezone.localdate().isoformat(), "currency": settings.CURRENCY, "quantity": 1}
    form = AskForm({**usual, **request.GET.dict()})
    context = {"product": product, "form": form, "words": WORDS, "price": None, "judged": []}
    if form.is_valid():
        try:
            price, judged = prices.explained(product, Asked(**form.cleaned_data))
            context |= {"price": price, "judged": [(*one, WORDS[one.verdict]) for one in judged]}
        except Refusal as refusal:
            refuse(form, refusal)
    return render(request, "catalog/price.html", context, status=422 if form.errors else 200)


urlpatterns = [path("products/<int:pk>/price/", signed_in(price_page), name="price")]
