"""Association rules: what is bought together, counted exactly.

``coding`` numbers baskets and items, ``bits`` packs them, ``eclat`` finds the frequent sets: so it is counted ``here``.
Over ``there``, on Spark, the rows stay where they are and only counts come back. ``rules`` compares whole numbers,
``figures`` and ``chance`` judge each rule, ``seasons`` looks at the year before: the same wherever it was counted.
"""

from zhike.insight.measures.baskets.here import Here
from zhike.insight.measures.baskets.measure import Baskets
from zhike.insight.measures.baskets.reading import entries_of_lines
from zhike.insight.measures.baskets.there import There

__all__ = ["Baskets", "Here", "There", "entries_of_lines"]
