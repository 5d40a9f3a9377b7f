"""What a rule is worth, from four counts of baskets: both sides, left, right, all.

*Sources.* Agrawal and Srikant 1994 (support, confidence); Brin et al. 1997 (lift, conviction); Piatetsky-Shapiro 1991
(leverage); Zhang 2000.
"""

import numpy as np
import numpy.typing as npt

from zhike.insight.measures.baskets.coding import Numbers

Shares = npt.NDArray[np.float64]


def figures(both: Numbers, left: Numbers, right: Numbers, *, baskets: int) -> dict[str, Shares]:
    """Support, confidence, lift, leverage, conviction and Zhang's figure of each rule.

    >>> {name: round(float(values[0]), 4) for name, values in figures(*np.array([[2], [2], [4]]), baskets=8).items()}
    {'support': 0.25, 'confidence': 1.0, 'lift': 2.0, 'leverage': 0.125, 'conviction': inf, 'zhang': 0.6667}
    """
    leverage = (both * baskets - left * right) / baskets**2
    return {
        "support": both / baskets,
        "confidence": both / left,
        "lift": both * baskets / (left * right),
        "leverage": leverage,
        "conviction": divided(left * (baskets - right), (left - both) * baskets),
        "zhang": zhang(leverage, both, left, right, baskets=baskets),
    }


def divided(above: Numbers, below: Numbers) -> Shares:
    """Above over below; infinite where nothing stands below."""
    return np.divide(above, below, out=np.full(len(above), np.inf), where=below != 0)


def zhang(leverage: Shares, both: Numbers, left: Numbers, right: Numbers, *, baskets: int) -> Shares:
    """From -1 (never together) over 0 (by chance) to 1 (always together)."""
    widest = np.maximum(both * (baskets - left), left * (right - both)) / baskets**2
    return np.divide(leverage, widest, out=np.zeros(len(both)), where=widest != 0)
