"""Verbs that make another row lead to it: the order of a quote, its next version, the contract that follows."""

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
from zhike.kit.surfaces.forms import refuse
from zhike.kit.surfaces.verbs import verb_form

OF_QUOTES = ("new_version", "make_order", "make_contract")


def page(slug: str, word: str) -> Callable[..., HttpResponse]:
    """The form of a verb; done, it leads to what was made."""

    def made(request: HttpRequest, pk: int) -> HttpResponse:
        entity = registry.entity_named(slug)
        verb = next(one for one in registry.verbs_of(entity.model) if one.word == word)  # type: ignore[union-attr]
        row = fetch(entity, pk, by=request.user)  # type: ignore[arg-type]
        form = verb_form(verb, by=request.user, data=request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                done: Any = verb(
                    row, by=request.user, **{name: value for name, value in form.cleaned_data.items() if value}
                )
            except Refusal as refusal:
                refuse(form, refusal)
            else:
                said = {"past": capfirst(str(verb.past)), "title": done}
                messages.success(request, _("%(past)s: %(title)s") % said)
                return redirect("kit:detail", registry.entity_of(type(done.made)).slug, done.made.pk)
        back = f"/{slug}/{pk}/"
        context = {"entity": entity, "row": row, "verb": verb, "form": form, "next": back}
        return render(request, "kit/verb.html", context, status=422 if form.is_bound else 200)

    return made
