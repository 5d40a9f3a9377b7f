"""Sessions: when they end, whether they are fresh, which ones somebody has, and ending them at once.

A session is a row of the database, so ending it ends it on every machine with the next request; a stream that is held
open looks every two seconds (zhike.notices.stream).
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.site.account import devices

BEGAN, PROVED, SEEN = "began_at", "proved_at", "seen_at"  # seconds since 1970, in the session
SEEN_EVERY = 60  # seconds: how exactly it is known when a session was last used
# What a device calls itself, and what people call it. The first that is found counts.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Place:
    """A session as its owner sees it."""

    session: UserSession
    device: str
    is_this: bool


def session_limits(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: ends sessions that are too old, knows the stale ones, and remembers when each was last used."""

    def limited(request: HttpRequest) -> HttpResponse:
        if "_auth_user_id" not in request.session:  # a stranger's request asks the database for nobody
            return devices.hand_out(request, answer(request))
        now = time.time()
        if now - request.session.setdefault(BEGAN, now) > settings.SESSION_LONGEST:
            logout(request)
            messages.info(request, _("You were signed in for a long time. Please sign in again."))
        elif isinstance(request.user, Staff):
            request.user.is_stale = now - request.session.get(PROVED, 0) > settings.FRESH_FOR
            if now - request.session.get(SEEN, 0) > SEEN_EVERY and not is_waiting(request):
                request.session[SEEN] = now
                UserSession.objects.create_from_request(request)
        return devices.hand_out(request, answer(request))

    return limited


def begin(request: HttpRequest) -> None:
    """Somebody came in a moment ago."""
    request.session[BEGAN] = request.session[PROVED] = time.time()


def prove(request: HttpRequest) -> None:
    """Somebody proved a moment ago who they are."""
    request.session[PROVED] = time.time()
    request.user.is_stale = False  # type: ignore[union-attr]


def places(request: HttpRequest) -> list[Place]:
    """Where the person of a request is signed in, this session first, then the last used."""
    mine = request.session.session_key
    found = [
        Place(one, device_of(one.user_agent), one.session_key == mine)
        for one in UserSession.objects.purge_and_list(request.user)
    ]
    return sorted(found, key=lambda one: (not one.is_this, -one.session.last_seen_at.timestamp()))


def end_others(request: HttpRequest) -> int:
    """End every session of the person but this one. Returns how many."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    return end(others)


def end_all(person: Staff) -> int:
    """End every session of somebody. Returns how many."""
    return end(UserSession.objects.filter(user=person))


def end(some: Iterable[UserSession]) -> int:
    """End sessions; whoever uses one is a stranger from the next request on."""
    ended = list(some)
    for session in ended:
        session.end()
    return len(ended)


@jobs.named(gettext_lazy("Forget sessions that ended"))
@jobs.daily(2)
def forget_ended() -> None:
    """Drop sessions that ended by themselves, and what was known of their devices."""
    SessionStore.clear_expired()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(alive)).delete()
    devices.forget()


def is_waiting(request: HttpRequest) -> bool:
    """Whether a page asks by itself, which must not keep its session alive."""
    return "text/event-stream" in request.headers.get("Accept", "")


def device_of(agent: str) -> str:
    """What people would call the device: `Chrome · Windows`."""
    named = [next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, named)) or _("Unknown device")
