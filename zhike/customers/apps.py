"""Customers as a Django app."""

from zhike.kit.apps import Domain


class CustomersConfig(Domain):
    """Customers, their people and what we believe of them."""

    name = "zhike.customers"
    label = "customers"
    declarations = (*Domain.declarations, "itemised")
