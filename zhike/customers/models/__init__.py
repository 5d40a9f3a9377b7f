"""The tables of customers, one module per noun."""

from zhike.customers.models.contact import Contact, ContactPoint
from zhike.customers.models.customer import Customer, Household
from zhike.customers.models.standing import Standing

__all__ = ["Contact", "ContactPoint", "Customer", "Household", "Standing"]
