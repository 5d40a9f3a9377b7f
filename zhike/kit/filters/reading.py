"""From what stands in an address, a saved view or a request to a tree that is understood."""

import json

from django.utils.translation import gettext as _

from zhike.kit.access.models import Actor
from zhike.kit.entity import Entity
from zhike.kit.filters.compiling import where
from zhike.kit.filters.text import parse
from zhike.kit.filters.trees import Tree, tidy
from zhike.kit.refusal import Refusal

LONGEST = 20_000  # characters


def read(asked: str, entity: Entity, *, by: Actor) -> Tree:
    """The tree of a filter given as JSON or as text, empty where nothing is asked.

    Raises Refusal naming what is not understood.
    """
    asked = asked.strip()
    if len(asked) > LONGEST:
        raise Refusal(_("This filter is too long."), field="filter")
    try:
        tree = tidy(json.loads(asked) if asked.startswith("{") else parse(asked) if asked else {})
    except (ValueError, RecursionError):
        raise Refusal(_("This filter cannot be read."), field="filter") from None
    where(tree, entity, by=by)
    return tree
