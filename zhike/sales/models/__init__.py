"""The tables of sales, one module per kind of paper."""

from zhike.sales.models.contracting import Contract
from zhike.sales.models.delivering import Delivery, DeliveryLine, DeliveryPart
from zhike.sales.models.issuing import FirmProfile, Issued, Offer, Series
from zhike.sales.models.ledger import Kind, Order, OrderLine, OrderLinePart, StagedLine
from zhike.sales.models.quoting import Quote, QuoteLine

__all__ = [
    "Contract",
    "Delivery",
    "DeliveryLine",
    "DeliveryPart",
    "FirmProfile",
    "Issued",
    "Kind",
    "Offer",
    "Order",
    "OrderLine",
    "OrderLinePart",
    "Quote",
    "QuoteLine",
    "Series",
    "StagedLine",
]
