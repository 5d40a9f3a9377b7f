"""The page of backups, for administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhike.backup import jobs, places
from zhike.backup.status import status
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.person import person
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.look.toast import toast
from zhike.rights.entry import least

app_name = "backup"


@require_GET
def status_page(request: HttpRequest) -> HttpResponse:
    """Whether there is a good backup, and what to do where there is none; htmx asks for the moving part alone."""
    require_admin(person(request))
    part = "status" if request.headers.get("HX-Request") else "page"
    return render(request, f"backup/{part}.html", {"state": status()})


@require_POST
def now_page(request: HttpRequest) -> HttpResponse:
    """Ask for a backup."""
    require_admin(person(request))
    if not places.keys():
        raise Refusal(_("There is no key to seal backups with yet. Make one on the server first."))
    jobs.request()
    toast(request, _("The backup begins as soon as a worker is free."))
    return redirect("backup:status")


def require_admin(by: Staff) -> None:
    """Refuse whoever does not look after the system."""
    if not by.is_at_least(Role.ADMIN) or not by.has_scope("", "admin"):
        raise NotAllowed


urlpatterns = [
    path("settings/backups/", least(Role.ADMIN)(status_page), name="status"),
    path("settings/backups/now/", least(Role.ADMIN)(now_page), name="now"),
]
