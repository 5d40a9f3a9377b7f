"""For how much of the firm a person answers, and whose amounts they may know."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhike.customers.models import Customer
from zhike.kit import registry
from zhike.kit.access.rows import sees_all
from zhike.kit.models import Role
from zhike.kit.refusal import Refusal
from zhike.rights.figures import hidden_of

#: The nouns that what customers bought for is told of.
BOUGHT = ("customers", "orders")
#: Those that what they brought is told of: margins, and what is expected of them.
EARNED = (*BOUGHT, "products")


def answers_for_the_firm(by: Any) -> bool:
    """Whether sums over all customers may be shown: to managers, and to whoever sees every customer."""
    return by.is_at_least(Role.MANAGER) or sees_all(Customer, by=by)


def knows_amounts(by: Any, of: Sequence[str] = BOUGHT) -> bool:
    """Whether somebody may know the amounts of these nouns, and whatever follows from them by arithmetic."""
    return not _shut(by, of)


def require_amounts(by: Any, of: Sequence[str] = BOUGHT) -> None:
    """Refuse what is nothing without the amounts of these nouns."""
    if not knows_amounts(by, of):
        raise Refusal(hidden_words(by, of))


def hidden_words(by: Any, of: Sequence[str] = BOUGHT) -> str:
    """Which right is missing to know the amounts of these nouns, and who gives it."""
    nouns = _(", ").join(str(registry.entity_of(model).nouns) for model in _shut(by, of))
    sentence = _("This is told in amounts, and your role hides those of: %(nouns)s. An administrator can show them.")
    return sentence % {"nouns": nouns}


def _shut(by: Any, of: Sequence[str]) -> list[Any]:
    """The nouns that somebody may not read, or some figure of which, of these and of those they are added up from."""
    return hidden_of(*(found.model for slug in of if (found := registry.entity_named(slug))), by=by)
