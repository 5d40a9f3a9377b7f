"""The bell's pages: what somebody was told, how they want to be told, and the stream behind the bell."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhike.kit.access.models import Role
from zhike.kit.access.person import person
from zhike.kit.refusal import Refusal
from zhike.look.entry import open_to_strangers, signed_in
from zhike.look.toast import toast
from zhike.notices import jobs_pages, sending, stream
from zhike.notices.models import GroupTool, Notice
from zhike.notices.preferring import PreferenceForm
from zhike.notices.told import told
from zhike.rights.entry import least

app_name = "notices"
SHOWN = 50


@require_GET
def list_page(request: HttpRequest) -> HttpResponse:
    """The latest notices, all or only unread ones; further down from the one numbered `before`."""
    by, only, before = person(request), "unread" in request.GET, request.GET.get("before", "")
    some = Notice.objects.unread(by) if only else Notice.objects.filter(to=by, in_app=True).order_by("-id")
    some = some.filter(pk__lt=int(before)) if before.isdecimal() else some
    found = list(some.select_related("by")[: SHOWN + 1])
    more = found[SHOWN - 1].pk if len(found) > SHOWN else None
    context = {"notices": told(found[:SHOWN], by=by), "more": more, "only_unread": only}
    return render(request, "notices/list.html", context)


@require_GET
def open_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Go where a notice leads; it is read then. One that its reader may no longer see is not found."""
    by = person(request)
    notice = Notice.objects.select_related("by").get(pk=pk, to=by)
    found = told([notice], by=by)
    if not found:
        raise Notice.DoesNotExist
    Notice.objects.unread(by).filter(pk=pk).update(read_at=timezone.now())
    return redirect(found[0].url)


@require_POST
def read_page(request: HttpRequest) -> HttpResponse:
    """Take notices as read: the one named, or all."""
    unread, only = Notice.objects.unread(person(request)), request.POST.get("pk", "")
    (unread.filter(pk=int(only)) if only.isdecimal() else unread).update(read_at=timezone.now())
    return redirect("notices:list")


@require_GET
def stream_page(request: HttpRequest) -> HttpResponseBase:
    """The bell as it rings; a browser that comes back says what it got last.

    A page left open after its session ended is answered with nothing, upon which a browser asks no more: a stream has
    no door to be led to.
    """
    if not request.user.is_authenticated:
        return HttpResponse(status=204)
    since = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    events = stream.events(
        person(request), since=int(since) if since.isdecimal() else 0, session=request.session.session_key or ""
    )
    answer = StreamingHttpResponse(events, content_type="text/event-stream")
    answer.headers["Cache-Control"], answer.headers["X-Accel-Buffering"] = "no-store", "no"
    return answer


def preferences_page(request: HttpRequest) -> HttpResponse:
    """Which kinds come by which way, and the address in the group tool."""
    form = PreferenceForm(request.POST or None, by=person(request))
    if form.is_valid():
        form.save()
        toast(request, _("Saved."))
        return redirect("notices:preferences")
    context = {"form": form, "has_mail": bool(settings.EMAIL_HOST)}
    return render(request, "notices/preferences.html", context, status=422 if form.errors else 200)


@require_POST
def test_page(request: HttpRequest) -> HttpResponse:
    """Say something in the group tool, to see whether it arrives."""
    tool = GroupTool.objects.get(person=person(request))
    try:
        sending.say(tool.url, _("This is a test: notices arrive here."))
    except sending.Unanswered as error:
        raise Refusal(_("Nobody answered there. Check the address in your group tool.")) from error
    toast(request, _("Sent. Look into your group tool."))
    return redirect("notices:preferences")


urlpatterns = [
    path("notices/", signed_in(list_page), name="list"),
    path("notices/read/", signed_in(read_page), name="read"),
    path("notices/stream/", open_to_strangers(stream_page), name="stream"),
    path("notices/<int:pk>/", signed_in(open_page), name="open"),
    path("profile/notices/", signed_in(preferences_page), name="preferences"),
    path("profile/notices/test/", signed_in(test_page), name="test"),
    path("settings/jobs/", least(Role.ADMIN)(jobs_pages.jobs_page), name="jobs"),
    *(
        path(f"settings/jobs/{word}/", least(Role.ADMIN)(jobs_pages.act_page), {"word": word}, name=word)
        for word in jobs_pages.ACTS
    ),
]
