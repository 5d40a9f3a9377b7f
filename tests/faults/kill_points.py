"""Places where a web worker kills itself because a request asks for it; only a site under test has them."""

import os
import signal
import threading

from django.db.backends.base.base import BaseDatabaseWrapper

POINTS = ("before commit", "after commit", "before reply")
HEADER = "Kill-Point"
_asked = threading.local()
_commit = BaseDatabaseWrapper._commit


class KillPoints:
    """Middleware that stands around all others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        _asked.point = request.headers.get(HEADER, "")
        response = self.get_response(request)
        die_at("before reply")
        return response


def commit(self):
    die_at("before commit")
    _commit(self)
    die_at("after commit")


def die_at(point):
    if getattr(_asked, "point", "") == point:
        os.kill(os.getpid(), signal.SIGKILL)


BaseDatabaseWrapper._commit = commit
