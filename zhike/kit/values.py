"""Values outside the database: as JSON keeps and carries them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localtime


def plain(value: Any) -> Any:
    """A single value as JSON has it: ISO days and moments, decimals as text."""
    if isinstance(value, datetime):
        return localtime(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value
