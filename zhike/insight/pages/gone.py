"""What is said of a draft that somebody published or discarded meanwhile, and where to go on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhike.insight import actions
from zhike.insight.models import Draft
from zhike.insight.words import RULED
from zhike.kit.access.person import person
from zhike.kit.audit.models import Trace
from zhike.kit.refusal import NotAllowed

GONE = 410
ENDS = ("insight.publish_draft", "insight.discard")
Page = Callable[[HttpRequest, int], HttpResponse]


def of_draft(page: Callable[[HttpRequest, Draft], HttpResponse]) -> Page:
    """The page of a draft, for whoever may draft; of one that has ended, how it did."""

    @wraps(page)
    def answer(request: HttpRequest, pk: int) -> HttpResponse:
        if not actions.may_draft(person(request)):
            raise NotAllowed
        try:
            return page(request, Draft.objects.select_related("made_by").get(pk=pk))
        except Draft.DoesNotExist:
            return _gone(request, pk)

    return answer


def _gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Who ended it, when and how. Raises Draft.DoesNotExist for one that never was."""
    ended = Trace.objects.filter(noun=Draft._meta.label_lower, object_id=pk, verb__in=ENDS).select_related("actor")
    entry = ended.order_by("-pk").first()
    if entry is None:
        raise Draft.DoesNotExist
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "insight/draft_gone.html", {"entry": entry, **_onward(entry)}, status=GONE)


def _onward(entry: Trace) -> dict[str, Any]:
    """The rules that it was a draft of, and the version that was made of it."""
    measure, version = (entry.changes.get(name, [None, None])[1] for name in ("measure", "version"))
    if measure not in RULED:
        return {"rules": reverse("insight:rules")}
    told = {"rules": reverse("insight:rules", args=[measure]), "measure": measure, "label": f"v{version}"}
    return told | {"version": version and reverse("insight:version", args=[measure, version])}
