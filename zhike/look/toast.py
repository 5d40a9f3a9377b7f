"""A short word after an act, with the way to take it back."""

from django.contrib import messages
from django.http import HttpRequest


def toast(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """Say that something is done; `undo` is the address whose POST takes it back."""
    messages.success(request, sentence, extra_tags=undo)
