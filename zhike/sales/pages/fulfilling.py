"""Delivering, changing and taking back: a quantity for each line of an order, and what goes with it."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.actions import Verb
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.forms import refuse
from zhike.kit.surfaces.verbs import verb_form
from zhike.sales import balance, parts
from zhike.sales.apart import Apart
from zhike.sales.models import Delivery, Order
from zhike.sales.pages.naming import product_named
from zhike.sales.pages.unchanged import require_unchanged
from zhike.sales.quantities import plain

WORDS = ("deliver", "change_order", "take_back")
FURTHER = ("quantity", "list_price", "tax_rate")  # what is typed of a further line, beside its name
OWN = ("lines", "parts", "more")  # inputs of the verbs that the page asks for line by line


def page(word: str) -> Callable[..., HttpResponse]:
    """The form of one of these verbs."""

    def fulfil(request: HttpRequest, pk: int) -> HttpResponse:
        entity = registry.entity_of(Order)
        order = fetch(entity, pk, by=request.user, fields=())
        verb = next(one for one in registry.verbs_of(Order) if one.word == word)
        form = _form(request, verb)
        standing = balance.standing_lines(order)
        lines = [_offered(one, word, request) for one in standing]
        if request.method == "POST" and form.is_valid() and (made := _done(request, verb, order, form)):
            if isinstance(made, Delivery):
                return redirect("kit:detail", "deliveries", made.pk)
            return redirect("kit:detail", "orders", pk)
        asked = [form[name] for name in form.fields if name not in OWN]
        context = {"row": order, "verb": verb, "form": form, "word": word, "lines": lines, "asked": asked}
        context |= {"add": word == "change_order", "adding": request.POST.get("add", "")}
        context["further"] = {name: request.POST.get(f"add-{name}", "") for name in FURTHER}
        return render(request, "sales/fulfil.html", context, status=422 if form.is_bound else 200)

    return fulfil


def _form(request: HttpRequest, verb: Verb) -> Any:
    """The form of the verb; what was typed for a further line may be refused already."""
    if request.method != "POST":
        return verb_form(verb, by=request.user, data=None)
    try:
        return verb_form(verb, by=request.user, data=_completed(request))
    except Refusal as refusal:
        form = verb_form(verb, by=request.user, data=request.POST)
        refuse(form, refusal)
        return form


def _completed(request: HttpRequest) -> Any:
    """What was sent, with the quantities of the lines as the verb takes them."""
    sent = request.POST.copy()
    if "lines" not in sent:
        typed = {name[5:]: value for name, value in sent.items() if name.startswith("line-") and str(value).strip()}
        sent["lines"] = json.dumps(typed)
    if "parts" not in sent:
        typed = {name[5:]: value for name, value in sent.items() if name.startswith("part-") and str(value).strip()}
        sent["parts"] = json.dumps(typed)
    if "more" not in sent:
        more = _more(request)
        sent["more"] = json.dumps([more] if more else [])
    return sent


def _more(request: HttpRequest) -> dict[str, str]:
    """One further line: of a product, at the price of the lists unless another is typed, or of a few words."""
    typed = request.POST.get("add", "").strip()
    if not typed:
        return {}
    product = product_named(typed, by=request.user)
    figures = {name: request.POST.get(f"add-{name}", "") for name in FURTHER}
    return ({"product": str(product.pk)} if product else {"description": typed}) | figures


def _done(request: HttpRequest, verb: Verb, order: Order, form: Any) -> Any:
    try:
        require_unchanged(request, order)
        done: Any = verb(order, by=request.user, **{name: value for name, value in form.cleaned_data.items() if value})
    except Refusal as refusal:
        refuse(form, Refusal(str(refusal)))
        return None
    messages.success(request, _("%(past)s: %(title)s") % {"past": capfirst(str(verb.past)), "title": order})
    return done.made


def _offered(one: balance.Standing, word: str, request: HttpRequest) -> dict[str, Any]:
    """A line with the most that may be typed, and what stands there at first: all that is open, nothing taken back."""
    most = {"deliver": one.untouched, "take_back": one.returnable}.get(word)
    first = {"deliver": one.untouched, "change_order": one.wanted}.get(word, Decimal(0))
    usual = plain(first) if first else ("" if word == "take_back" else "0")
    told = {"standing": one, "most": most, "value": request.POST.get(f"line-{one.key}", usual)}
    alone = [] if word == "change_order" else [_part_offered(one, part, word, request) for part in one.parts]
    is_offered = most is None or most > 0 or any(part["is_open"] for part in alone)
    inside = parts.taken_apart(one.inside, Decimal(1)) if word == "change_order" else []
    return told | {"alone": alone, "inside": inside, "is_offered": is_offered}


def _part_offered(one: balance.Standing, part: Apart, word: str, request: HttpRequest) -> dict[str, Any]:
    """A part of bundles: all of it that may move, and at first what bundles lack that are begun."""
    most = one.missing(part) if word == "deliver" else one.with_customer(part)
    lacks = most - max(one.untouched, Decimal(0)) * part.each if word == "deliver" else Decimal(0)
    value = request.POST.get(f"part-{part.key}", plain(lacks) if lacks > 0 else "")
    return {"part": part, "is_open": most > 0, "most": plain(most), "each": plain(part.each), "value": value}
