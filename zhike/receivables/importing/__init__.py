"""Files of banks: read, matched, confirmed line by line or all at once, undone."""

from zhike.exchange.importing.targets import add_target
from zhike.receivables.importing import batches
from zhike.receivables.importing.columns import BANK

__all__ = ["batches"]
add_target(BANK)
