"""How a measure is declared here: what it is called and means, the file it reads, its options, and what computes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhike.insight.tool.columns import ORDERS, Shape
from zhike.insight.tool.outcome import Outcome


@dataclass(frozen=True)
class Option:
    """One thing that may be asked of a measure. ``kind`` is str, int, float or date, or the words to choose from."""

    name: str
    kind: type | tuple[str, ...]
    help: str
    default: Any = None


@dataclass(frozen=True)
class Asked:
    """A day (exclusive), an engine, and the options that were given; those that were not are None."""

    as_of: date
    engine: str
    options: Mapping[str, Any]

    def given(self, *names: str) -> dict[str, Any]:
        """Those of these options that were given, ready to be arguments."""
        return {name: self.options[name] for name in names if self.options.get(name) is not None}


@dataclass(frozen=True)
class Declared:
    """A measure of any family.

    ``run`` computes it from ``Orders`` (where ``shape`` is that of orders) or from a ``Reading`` (any other shape).
    """

    name: str
    meaning: str
    run: Callable[[Any, Asked], Outcome]
    options: tuple[Option, ...] = ()
    shape: Shape = ORDERS
    also_uses: tuple[str, ...] = ()

    @property
    def columns(self) -> str:
        """The columns it needs, as people read them."""
        needed = ", ".join(" or ".join(" × ".join(group) for group in groups) for groups in self.shape.needs)
        return f"{needed} ({', '.join(self.also_uses)})" if self.also_uses else needed
