"""One language of conditions, for lists, saved views, boards, exports, the API and whatever else picks rows.

A filter is a tree of plain JSON:

    {"all": [filter, …]}    {"any": [filter, …]}    {"not": filter}
    {"field": "kind", "op": "in", "values": ["enterprise"]}
    {"has": "plants", "where": filter}

and the same in words that people type: `kind in (enterprise, channel) and not has plants(watered_at last 60d)`.
A field is one of `entity.filters`, or one of a row pointed at: `owner.team`. Rows of other nouns count only where
the person may read them. Unknown fields, operators, values and relations are refused by name, never ignored.
"""

from zhike.kit.filters.compiling import where
from zhike.kit.filters.reading import read
from zhike.kit.filters.text import write
from zhike.kit.filters.trees import Tree, tidy
from zhike.kit.filters.wording import chips, words

__all__ = ["Tree", "chips", "read", "tidy", "where", "words", "write"]
