"""Libraries that cost seconds and hundreds of megabytes to load; the web process never asks for them."""

from importlib import import_module
from typing import Any


def heavy(name: str) -> Any:
    """The module of a heavy library, loaded when it is first needed.

    >>> heavy("scipy.special").expit(0.0).item()
    0.5
    """
    return import_module(name)
