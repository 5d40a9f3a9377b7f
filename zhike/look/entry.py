"""Who may enter a page: said of every view where its address is, and asked for when the system starts."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver

View = Callable[..., Any]
STRANGERS, SIGNED_IN = "strangers", "signed in"


def open_to_strangers(view: View) -> View:
    """A view for everybody, known or not."""
    return named(login_not_required(view), STRANGERS)


def unlisted(view: View) -> View:
    """A view whose answers no search engine keeps; whoever has the address reads them."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Any:
        response = view(*args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


def signed_in(view: View) -> View:
    """A view for whoever has an account; rows and rights decide about the rest."""
    return named(view, SIGNED_IN)


def named(view: View, entry: str) -> View:
    """The view with a note of who may enter."""
    view.entry = entry  # type: ignore[attr-defined]
    return view


def undeclared(patterns: list[Any]) -> Iterator[URLPattern]:
    """The addresses of which nobody said who may enter."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from undeclared(pattern.url_patterns)
        elif not getattr(pattern.callback, "entry", ""):
            yield pattern
