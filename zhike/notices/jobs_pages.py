"""Background work for administrators: what runs, what waits, what failed, what comes again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhike.api.webhooks.keeping import require_admin
from zhike.exchange.importing.models import ImportRun
from zhike.kit.access.person import person
from zhike.kit.batches.models import Batch
from zhike.kit.batches.pages import UNLISTED
from zhike.look.toast import toast
from zhike.notices import queue

LATEST = 10
ACTS = {"retry": queue.retry, "discard": queue.discard}


@require_GET
def jobs_page(request: HttpRequest) -> HttpResponse:
    """All of it; htmx asks for the moving part alone."""
    require_admin(person(request))
    context = {
        **queue.unfinished(),
        "workers": queue.workers(),
        "waiting": queue.waiting(),
        "recurring": queue.recurring(),
        "batches": Batch.objects.exclude(kind__in=UNLISTED).select_related("by").order_by("-pk")[:LATEST],
        "imports": ImportRun.objects.select_related("by").order_by("-pk")[:LATEST],
    }
    part = "work" if request.headers.get("HX-Request") else "jobs"
    return render(request, f"notices/{part}.html", context)


@require_POST
def act_page(request: HttpRequest, word: str) -> HttpResponse:
    """Retry or discard one job by its number, or all of one kind by its task."""
    by = person(request)
    require_admin(by)
    asked = {name: request.POST[name] for name in ("pk", "task_name") if request.POST.get(name)}
    ACTS[word](queue.stuck().filter(**asked) if asked else queue.stuck().none(), by=by)
    toast(request, _("Done."))
    return redirect("notices:jobs")
