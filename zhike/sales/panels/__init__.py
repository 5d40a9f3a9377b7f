"""What sales puts on pages, by whose page it is."""

from zhike.sales.panels import contracts, customers, ledger, orders, quotes

__all__ = ["contracts", "customers", "ledger", "orders", "quotes"]
