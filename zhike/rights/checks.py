"""What keeps the system from starting: an address of which nobody said who may enter."""

from typing import Any

from django.core.checks import Error, register
from django.urls import get_resolver

from zhike.look.entry import undeclared

HINT = "Wrap the view where its address is: open_to_strangers(view), signed_in(view) or least(Role.…)(view)."


@register
def every_address_says_who_enters(app_configs: Any, **options: Any) -> list[Error]:
    """One error for each address without a policy."""
    return [
        Error(f"Nobody said who may enter {pattern.pattern!s} ({pattern.lookup_str}).", hint=HINT, id="zhike.E001")
        for pattern in undeclared(get_resolver().url_patterns)
    ]
