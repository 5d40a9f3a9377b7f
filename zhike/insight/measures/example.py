"""A tea house small enough to check by hand; the examples in this package use it."""

from datetime import date
from decimal import Decimal

import pyarrow as pa

from zhike.insight.measures.engine import Facts
from zhike.insight.measures.shapes import SCHEMAS

#: customer, kind, known since, brought by
CUSTOMERS = (
    (1, "enterprise", date(2024, 1, 5), None),
    (2, "channel", date(2024, 2, 1), None),
    (3, "consumer", date(2024, 6, 1), 1),
    (4, "consumer", date(2025, 5, 20), 2),
    (5, "consumer", date(2025, 1, 1), None),
    (6, "supplier", date(2024, 1, 1), None),
)

#: customer, day, kind, gross, refund, margin, product
ORDERS = (
    (1, date(2024, 2, 1), "sale", 1000, 0, 400, "longjing"),
    (1, date(2024, 8, 1), "sale", 2000, 0, 800, "longjing"),
    (1, date(2024, 11, 1), "sale", 2000, 0, 800, "longjing"),
    (1, date(2025, 2, 1), "sale", 2500, 0, 1000, "puer"),
    (1, date(2025, 5, 1), "sale", 3000, 0, 1200, "puer"),
    (1, date(2025, 5, 9), "return", 0, -500, -200, "puer"),
    (2, date(2024, 3, 1), "sale", 800, 0, 240, "teapot"),
    (2, date(2024, 9, 1), "sale", 800, 0, 240, "teapot"),
    (2, date(2024, 10, 1), "sale", 900, 0, 270, "teapot"),
    (2, date(2024, 11, 1), "sale", 700, 0, 210, "longjing"),
    (3, date(2024, 6, 1), "sale", 60, 0, 30, "cup"),
    (3, date(2024, 7, 1), "sale", 60, 0, 30, "cup"),
    (3, date(2024, 8, 1), "sale", 90, 0, 45, "cup"),
    (4, date(2025, 5, 25), "sale", 120, 0, 60, "cup"),
    (4, date(2025, 6, 10), "sale", 150, 0, 75, "puer"),
    (4, date(2025, 7, 20), "sale", 300, 0, 150, "puer"),
    (None, date(2025, 6, 1), "sale", 40, 0, 20, "cup"),
)


def tea_house() -> Facts:
    """Five customers, a supplier, and orders from February 2024 to July 2025."""
    customers = [
        {"customer_id": number, "kind": kind, "known_since": since, "referred_by": brought_by}
        for number, kind, since, brought_by in CUSTOMERS
    ]
    return Facts.from_tables(
        customers=pa.Table.from_pylist(customers, SCHEMAS["customers"]),
        orders=pa.Table.from_pylist([an_order(*row) for row in enumerate(ORDERS, start=1)], SCHEMAS["orders"]),
        order_lines=pa.Table.from_pylist([a_line(*row) for row in enumerate(ORDERS, start=1)], SCHEMAS["order_lines"]),
    )


def an_order(number: int, row: tuple) -> dict:
    """One fact row of the table orders."""
    customer, day, kind, gross, refund, margin, _product = row
    money = {"gross": gross, "refund": refund, "net": gross + refund, "margin": margin}
    named = {"order_id": number, "customer_id": customer, "placed_on": day, "kind": kind}
    return named | {name: Decimal(amount) for name, amount in money.items()}


def a_line(number: int, row: tuple) -> dict:
    """One fact row of the table order_lines: each order here has a single line."""
    _customer, day, kind, gross, refund, _margin, product = row
    named = {"line_id": number, "order_id": number, "product_code": product, "is_goods": True}
    return named | {"placed_on": day, "kind": kind, "quantity": Decimal(1), "amount": Decimal(gross + refund)}
