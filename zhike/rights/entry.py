"""Pages for those who hold at least a role."""

import functools

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhike.kit.access.person import person
from zhike.kit.refusal import NotAllowed
from zhike.look.entry import View, named


def least(role: str):
    """A view for those who hold this built-in role or one above it."""

    def guarded(view: View) -> View:
        @functools.wraps(view)
        def entered(request: HttpRequest, *place, **sent) -> HttpResponseBase:
            if not person(request).is_at_least(role):
                raise NotAllowed
            return view(request, *place, **sent)

        return named(entered, role)

    return guarded
