"""For how much of the firm a person answers."""

from typing import Any

from zhike.customers.models import Customer
from zhike.kit.access.rows import sees_all
from zhike.kit.models import Role


def answers_for_the_firm(by: Any) -> bool:
    """Whether sums over all customers may be shown: to managers, and to whoever sees every customer."""
    return by.is_at_least(Role.MANAGER) or sees_all(Customer, by=by)
