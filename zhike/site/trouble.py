"""What is answered when something broke: that a request may be sent again where it may, and what is in the way."""

import errno
import logging
import sys
from collections.abc import Iterator

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _
from psycopg.errors import DiskFull

from zhike.api.rest.problems import problem

LONG, BROKEN, UNREACHABLE, FULL = 413, 500, 503, 507
WAIT = "2"  # seconds
log = logging.getLogger(__name__)


def handler500(request: HttpRequest) -> HttpResponse:
    """The answer to an error that nobody foresaw; Django calls this while it handles the error."""
    error = sys.exc_info()[1]
    response = answer(request, status := status_of(error))
    if status == UNREACHABLE and not connection.in_atomic_block:
        connection.close()
    if status != BROKEN:
        # In one line: with the way of every request down to the driver, the log would be the next to fill the disk.
        log.error("%s was answered by %s: %s", request.path, status, type(error).__name__)
        vars(response)["_has_been_logged"] = True
    return response


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """A problem for programs and a page for people, which needs nothing of what may be broken."""
    sentence = {
        UNREACHABLE: _("The database cannot be reached just now. Nothing is lost; try again in a moment."),
        LONG: _("That is longer than this page takes. Nothing was kept: write less, and send no file."),
        FULL: _("The disk is full. What is there can be read; nothing can be changed until there is room again."),
    }.get(status, "")
    if sentence and request.path.startswith("/api/"):
        response: HttpResponse = problem(status, sentence)
    else:
        page = loader.get_template("500.html").render({"status": status, "sentence": sentence})
        response = HttpResponse(page, status=status)
    if status == UNREACHABLE:
        response.headers["Retry-After"] = WAIT
    return response


def status_of(error: BaseException | None) -> int:
    """Which trouble an error tells of, itself or by its causes."""
    causes = list(chain(error))
    if any(isinstance(cause, DiskFull) or getattr(cause, "errno", None) == errno.ENOSPC for cause in causes):
        return FULL
    if any(isinstance(cause, OperationalError | InterfaceError) for cause in causes):
        return UNREACHABLE
    return BROKEN


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what led to it."""
    while error is not None:
        yield error
        error = error.__cause__
