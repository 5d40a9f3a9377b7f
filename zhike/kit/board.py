"""What a noun says about its board."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhike.kit.actions import Verb


@dataclasses.dataclass(frozen=True)
class Board:
    """The field whose choices are the columns at first, and what moving a card means.

    `drop` names the verb that moves a card to a value; where it names none, the field itself is changed if people may
    edit it. `late` says which cards are marked as overdue.
    """

    field: str
    drop: Mapping[Any, Verb] = dataclasses.field(default_factory=dict)
    late: Callable[[Any], bool] | None = None
