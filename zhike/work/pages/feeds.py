"""Calendars to subscribe to: the page where they are made and ended, and the file that calendar programs read."""

from hashlib import sha256

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.work.calendars import feeds
from zhike.work.models import CalendarFeed

PARTS = (
    ("tasks", gettext_lazy("Tasks")),
    ("visits", gettext_lazy("Visits")),
    ("meetings", gettext_lazy("Meetings")),
    ("days", gettext_lazy("Days off")),
)


class FeedForm(forms.Form):
    """What a feed is called and what it shows."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=60)
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("shows"), choices=PARTS, widget=forms.CheckboxSelectMultiple, required=False
    )
    with_names = forms.BooleanField(label=gettext_lazy("with the names of customers and places"), required=False)


@never_cache
def feeds_page(request: HttpRequest) -> HttpResponse:
    """One's own feeds, and the form for another one; its address is shown this once."""
    by = person(request)
    form = FeedForm(request.POST or None, initial={"name": _("My phone"), "parts": [part for part, _word in PARTS]})
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            _feed, secret = feeds.make(by=by, **form.cleaned_data)
            context["address"] = request.build_absolute_uri(reverse("work:ics", args=[secret]))
        except Refusal as refusal:
            refuse(form, refusal)
    words, live = dict(PARTS), CalendarFeed.objects.filter(owner=by, ended_at=None).order_by("-pk")
    context["feeds"] = [(feed, [words[part] for part in feed.parts]) for feed in live]
    return render(request, "work/feeds.html", context, status=422 if form.errors else 200)


@require_POST
def end_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own feeds."""
    by = person(request)
    feeds.end(CalendarFeed.objects.get(pk=pk, owner=by), by=by)
    messages.success(request, _("This calendar can be read no longer."))
    return redirect("work:feeds")


@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The file, for whoever knows the secret in its address; 304 where it says what was read before."""
    feed = feeds.known(token)
    if feed is None:
        raise Http404
    text = feeds.text_of(feed, today=timezone.localdate()).encode()
    tag = f'"{sha256(text).hexdigest()[:32]}"'
    feeds.note_read(feed, at=timezone.now())
    headers = {"ETag": tag, "Cache-Control": "private, max-age=300"}
    if tag in request.headers.get("If-None-Match", "").replace("W/", "").split(", "):
        return HttpResponseNotModified(headers=headers)
    named = {"Content-Disposition": 'inline; filename="zhike.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers | named)
