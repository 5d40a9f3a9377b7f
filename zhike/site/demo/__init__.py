"""The demonstration firm: 松风茶业, a tea and teaware house that does not exist.

`generator` makes it out of a seed and a day, in plain values; `loader` writes it into an empty database.
"""

from zhike.site.demo.loader import is_empty, load, load_if_empty

__all__ = ["is_empty", "load", "load_if_empty"]
