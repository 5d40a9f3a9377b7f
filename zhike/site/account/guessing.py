"""A guess at somebody's account, wherever one is made: counted before it is looked at, traced where it is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from zhike.api.rest.limits import TooMuch
from zhike.kit.access.models import Staff
from zhike.site.account.limits import count_guess, take_back, too_many
from zhike.site.account.telling import note_later


@contextmanager
def guess(request: HttpRequest, somebody: Staff, *, way: str) -> Iterator[None]:
    """Inside, a guess is looked at; it is wrong where that raises a ValidationError. One too many is not looked at."""
    try:
        count_guess(request, somebody.username)
    except TooMuch as error:
        raise ValidationError(too_many(error)) from error
    try:
        yield
    except ValidationError:
        note_later(somebody, "refused", way=way)
        raise
    take_back(request, somebody.username)
