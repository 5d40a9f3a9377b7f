"""The bell as it rings: server-sent events (WHATWG HTML, 9.2) on a server whose threads must not run out.

Every held stream keeps one of a process's few threads. Only `HELD` are held; whoever comes beyond them gets what is
pending and the advice to come back, which is what a browser does by itself. A stream also ends after `PATIENCE`, and
the browser comes back with the number of the last notice it got: nothing is lost in between.
"""

import json
import multiprocessing
import time
from collections.abc import Iterator
from threading import BoundedSemaphore

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import translation

from zhike.kit.access.models import Staff
from zhike.notices.models import Notice
from zhike.notices.told import bell, told

HELD = 2  # streams one process holds at once, of its eight threads
PATIENCE, PULSE = 50.0, 2.0  # seconds one stream is held; seconds between two looks
COME_BACK, COME_AGAIN = 1_000, 10_000  # milliseconds: after a stream that was held, after one that was not
AT_ONCE = 20  # notices sent in one go; the rest are found under the bell
# Set by the process that forks the others, when it is told to end.
ending = multiprocessing.Event()
_places = BoundedSemaphore(HELD)


def events(by: Staff, *, since: int, session: str = "") -> Iterator[str]:
    """What happens to somebody's bell after the notice numbered `since`, as long as there is room and time.

    It ends with the session it was asked in, and when its reader's account is closed.
    """
    is_held = _places.acquire(blocking=False)
    try:
        yield f"retry: {COME_BACK if is_held else COME_AGAIN}\n\n"
        ends, count = time.monotonic() + PATIENCE, -1
        while True:
            was, (count, latest) = count, bell(by)
            if latest > since:
                yield from _new(by, since, count)
            elif count != was:
                yield _event("count", {"count": count})
            else:
                yield ": still here\n\n"
            since = max(since, latest)
            _let_go()
            if not is_held or time.monotonic() > ends or ending.wait(PULSE) or not _still_in(by, session):
                break
    finally:
        if is_held:
            _places.release()


def _new(by: Staff, since: int, count: int) -> Iterator[str]:
    fresh = Notice.objects.unread(by).filter(pk__gt=since).select_related("by")[:AT_ONCE]
    with translation.override(by.language):
        for one in reversed(told(fresh, by=by)):
            yield _event("notice", {"count": count, "text": one.text, "pk": one.notice.pk}, one.notice.pk)


def _event(name: str, data: dict, number: int | None = None) -> str:
    numbered = f"id: {number}\n" if number else ""
    return f"{numbered}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _still_in(by: Staff, session: str) -> bool:
    if session and not SessionStore().exists(session):
        return False
    return Staff.objects.filter(pk=by.pk, is_active=True).exists()


def _let_go() -> None:
    """A waiting stream keeps no connection from the pages."""
    if not connection.in_atomic_block:
        connection.close()
