"""From what stands in an address, a saved view or a request to a tree that is understood."""

import json
from typing import Any

from django.utils.translation import gettext as _

from zhike.kit.entity import Entity
from zhike.kit.filters.compiling import where
from zhike.kit.refusal import Refusal

Tree = dict[str, Any]
LONGEST = 20_000  # characters


def read(asked: str, entity: Entity, *, by) -> Tree:
    """The tree of a filter, empty where nothing is asked. Raises Refusal naming what is not understood."""
    if not asked.strip():
        return {}
    if len(asked) > LONGEST:
        raise Refusal(_("This filter is too long."), field="filter")
    try:
        tree = json.loads(asked)
    except (ValueError, RecursionError):
        raise Refusal(_("This filter cannot be read."), field="filter") from None
    where(tree, entity, by=by)
    return tree
