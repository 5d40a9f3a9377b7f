"""What the market and its largest rival sold: a form with a line for each quarter that churn looks at."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.actions import know_market, may_draft
from zhike.insight.books import looked_at, newest
from zhike.insight.market import BOOK, FIGURES, QUARTER, name_of, quarters
from zhike.insight.models import RuleBook
from zhike.kit.access.person import person
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.look import format
from zhike.look.toast import toast

WORDS = {
    "market": gettext_lazy("Sales of the whole market"),
    "largest_rival": gettext_lazy("Sales of the largest rival"),
}
MOST = 10**15


class MarketForm(forms.Form):
    """Two amounts for each quarter; an empty one is not known."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, book: RuleBook, data: Any = None):
        super().__init__(data, initial={"version": book.version})
        rules = looked_at("churn").settings
        self.book, self.quarters = book, quarters(timezone.localdate(), rules["periods"] * rules["months"] // 3 + 2)
        for quarter in self.quarters:
            for figure in FIGURES:
                self.fields[name_of(figure, quarter)] = self._field(figure, name_of(figure, quarter), quarter)

    def _field(self, figure: str, name: str, quarter: Any) -> forms.Field:
        look = {"step": "any", "aria-label": f"{QUARTER.words(quarter)} {WORDS[figure]}"}
        known = self.book.settings.get(name)
        return forms.FloatField(
            label=WORDS[figure],
            required=False,
            initial=int(known) if known is not None and known == int(known) else known,
            min_value=0,
            max_value=MOST,
            widget=forms.NumberInput(attrs=look),
        )

    def clean(self) -> dict[str, Any]:
        """The largest rival is a part of the market."""
        given = super().clean() or {}
        for quarter in self.quarters:
            market, rival = (given.get(name_of(figure, quarter)) for figure in FIGURES)
            if market is not None and rival is not None and rival > market:
                self.add_error(
                    name_of("largest_rival", quarter), _("The largest rival cannot have sold more than everybody.")
                )
        return given

    @property
    def known(self) -> dict[str, float]:
        """What is known by the names of figures; quarters that the form does not show stay as they were."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {name: value for name, value in {**self.book.settings, **given}.items() if value is not None}

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each quarter with its fields."""
        for quarter in self.quarters:
            yield {"words": QUARTER.words(quarter), "fields": [self[name_of(figure, quarter)] for figure in FIGURES]}


def market(request: HttpRequest) -> HttpResponse:
    """Read and say what is known; for managers, and for who may publish rules."""
    by, book = person(request), newest(BOOK)
    if not may_draft(by):
        raise NotAllowed
    form = MarketForm(book, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            know_market(form.known, by=by, version=form.cleaned_data["version"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toast(request, _("Kept. Churn is computed with these figures in the background."))
            return redirect("insight:picture", "churn")
    context = {"form": form, "lines": form.lines(), "book": book, "heads": WORDS.values(), "unit": format.symbol()}
    return render(request, "insight/market.html", context, status=422 if form.errors else 200)
