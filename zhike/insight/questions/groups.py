"""How many customers and how much money in each group of a coded standing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from zhike.customers.kinds import KINDS, mark_of, words_of
from zhike.insight.questions.joins import amount, graded, present
from zhike.insight.rules import share


@dataclass(frozen=True)
class Group:
    """Customers with one value of a standing; `value` is None for those without one."""

    kind: str
    value: str | None
    customers: int
    net: Decimal | None
    margin: Decimal | None

    @property
    def words(self) -> str:
        """The value as people call it."""
        return words_of(self.kind, self.value) if self.value else ""

    @property
    def mark(self) -> str:
        """The style of the value's mark."""
        return mark_of(self.kind, self.value) if self.value else ""


@dataclass(frozen=True)
class Picture:
    """Every group of one kind, best first, with those not judged apart."""

    groups: list[Group]
    unjudged: Group

    @property
    def customers(self) -> int:
        """Customers that are judged."""
        return sum(group.customers for group in self.groups)

    @property
    def has_margin(self) -> bool:
        """Whether money means margin: not where costs are unknown, nor for ABC, which is cut by net sales."""
        return self.unjudged.kind != "abc" and any(group.margin is not None for group in self.groups)

    @property
    def has_amounts(self) -> bool:
        """Whether any money is known, and may be."""
        return any(group.margin is not None or group.net is not None for group in (*self.groups, self.unjudged))

    def worth(self, group: Group) -> Decimal:
        """The money a group is drawn by: margin where it is known, else net sales, of twelve months."""
        return (group.margin if self.has_margin else group.net) or Decimal(0)

    @property
    def bars(self) -> list[dict[str, Any]]:
        """Each group with its shares and where its two bars start and how long they are, in per cent of the longest."""
        most = max((group.customers for group in self.groups), default=0)
        gains = {group.value: float(max(self.worth(group), Decimal(0))) for group in self.groups}
        return [
            {
                "group": group,
                "worth": self.worth(group),
                "customer_share": share(group.customers, self.customers),
                "worth_share": share(gains[group.value], sum(gains.values())),
                **_bar("", share(group.customers, most)),
                **_bar("worth_", share(gains[group.value], max(gains.values()))),
            }
            for group in self.groups
        ]


def picture(kind: str, *, by) -> Picture:
    """The groups of one coded kind among the customers a person may see, in one query."""
    counted = (
        graded(by)
        .annotate(judged=present(kind), net=amount("net_sales_12m", by=by), margin=amount("margin_12m", by=by))
        .values("judged__value")
        .annotate(customers=Count("pk"), net_sum=Sum("net__number"), margin_sum=Sum("margin__number"))
        .order_by()
    )
    found = {row["judged__value"]: _group(kind, row) for row in counted}
    order: Iterable[str] = [value for value, _word in KINDS[kind].values] or sorted(v for v in found if v)
    return Picture(
        groups=[found.get(value) or Group(kind, value, 0, None, None) for value in order],
        unjudged=found.get(None) or Group(kind, None, 0, None, None),
    )


def _group(kind: str, row: Mapping[str, Any]) -> Group:
    return Group(kind, row["judged__value"], row["customers"], row["net_sum"], row["margin_sum"])


def _bar(name: str, part: float) -> dict[str, str]:
    """A bar in the middle: centred, and so long."""
    return {f"{name}length": f"{100 * part:.1f}", f"{name}start": f"{50 - 50 * part:.2f}"}
