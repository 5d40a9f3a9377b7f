"""How much somebody may take off a price, and in which words it is more."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from zhike.catalog import rules
from zhike.catalog.models import DiscountLimit, Product
from zhike.kit.access.models import RANKS, Role, Staff

EVERYTHING = Decimal(100)


class Limit(NamedTuple):
    """The most that may be taken off in percent, and what must stay above the cost in percent of the price."""

    percent: Decimal
    margin: Decimal | None = None


class Limits:
    """What somebody may take off, and must leave; read once for whatever is asked of it.

    The firm's own role decides before the built-in one, and of a role the limit of the category before the one for
    all. A role of which nothing is said has the limit of the next one above: nobody may more than those above them.
    Where nothing is said of any, there is no limit.
    """

    def __init__(self, person: Staff) -> None:
        self.said = {
            (limit.own_role_id or limit.role, limit.category): Limit(limit.percent, limit.margin)
            for limit in DiscountLimit.every()
        }
        above = [role.value for role in Role if RANKS[role] >= RANKS[person.role]]
        self.roles = (person.grants.get("role"), *above)

    def of(self, category: str) -> Limit:
        """The limit for goods of a category."""
        places = ((role, where) for role in self.roles for where in (category, ""))
        return next((self.said[place] for place in places if place in self.said), Limit(EVERYTHING))

    def excess(self, product: Product, *, list_price: Decimal, price: Decimal, cost: Decimal | None = None) -> str:
        """In one sentence why a price is lower than they may go; nothing where it is not. All in one currency.

        Shares are judged to the two places in which limits are said, and shown.
        """
        limit, taken = self.of(product.category), rules.hundredths(rules.discount(list_price, price))
        told = {"product": product, "taken": taken, "limit": f"{limit.percent:.2f}"}
        if taken > limit.percent:
            return _("%(product)s: a discount of %(taken)s %% is more than the %(limit)s %% you may give.") % told
        if limit.margin is None or cost is None:
            return ""
        if (left := rules.hundredths(rules.margin(price, cost))) < limit.margin:
            told |= {"left": left, "margin": f"{limit.margin:.2f}"}
            return _("%(product)s: %(left)s %% stay above the cost, at least %(margin)s %% must.") % told
        return ""
