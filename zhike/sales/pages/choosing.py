"""What a customer told us by telephone: which options and which alternative they take, ticked for them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from zhike.kit import registry
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.detail import fetch
from zhike.rights.figures import require_known
from zhike.sales import answering, contents, issuing, options
from zhike.sales.actions import choose
from zhike.sales.models import Quote
from zhike.sales.pages.offer import choice, left_open
from zhike.sales.papers.drawing import read

WORDS = ("accept", "choose")


def page(word: str) -> Callable[..., HttpResponse]:
    """The form of one of these verbs. A quote that leaves nothing open is accepted without it."""

    def asked(request: HttpRequest, pk: int) -> HttpResponse:
        quote: Any = fetch(registry.entity_of(Quote), pk, by=request.user)
        verb = next(one for one in registry.verbs_of(Quote) if one.word == word)
        content = issuing.said(quote) or contents.of_quote(quote)
        taken, letter = choice(request, content)
        is_settled = request.POST.get("answer") == "yes" or "lines" in request.POST or _is_plain(quote)
        if request.method == "POST" and is_settled:
            try:
                if word == "accept":
                    answering.accept_with(quote, by=request.user, taken=taken, alternative=letter)
                else:
                    lines = request.POST.get("lines", ",".join(map(str, taken)))
                    choose(quote, by=request.user, lines=lines, alternative=letter)
            except Refusal as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("%(past)s: %(title)s") % {"past": capfirst(str(verb.past)), "title": quote})
            return redirect("kit:detail", "quotes", pk)
        require_known(Quote, by=request.user)
        paper = read(options.taking(content, taken, letter))
        context = {"row": quote, "verb": verb, "address": request.path} | left_open(paper)
        return render(request, "sales/choosing.html", context)

    return asked


def _is_plain(quote: Quote) -> bool:
    return not answering.leaves_a_choice(quote)
