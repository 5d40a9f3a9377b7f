"""Sellers who give away more than others for the same products, and single lines that give away nearly all.

*Source.* Iglewicz and Hoaglin 1993: deviations in spreads, by the median and the median absolute deviation.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import numpy as np

from zhike.insight.measures.anomalies.baseline import MOST, OF_MEANS, OF_MEDIANS
from zhike.insight.measures.signals.alerts import CENT, MOST_PAPERS, Alert, Paper, Reason, beyond, percent

GIVEN, LEAST_PEERS = 0.2, 3


def robust_z(value: float, *, middle: float, median_away: float, mean_away: float) -> float:
    """How many spreads a value lies above the middle. Where nothing deviates, any deviation counts 1,000.

    >>> robust_z(0.3, middle=0.05, median_away=0.0, mean_away=0.1).__round__(2)
    1.99
    """
    spread = OF_MEDIANS * median_away or OF_MEANS * mean_away
    if spread == 0:
        return float(np.sign(value - middle)) * MOST
    return float(np.clip((value - middle) / spread, -MOST, MOST))


def among(values: Sequence[float]) -> list[float]:
    """The same for each of several values among the others; 0 with fewer than three of those.

    Among the others, because of four of whom three are alike the fourth would widen the spread that it is judged by.

    >>> among([0.0, 0.0, 0.0, 0.2])
    [0.0, 0.0, 0.0, 1000.0]
    """
    return [beside(value, np.array([*values[:place], *values[place + 1 :]])) for place, value in enumerate(values)]


def beside(value: float, others: np.ndarray) -> float:
    """One value among others."""
    if len(others) < LEAST_PEERS:
        return 0.0
    middle = float(np.median(others))
    away = np.abs(others - middle)
    return robust_z(value, middle=middle, median_away=float(np.median(away)), mean_away=float(np.mean(away)))


def generous(rows: list[dict[str, Any]], *, threshold: float, gap: float) -> list[dict[str, Any]]:
    """The sellers whose discounts lie too far above what is usual, with ``z`` and both rates; per currency.

    They must do so without the line that gave away most, too: one line is no habit.
    """
    found = []
    for _currency, some in groupby(rows, key=lambda row: row["currency"]):
        sellers = list(some)
        above = [(row["given"] - row["usual_given"]) / row["full_price"] for row in sellers]
        for row, rate, z in zip(sellers, above, among(above), strict=True):
            habit = rate - row["most_given"] / row["full_price"]
            if z >= threshold and habit >= gap:
                found.append(row | {"z": z, "rate": row["given"] / row["full_price"], "above": rate})
    return found


def of_sellers(
    sellers: Iterable[dict[str, Any]], papers: Mapping[tuple[str, str], list[dict[str, Any]]], *, threshold: float
) -> Iterator[Alert]:
    """An alert for each of these sellers, with the papers that gave away most."""
    for row in sellers:
        usual = row["usual_given"] / row["full_price"]
        told = {"rate": percent(row["rate"]), "lines": row["lines"], "usual": percent(usual)}
        reasons = [
            Reason("above_peers", GIVEN, told),
            Reason("spreads_above", beyond(row["z"], threshold=threshold), {"spreads": spreads(row["z"])}),
        ]
        yield Alert(
            "discount",
            row["last_day"],
            row["currency"],
            in_cents(row["given"] - row["usual_given"]),
            reasons,
            [
                Paper("sale", one["paper"], one["day"], one["customer"], in_cents(one["paid"]))
                for one in papers[row["seller"], row["currency"]]
            ],
            seller=row["seller"],
        )


def of_lines(rows: list[dict[str, Any]], *, threshold: float) -> Iterator[Alert]:
    """An alert for each paper with lines that give away far more than is usual for the product."""
    for _paper, some in groupby(rows, key=lambda row: row["paper"]):
        steep = [row | {"z": z_of(row)} for row in some if z_of(row) >= threshold]
        if not steep:
            continue
        worst = max(steep, key=lambda row: row["above"])
        told = {"discount": percent(worst["discount"]), "usual": percent(worst["product_discount"])}
        reasons = [
            Reason("steep_line", min(worst["above"], 0.9), told),
            Reason("spreads_beyond", beyond(worst["z"], threshold=threshold) / 2, {"spreads": spreads(worst["z"])}),
        ]
        lost = sum(row["full_price"] * row["above"] for row in steep)
        paid = in_cents(sum(row["paid"] for row in steep))
        yield Alert(
            "discount",
            worst["day"],
            worst["currency"],
            in_cents(lost),
            reasons,
            [Paper("sale", worst["paper"], worst["day"], worst["customer"], paid)],
            customer=worst["customer"],
            seller=worst["seller"],
        )


def z_of(row: dict[str, Any]) -> float:
    """How many spreads a line lies beyond all lines."""
    return robust_z(row["above"], **{name: row[name] for name in ("middle", "median_away", "mean_away")})


def spreads(z: float) -> str:
    """So many spreads in a sentence."""
    return f"{min(z, 99.0):.1f}" if z < 99 else "99+"


def in_cents(amount: float) -> Decimal:
    """A computed amount as money."""
    return Decimal(repr(round(amount, 2))).quantize(CENT)


def by_seller(rows: list[dict[str, Any]]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The papers of each seller and currency."""
    keyed = groupby(rows, key=lambda row: (row["seller"], row["currency"]))
    return {key: list(some)[:MOST_PAPERS] for key, some in keyed}
