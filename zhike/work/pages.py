"""今日 Today: what I have to do, and who is slipping away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.work import day, favourites

app_name = "work"


def today(request: HttpRequest) -> HttpResponse:
    """The page a day begins with; htmx asks for the tasks alone after one is done."""
    now = timezone.localdate()
    context = {"today": now, "agenda": day.agenda(by=request.user, today=now)}
    if request.headers.get("HX-Target") == "tasks":
        return render(request, "work/tasks.html", context)
    return render(request, "work/today.html", {**context, "slipping": day.slipping(by=request.user)})


nav.add(nav.Place("today", _("Today"), "work:today", 10, counts=day.count_due, letter="d"))
nav.add(nav.Place("favourites", _("My favourites"), "work:favourites", 85, letter="f"))
urlpatterns = [
    path("today/", signed_in(today), name="today"),
    path("favourites/", signed_in(favourites.favourites_page), name="favourites"),
]
