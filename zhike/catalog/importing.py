"""Stock comes in by file as well: nobody writes it by hand, so its import asks for the right to import alone."""

from collections.abc import Sequence
from dataclasses import replace

from zhike.catalog.models import StockNote
from zhike.exchange.importing.noun import target_of
from zhike.exchange.importing.targets import Target, add_maker
from zhike.kit.access.rows import may
from zhike.kit.fields import Field
from zhike.kit.registry import entity_of


def stock(*, fields: Sequence[Field] | None = None) -> Target:
    """One row of a file is how much of a product lay at a place at a moment."""
    made = target_of(entity_of(StockNote), fields=fields)
    return replace(made, allowed=lambda by: may(by, "load", StockNote), entity=None)


add_maker(entity_of(StockNote).slug, stock)
