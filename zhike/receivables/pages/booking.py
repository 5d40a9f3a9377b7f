"""Forms of what is made anew: a plan, a receipt, an invoice, a credit note, a limit."""

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zhike.catalog.iso4217 import currency_input
from zhike.kit import registry
from zhike.kit.access.person import person
from zhike.kit.access.rows import may, require, rows
from zhike.kit.actions import Verb
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import date_input, next_page, refuse
from zhike.kit.surfaces.verbs import verb_form
from zhike.receivables.actions.invoicing import draft_of_order
from zhike.receivables.actions.lines import billable
from zhike.receivables.models import CreditLimit, Instalment, Invoice, Receipt
from zhike.receivables.models.invoice import InvoiceKind
from zhike.receivables.pages.quantities import LinesForm
from zhike.sales.models import Order
from zhike.sales.quantities import plain

NOUNS = (Instalment, Receipt, Invoice, CreditLimit)


def do_page(request: HttpRequest, word: str) -> HttpResponse:
    """The form of a verb that makes something, with what the address says of it."""
    by, verb = person(request), _verb(word)
    require(by, verb.right, verb.model)
    form = verb_form(verb, by=by, data=request.POST if request.method == "POST" else None)
    if "currency" in form.fields:
        words = form.fields["currency"]
        form.fields["currency"] = currency_input(label=words.label, required=words.required, initial=settings.CURRENCY)
    form.initial = {name: _said(request.GET[name]) for name in form.fields if name in request.GET}
    if "received_on" in form.fields:
        form.initial.setdefault("received_on", timezone.localdate())
    if request.method == "POST" and form.is_valid() and (made := _made(verb, form, by=by)):
        messages.success(request, _("%(past)s: %(title)s") % {"past": capfirst(str(verb.past)), "title": made})
        slug = registry.entity_of(type(made)).slug
        return redirect(next_page(request, otherwise=f"/{slug}/{made.pk}/"))
    back = next_page(request, otherwise=f"/{registry.entity_of(verb.model).slug}/")
    context = {"verb": verb, "form": form, "next": request.GET.get("next", ""), "back": back, "word": word}
    return render(request, "receivables/do.html", context, status=422 if form.is_bound else 200)


def _said(value: str) -> int | str:
    """What an address says: the number of a row, or words."""
    return int(value) if value.isdecimal() and len(value) < 19 else value


def invoice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft an invoice over an order: how much of each of its lines."""
    by = person(request)
    require(by, draft_of_order.right, Invoice)
    order = rows(Order, by=by).select_related("customer").get(pk=pk)
    some = {one.line.key: one for one in billable(order) if one.left}
    form = InvoiceForm(request.POST or None, {key: (one.line.line, one.left) for key, one in some.items()})
    if request.method == "POST" and form.is_valid():
        try:
            made = draft_of_order(by=by, order=order, **form.told())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("kit:detail", "invoices", made.pk)
    lines = [(one, form.asked(key)) for key, one in some.items()]
    context = {"order": order, "form": form, "lines": lines, "may_book": may(by, "book", Invoice)}
    return render(request, "receivables/invoice_order.html", context, status=422 if form.errors else 200)


class InvoiceForm(LinesForm):
    """A quantity for each line of an order that can still be invoiced; at first all of it."""

    kind = forms.ChoiceField(choices=InvoiceKind.choices, initial=InvoiceKind.DIGITAL)
    due_on = date_input(required=False)

    def at_first(self, left: Decimal) -> str:
        return plain(left)

    def told(self) -> dict[str, Any]:
        """What was said, as the verb takes it."""
        said = {name: self.cleaned_data[name] for name in ("kind", "due_on") if self.cleaned_data[name]}
        return said | {"lines": json.dumps(self.quantities())}


def _verb(word: str) -> Verb:
    for model in NOUNS:
        for verb in registry.verbs_of(model):
            if verb.word == word and verb.creates:
                return verb
    raise Http404


def _made(verb: Verb, form: forms.Form, *, by) -> Any:
    try:
        return verb(by=by, **{name: value for name, value in form.cleaned_data.items() if value not in ("", None)})
    except Refusal as refusal:
        refuse(form, refusal)
    return None
