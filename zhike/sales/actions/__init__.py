"""The verbs of papers, one module per kind."""

from zhike.sales.actions.contracts import make_contract, renew, sign, terminate
from zhike.sales.actions.crediting import credit
from zhike.sales.actions.deliveries import deliver, withdraw
from zhike.sales.actions.orders import cancel, change_order, make_order, take_back
from zhike.sales.actions.quotes import accept, choose, decline, new_version, price_anew, send, write_lines

__all__ = [
    "accept",
    "cancel",
    "change_order",
    "choose",
    "credit",
    "decline",
    "deliver",
    "make_contract",
    "make_order",
    "new_version",
    "price_anew",
    "renew",
    "send",
    "sign",
    "take_back",
    "terminate",
    "withdraw",
    "write_lines",
]
