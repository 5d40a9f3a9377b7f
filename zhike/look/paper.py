"""Pages on paper: a template as PDF, made without any network, with the fonts it needs inside."""

from importlib import import_module
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language


def pdf(template: str, context: dict[str, Any]) -> bytes:
    """A template as PDF, in the language of the moment, which it is told as `lang`.

    The library that draws is loaded when the first paper is asked for.
    """
    html = render_to_string(template, {"lang": get_language()} | context)
    made: bytes = import_module("weasyprint").HTML(string=html, url_fetcher=_nothing).write_pdf()
    return made


def _nothing(url: str, *given: Any, **options: Any) -> Any:
    """A paper names nothing outside itself."""
    raise ValueError(url)
