"""The figures of loyalty: what each is called, means and is made of."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from zhike.insight.measures.cautions import _

Row = Mapping[str, Any]


class Figure(NamedTuple):
    """One figure: code, unit, meaning for translators, and how it is made of the sums of a year (None: not known)."""

    kpi: str
    unit: str
    meaning: str
    made: Callable[[Row], float | None]


def per(above: str, below: str, *, times: float = 1.0) -> Callable[[Row], float | None]:
    """One sum over another; None where nothing stands below, or where the one above is not known."""

    def made(row: Row) -> float | None:
        known = row[below] and row[above] is not None
        return float(row[above]) / float(row[below]) * times + 0.0 if known else None  # no figure is minus nought

    return made


def plain(name: str) -> Callable[[Row], float | None]:
    """A sum as it is."""
    return lambda row: None if row[name] is None else float(row[name])


def lost(row: Row) -> float | None:
    """The share of last year's customers who are not among this year's."""
    return 1 - row["kept"] / row["active_before"] if row["active_before"] else None


def unknown(row: Row) -> None:
    """What orders do not tell."""


FIGURES: tuple[Figure, ...] = (
    Figure("customers", "customers", _("Customers who bought in the last twelve months."), plain("active")),
    Figure("new_customers", "customers", _("Customers whose first purchase lies in these months."), plain("newcomers")),
    Figure(
        "second_purchase",
        "share",
        _("Of those who first bought in the year before, the share that bought again within a year."),
        per("came_again", "started"),
    ),
    Figure(
        "retention",
        "share",
        _("Of the customers of the year before, the share that bought."),
        per("kept", "active_before"),
    ),
    Figure("churn", "share", _("Of the customers of the year before, the share that did not buy."), lost),
    Figure("frequency", "purchases", _("Purchases per customer."), per("purchases", "active")),
    Figure("average_purchase", "money", _("Gross sales per purchase."), per("gross", "purchases")),
    Figure("sales_per_customer", "money", _("Net sales per customer."), per("net", "active")),
    Figure(
        "known_share",
        "share",
        _("The share of net sales from customers who had bought before."),
        per("net_of_known", "net"),
    ),
    Figure("returned", "share", _("Refunds as a share of gross sales."), per("refund", "gross", times=-1.0)),
    Figure(
        "referrals",
        "per_hundred",
        _("New customers brought by others, per hundred customers."),
        per("referred", "active", times=100.0),
    ),
    Figure("breadth", "products", _("Different products per customer."), per("pairs", "active")),
    Figure(
        "rung_movement",
        "per_hundred",
        _("Customers who rose on the ladder of loyalty less those who fell, per hundred."),
        per("moved", "stood", times=100.0),
    ),
    Figure(
        "share_of_wallet", "share", _("The share of what customers spend on such goods that they spend here."), unknown
    ),
    Figure("feedback", "per_hundred", _("Customers who told their opinion, per hundred."), unknown),
    Figure("price_tolerance", "share", _("How much more customers would pay before they leave."), unknown),
)
