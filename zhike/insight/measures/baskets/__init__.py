"""Association rules: what is bought together, counted exactly.

``coding`` numbers baskets and items, ``bits`` packs them, ``eclat`` finds the frequent sets, ``rules`` compares whole
numbers, ``figures`` and ``chance`` judge each rule, ``seasons`` looks at the year before.
"""

from zhike.insight.measures.baskets.measure import Baskets
from zhike.insight.measures.baskets.reading import entries_of_lines

__all__ = ["Baskets", "entries_of_lines"]
