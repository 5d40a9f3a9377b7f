"""Pages of work written by hand: the day, calls, visits on site, minutes, the calendar and its feeds."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.rows import may
from zhike.look import nav
from zhike.look.entry import open_to_strangers, signed_in
from zhike.work import favourites
from zhike.work.day import due_now
from zhike.work.models import SpecialDay
from zhike.work.pages import calendar, calling, feeds, minuting, reading, today, visiting

app_name = "work"

nav.add(nav.Place("today", _("Today"), "work:today", 10, counts=due_now, letter="d"))
nav.add(nav.Place("calendar", _("Calendar"), "work:calendar", 12, under="today", letter="k"))
nav.add(nav.Place("visits", _("Visits"), "kit:list", 13, args=("visits",), under="today", letter="v"))
nav.add(nav.Place("meetings", _("Meetings"), "kit:list", 14, args=("meetings",), under="today"))
nav.add(nav.Place("calls", _("Calls"), "kit:list", 15, args=("calls",), under="today"))
nav.add(
    nav.Place(
        "special-days",
        _("Special days"),
        "kit:list",
        95,
        args=("special-days",),
        under="settings",
        shown_to=lambda by: may(by, "create", SpecialDay),
    )
)
nav.add(nav.Place("favourites", _("My favourites"), "work:favourites", 85, letter="f"))
urlpatterns = [
    path("today/", signed_in(today.today_page), name="today"),
    path("favourites/", signed_in(favourites.favourites_page), name="favourites"),
    path("customers/<int:pk>/call/", signed_in(calling.call_page), name="call"),
    path("visits/<int:pk>/on-site/", signed_in(visiting.visit_page), name="on-site"),
    path("meetings/<int:pk>/minutes/", signed_in(minuting.minutes_page), name="minutes"),
    path("calendar/", signed_in(calendar.calendar_page), name="calendar"),
    path("calendar/<slug:slug>/<int:pk>/move/", signed_in(calendar.move), name="calendar-move"),
    path("calendar/feeds/", signed_in(feeds.feeds_page), name="feeds"),
    path("calendar/feeds/<int:pk>/end/", signed_in(feeds.end_feed), name="feed-end"),
    path("calendar/import/", signed_in(reading.import_page), name="calendar-import"),
    path("calendar/import/<int:pk>/undo/", signed_in(reading.undo), name="calendar-undo"),
    path("calendar/<str:token>.ics", open_to_strangers(feeds.ics), name="ics"),
]
