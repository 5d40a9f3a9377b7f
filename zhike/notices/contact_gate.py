"""Whether somebody outside may be written to now: asked before a letter is marked as sent."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

Gate = Callable[..., Any]
_gates: list[Gate] = []


def register(gate: Gate) -> Gate:
    """Ask `gate(whom, about=, by=)`, which gives the reason against it in words, or nothing."""
    _gates.append(gate)
    return gate


def reason_against(whom: Model, *, about: Model, by: Any) -> str:
    """The first reason why somebody may not be contacted now; empty where nobody has one."""
    return next((str(reason) for gate in _gates if (reason := gate(whom, about=about, by=by))), "")
