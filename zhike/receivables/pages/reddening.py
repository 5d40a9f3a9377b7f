"""The form of a red letter: all that is left of an invoice, an amount of it, or quantities of its lines."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.person import person
from zhike.kit.access.rows import require, rows
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import date_input, next_page, refuse
from zhike.receivables.actions.issuing import red_letter
from zhike.receivables.actions.reddening import counterable
from zhike.receivables.models import Invoice
from zhike.receivables.pages.quantities import LinesForm
from zhike.rights.figures import require_known

BESIDE = ("reason", "sheet", "amount", "on")  # what is said beside the lines


class RedLetterForm(LinesForm):
    """Why, over how much, and when."""

    reason = forms.CharField(label=gettext_lazy("reason"), max_length=200)
    sheet = forms.CharField(label=gettext_lazy("red-letter sheet number"), max_length=30, required=False)
    amount = forms.DecimalField(label=gettext_lazy("amount, where not all of it"), required=False)
    on = date_input(label=gettext_lazy("issued on"), required=False)

    def told(self) -> dict[str, Any]:
        """What was said, as the verb takes it."""
        typed = {key: quantity for key, quantity in self.quantities().items() if quantity != "0"}
        said = {name: self.cleaned_data[name] for name in BESIDE if self.cleaned_data[name] not in ("", None)}
        return said | ({"lines": json.dumps(typed)} if typed else {})


def red_letter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invoice back, line by line where it is not all of it."""
    by = person(request)
    require(by, red_letter.right, Invoice)
    invoice = rows(Invoice, by=by).select_related("customer").get(pk=pk)
    require_known(Invoice, by=by)
    some = {key: (one.line.description, one.left) for key, one in counterable(invoice).items() if one.left > 0}
    form = RedLetterForm(request.POST if request.method == "POST" else None, some)
    if request.method == "POST" and form.is_valid():
        try:
            red_letter(invoice, by=by, **form.told())
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            told = {"past": capfirst(str(red_letter.past)), "title": invoice}
            messages.success(request, _("%(past)s: %(title)s") % told)
            return redirect(next_page(request, otherwise=f"/invoices/{pk}/"))
    lines = [(one, form.asked(key)) for key, one in counterable(invoice).items() if key in some]
    context = {"row": invoice, "form": form, "lines": lines, "beside": [form[name] for name in BESIDE]}
    return render(request, "receivables/red_letter.html", context, status=422 if form.is_bound else 200)
