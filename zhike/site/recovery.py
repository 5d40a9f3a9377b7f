"""What an answer becomes when the database is away for a moment."""

import sys
from collections.abc import Callable, Iterator

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.defaults import server_error
from psycopg import errors
from psycopg_pool import PoolTimeout

READS = ("GET", "HEAD")
RETRY_AFTER = "5"  # seconds
# A connection that somebody or something ended, or that could not be had.
CUT = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, errors.IdleInTransactionSessionTimeout)
FULL = (PoolTimeout, errors.TooManyConnections)


class SecondTry:
    """Middleware: a page that only reads is asked for once more where its connection was lost under it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """The second answer; none where there is no reason for one."""
        match = request.resolver_match
        if request.method not in READS or not is_lost(error) or connection.in_atomic_block or not match:
            return None
        connection.close()
        try:
            return match.func(request, *match.args, **match.kwargs)
        except (OperationalError, InterfaceError):
            return None


def trouble(request: HttpRequest) -> HttpResponse:
    """What is answered where nobody caught an error: 503 with a time to come again where the database is away."""
    error = sys.exc_info()[1]
    if not is_away(error):
        return server_error(request)
    if not connection.in_atomic_block:
        connection.close()
    sentence = _("The system is busy or being restarted. Nothing was lost; try again in a few seconds.")
    plain = "text/plain; charset=utf-8"
    return HttpResponse(sentence, status=503, content_type=plain, headers={"Retry-After": RETRY_AFTER})


def is_lost(error: BaseException | None) -> bool:
    """Whether a connection that there was is there no more."""
    connected = connection.connection
    is_closed = connected is not None and connected.closed
    return isinstance(error, OperationalError | InterfaceError) and (
        is_closed or any(isinstance(cause, CUT) for cause in causes(error))
    )


def is_away(error: BaseException | None) -> bool:
    """Whether the database cannot be had at all, or has no room for one more."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return is_lost(error) or connection.connection is None or any(isinstance(cause, FULL) for cause in causes(error))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what caused it."""
    while error is not None:
        yield error
        error = error.__cause__
