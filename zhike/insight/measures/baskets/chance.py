"""Could chance have put these items together? Fisher's exact test for every rule, and a bound on false finds.

*Sources.* Fisher 1922; Benjamini and Hochberg 1995.
"""

import numpy as np

from zhike.insight.measures.baskets.coding import Numbers
from zhike.insight.measures.baskets.figures import Shares

#: Terms this much smaller than the sum so far no longer move it.
NEGLIGIBLE = 1e-17


def fisher(both: Numbers, left: Numbers, right: Numbers, *, baskets: int) -> Shares:
    """The chance of so many baskets with both sides or more, were the sides independent (one-sided, exact).

    >>> fisher(*np.array([[3], [4], [4]]), baskets=8).round(6).tolist()
    [0.242857]
    """
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, baskets + 1)))])
    rest = baskets - left - right
    here = np.exp(
        logs[left] - logs[both] - logs[left - both]
        + logs[baskets - left] - logs[right - both] - logs[rest + both]
        - logs[baskets] + logs[right] + logs[baskets - right]
    )  # fmt: skip
    above = both * baskets >= left * right
    result = np.empty(len(both))
    result[above] = upward(here[above], both[above], left[above], right[above], rest[above])
    result[~above] = 1 - downward(here[~above], both[~above], left[~above], right[~above], rest[~above])
    return np.clip(result, 0.0, 1.0)


def upward(here: Shares, both: Numbers, left: Numbers, right: Numbers, rest: Numbers) -> Shares:
    """This term of the hypergeometric distribution and all above it, each from the one before."""
    total, term, at, rows = here.copy(), here.copy(), both.astype(np.float64), np.arange(len(here))
    while len(rows):
        now = at[rows]
        term[rows] *= (left[rows] - now) * (right[rows] - now) / ((now + 1) * (rest[rows] + now + 1))
        total[rows] += term[rows]
        at[rows] += 1
        rows = rows[term[rows] > NEGLIGIBLE * total[rows]]
    return total


def downward(here: Shares, both: Numbers, left: Numbers, right: Numbers, rest: Numbers) -> Shares:
    """All terms below this one."""
    total, term, at, rows = np.zeros(len(here)), here.copy(), both.astype(np.float64), np.arange(len(here))
    while len(rows):
        now = at[rows]
        term[rows] *= now * (rest[rows] + now) / ((left[rows] - now + 1) * (right[rows] - now + 1))
        total[rows] += term[rows]
        at[rows] -= 1
        rows = rows[term[rows] > NEGLIGIBLE * total[rows]]
    return total


def adjusted(chances: Shares) -> Shares:
    """Chances raised for the number of rules looked at: keeping those under 5 % lets in at most 5 % false finds.

    >>> adjusted(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(chances, kind="stable")
    raised = chances[order] * len(chances) / np.arange(1, len(chances) + 1)
    result = np.empty(len(chances))
    result[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return result
