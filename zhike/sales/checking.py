"""What has to hold before an order counts: others register their checks, such as that of a credit limit."""

from collections.abc import Callable
from typing import Any

Check = Callable[..., None]
_checks: list[Check] = []


def register(check: Check) -> Check:
    """Ask `check(row, by=)` of every order before it counts, and of every quote before it is sent.

    It is given the order as it is written already, in the transaction that it may refuse. Raises Refusal, or returns.
    """
    _checks.append(check)
    return check


def check(row: Any, *, by: Any) -> None:
    """Ask everybody. Raises the first Refusal."""
    for one in _checks:
        one(row, by=by)
