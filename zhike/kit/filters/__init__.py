"""One language of conditions, for lists, saved views, boards, exports, the API and whatever else picks rows.

A filter is a tree of plain JSON:

    {"all": [filter, …]}    {"any": [filter, …]}    {"not": filter}
    {"field": "kind", "op": "in", "values": ["enterprise"]}

Unknown fields, operators and values are refused by name, never ignored.
"""

from zhike.kit.filters.compiling import where
from zhike.kit.filters.reading import read

__all__ = ["read", "where"]
