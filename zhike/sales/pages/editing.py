"""The lines of a quote as a form: with the keyboard or on a telephone, reckoned by the server at every step."""

import json
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.rights.figures import require_known
from zhike.sales import agreeing, drafting, listing, measuring, options, sums
from zhike.sales.actions import write_lines
from zhike.sales.actions.quotes import require_draft
from zhike.sales.models import Quote, QuoteLine
from zhike.sales.pages.naming import product_named
from zhike.sales.pages.unchanged import require_unchanged
from zhike.sales.quantities import plain

Typed = dict[str, str]


def editor(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; `act` says what to do with what was typed: reckon, add, drop one, or save it."""
    quote = rows(Quote, by=request.user, to="change.write_lines").select_related("customer").get(pk=pk)
    require_draft(quote)
    require_known(Quote, by=request.user)
    if request.method != "POST":
        return _page(request, quote, stored(quote), plain(quote.discount))
    if "lines" in request.POST:
        return _saved(request, quote, request.POST["lines"], request.POST.get("discount") or "0", shown=stored(quote))
    lines, discount, act = typed(request.POST), request.POST.get("discount", ""), request.POST.get("act", "save")
    if act == "save":
        return _saved(request, quote, json.dumps(lines), discount or "0", shown=lines)
    problem = ""
    if act == "add":
        problem = _add(request, quote, lines)
    elif act.startswith("drop-") and act[5:].isdecimal():
        del lines[int(act[5:]) : int(act[5:]) + 1]
    return _page(request, quote, lines, discount, problem=problem, is_part="HX-Request" in request.headers)


def typed(sent: QueryDict) -> list[Typed]:
    """Lines as they were typed, in their order on the page."""
    columns = [sent.getlist(f"line-{name}") for name in drafting.TYPED]
    return [dict(zip(drafting.TYPED, line, strict=True)) for line in zip(*columns, strict=False)]


def stored(quote: Quote) -> list[Typed]:
    """The lines there are, as they would be typed."""
    return [_as_typed(line) for line in quote.lines.select_related("product").order_by("position")]


def _add(request: HttpRequest, quote: Quote, lines: list[Typed]) -> str:
    """Another line, of a product at its price of today or of words; the sentence where that cannot be."""
    words = request.POST.get("add", "").strip()
    if not words:
        return _("Type a product to add, or a few words for a line without one.")
    if len(lines) >= drafting.MOST_LINES:
        return _("A quote has at most %(most)s lines.") % {"most": drafting.MOST_LINES}
    try:
        product = product_named(words, by=request.user)
    except Refusal as refusal:
        return str(refusal)
    if product is None:
        lines.append(_as_typed(QuoteLine(description=words[:200], quantity=Decimal(1))))
        return _("“%(words)s” is no product, so it became a line of its own.") % {"words": words}
    try:
        price, rate, _list = listing.priced(product, Decimal(1), quote=quote, on=timezone.localdate())
    except Refusal as refusal:
        price, rate, sentence = Decimal(0), Decimal(0), str(refusal)
    else:
        sentence = "" if price else _("%(product)s has no price. Type one.") % {"product": product}
    told = {"product": product, "description": str(product), "unit": product.unit, "quantity": Decimal(1)}
    lines.append(_as_typed(QuoteLine(list_price=price, tax_rate=rate, **told)))
    return sentence


def _saved(request: HttpRequest, quote: Quote, text: str, discount: str, *, shown: list[Typed]) -> HttpResponse:
    try:
        require_unchanged(request, quote)
        write_lines(quote, by=request.user, lines=text, discount=_percent(discount))
    except Refusal as refusal:
        return _page(request, quote, shown, discount, problem=str(refusal), status=422)
    messages.success(request, _("Saved."))
    return redirect("kit:detail", "quotes", quote.pk)


def _page(
    request: HttpRequest,
    quote: Quote,
    lines: list[Typed],
    discount: str,
    *,
    problem: str = "",
    is_part: bool = False,
    status: int = 200,
) -> HttpResponse:
    found = _reckoned(quote, lines, discount, by=request.user)
    is_added = len(lines) > len(request.POST.getlist("line-quantity"))
    context = {"quote": quote, "discount": discount, "problem": problem, "parts": QuoteLine.Part.choices, **found}
    is_kept = request.POST.get("act", "save") == "save"
    context["version"] = quote.version if is_kept else request.POST.get("version", quote.version)
    context["adding"] = "" if is_added else request.POST.get("add", "")
    template = "sales/editor_reckoned.html" if is_part and request.POST.get("act") == "reckon" else "sales/editor.html"
    return render(request, template, context, status=status)


def _reckoned(quote: Quote, lines: list[Typed], discount: str, *, by: Any) -> dict[str, Any]:
    """Each line as typed with its figures, or with why it has none; and the sums of those that have."""
    known, shown, good = drafting.products(lines, by=by), [], []
    try:
        whole, wrong = _percent(discount or "0"), ""
    except Refusal as refusal:
        whole, wrong = Decimal(0), str(refusal)
    for place, one in enumerate(lines, 1):
        told: dict[str, Any] = {"typed": one, "of": known.get(one["product"])}
        try:
            told["line"] = drafting.line_of(quote, one, place, discount=whole, known=known)
            good.append(told["line"])
        except Refusal as refusal:
            told["problem"] = str(refusal)
        shown.append(told)
    options.count_first(good)
    counted = [line for line in good if line.counts]
    found = {"lines": shown, "sums": sums.totals(counted), "taxes": sums.by_rate(counted), "discount_wrong": wrong}
    return found | _measured(quote, shown, by=by)


def _measured(quote: Quote, shown: list[dict[str, Any]], *, by: Any) -> dict[str, Any]:
    """Beside each line what the price lists say of it; what is taken off altogether, and whether that is too much."""
    good = [told for told in shown if "line" in told]
    some = measuring.measured(quote, (told["line"] for told in good))
    shown_as = agreeing.as_known(some, by=by)
    for told, one in zip(good, shown_as, strict=True):
        told["measured"] = one
    return {"taken": measuring.taken_off(shown_as), "excess": agreeing.excess_in(some, by=by)}


def _percent(discount: str) -> Decimal:
    try:
        return drafting.share(Decimal(drafting.number(discount.strip())), "discount")
    except (ValueError, ArithmeticError):
        raise Refusal(_("“%(value)s” is not a number.") % {"value": discount[:20]}, field="discount") from None


def _as_typed(line: QuoteLine) -> Typed:
    figures = {name: plain(getattr(line, name)) for name in ("quantity", "list_price", "discount", "tax_rate")}
    words = {"product": str(line.product_id or ""), "description": line.description, "unit": line.unit}
    return words | figures | {"part": line.part}
