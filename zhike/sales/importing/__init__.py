"""Orders from files: read, staged, moved into the ledger a few thousand at a time, so that a kill costs nothing."""

from zhike.exchange.importing.targets import add_target
from zhike.sales.importing.orders import ORDERS

add_target(ORDERS)
