"""A page is asked for once more where the connection to the database was lost under it."""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponseBase
from psycopg import errors

from zhike.site.trouble import chain

READS = ("GET", "HEAD")
# A connection that somebody or something ended.
CUT = (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow, errors.IdleInTransactionSessionTimeout)


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


def is_lost(error: BaseException | None) -> bool:
    """Whether a connection that there was is there no more."""
    connected = connection.connection
    is_closed = connected is not None and connected.closed
    return isinstance(error, OperationalError | InterfaceError) and (
        is_closed or any(isinstance(cause, CUT) for cause in chain(error))
    )
