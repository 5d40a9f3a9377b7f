"""How much somebody may take off a price, and the refusal where it is more."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from zhike.catalog import rules
from zhike.catalog.models import DiscountLimit, Product
from zhike.kit.access.models import RANKS, Role, Staff
from zhike.kit.refusal import Refusal

EVERYTHING = Decimal(100)


class Limit(NamedTuple):
    """The most that may be taken off in percent, and what must stay above the cost in percent of the price."""

    percent: Decimal
    margin: Decimal | None = None


def limit_for(person: Staff, product_or_category: Product | str) -> Decimal:
    """The most that somebody may take off, in percent of the list price."""
    return limits_of(person, product_or_category).percent


def limits_of(person: Staff, product_or_category: Product | str) -> Limit:
    """What somebody may take off, and must leave.

    The firm's own role decides before the built-in one, and of a role the limit of the category before the one for
    all. A role of which nothing is said has the limit of the next one above: nobody may more than those above them.
    Where nothing is said of any, there is no limit.
    """
    category = product_or_category if isinstance(product_or_category, str) else product_or_category.category
    said = {
        (limit.own_role_id or limit.role, limit.category): Limit(limit.percent, limit.margin)
        for limit in DiscountLimit.of(category)
    }
    above = [role.value for role in Role if RANKS[role] >= RANKS[person.role]]
    for role in (person.grants.get("role"), *above):
        for place in ((role, category), (role, "")):
            if place in said:
                return said[place]
    return Limit(EVERYTHING)


def excess(person: Staff, product: Product, *, list_price: Decimal, price: Decimal, cost: Decimal | None = None) -> str:
    """In one sentence why a price is lower than somebody may go; nothing where it is not. All in one currency."""
    limit, taken = limits_of(person, product), rules.discount(list_price, price)
    told = {"product": product, "taken": f"{taken:.2f}", "limit": f"{limit.percent:.2f}"}
    if taken > limit.percent:
        return _("%(product)s: a discount of %(taken)s %% is more than the %(limit)s %% you may give.") % told
    if limit.margin is not None and cost is not None and (left := rules.margin(price, cost)) < limit.margin:
        told |= {"left": f"{left:.2f}", "margin": f"{limit.margin:.2f}"}
        return _("%(product)s: %(left)s %% stay above the cost, at least %(margin)s %% must.") % told
    return ""


def require_within(
    person: Staff, product: Product, *, list_price: Decimal, price: Decimal, cost: Decimal | None = None
) -> None:
    """Refuse a price that is lower than somebody may go."""
    if sentence := excess(person, product, list_price=list_price, price=price, cost=cost):
        raise Refusal(sentence)
