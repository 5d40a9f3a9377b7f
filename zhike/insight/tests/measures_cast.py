"""Order histories for the measures' tests: short ones written by hand, and a real one where its file is at hand."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from zhike.insight.measures import SCHEMAS, Facts

LINES = Path(__file__).resolve().parents[3].parent / "shared/data/online_retail_part1/lines.parquet"

APRIL, JULY = date(2011, 4, 1), date(2011, 7, 1)
BOTH_DAYS = pytest.mark.parametrize("as_of", [APRIL, JULY], ids=str)


def day(text):
    """A day of 2025 written as month-day, or any day written in full."""
    return date.fromisoformat(text if len(text) > 5 else f"2025-{text}")


def sale(customer, on, amount=100, *, margin=None, product="tea", goods=True):
    return entry(customer, on, amount, "sale", margin=margin, product=product, goods=goods)


def refund(customer, on, amount=100, *, margin=None, product="tea"):
    return entry(customer, on, -amount, "return", margin=margin, product=product, goods=True)


def entry(customer, on, amount, kind, *, margin, product, goods):
    return {
        "customer_id": customer,
        "placed_on": day(on),
        "kind": kind,
        "amount": Decimal(str(amount)),
        "margin": None if margin is None else Decimal(str(margin)),
        "product_code": product,
        "is_goods": goods,
    }


def known(customer, since="2020-01-01", *, kind="consumer", by=None):
    return {"customer_id": customer, "kind": kind, "known_since": day(since), "referred_by": by}


def facts_of(*entries, customers=None):
    """Facts from a few orders of one line each; customers are known since 2020 unless given."""
    numbers = sorted({row["customer_id"] for row in entries if row["customer_id"] is not None})
    people = [known(number) for number in numbers] if customers is None else customers
    numbered = [row | {"order_id": number, "line_id": number} for number, row in enumerate(entries, start=1)]
    orders = [row | split(row["amount"]) for row in numbered]
    lines = [row | {"quantity": Decimal(1)} for row in numbered]
    return Facts.from_tables(
        customers=pa.Table.from_pylist(people, SCHEMAS["customers"]),
        orders=pa.Table.from_pylist(orders, SCHEMAS["orders"]),
        order_lines=pa.Table.from_pylist(lines, SCHEMAS["order_lines"]),
    )


def split(amount):
    return {"gross": max(amount, Decimal(0)), "refund": min(amount, Decimal(0)), "net": amount}


def by_customer(scored, *columns):
    """The named column (or a tuple of them) for each customer."""
    rows = scored.table.to_pylist()
    return {
        row["customer_id"]: row[columns[0]] if len(columns) == 1 else tuple(row[c] for c in columns) for row in rows
    }


def codes_of(scored):
    return [caution.code for caution in scored.warnings]


# The real history.


@cache
def retail_lines():
    """Online Retail, its lines as they come with the money in ten-thousandths of a pound, exactly."""
    if not LINES.exists():
        pytest.skip(f"no {LINES}")
    lines = pd.read_parquet(LINES)
    lines["day"] = lines.InvoiceDate.dt.normalize()
    lines["kind"] = lines.InvoiceNo.str[0].map({"C": "return", "A": "adjustment"}).fillna("sale")
    lines["amount"] = lines.Quantity * (lines.UnitPrice * 10_000).round().astype("int64")
    lines["is_goods"] = lines.StockCode.str.match(r"\d{5}")
    return lines


@cache
def retail():
    """Online Retail as facts: an order per invoice number, a customer known since their first order."""
    lines = retail_lines()
    lines = lines.assign(order_id=lines.groupby("InvoiceNo", sort=False).ngroup() + 1)
    return Facts.from_tables(
        customers=retail_customers(lines), orders=retail_orders(lines), order_lines=retail_order_lines(lines)
    )


def retail_customers(lines):
    first = lines.dropna(subset="CustomerID").groupby("CustomerID").day.min()
    return filled(
        "customers",
        {
            "customer_id": first.index.astype("int64"),
            "kind": ["consumer"] * len(first),
            "known_since": first.dt.date.values,
        },
    )


def retail_orders(lines):
    lines = lines.assign(gross=lines.amount.clip(lower=0), refund=lines.amount.clip(upper=0))
    orders = lines.groupby("order_id").agg(
        {"CustomerID": "first", "day": "first", "kind": "first", "gross": "sum", "refund": "sum"}
    )
    return filled(
        "orders",
        {
            "order_id": orders.index,
            "customer_id": orders.CustomerID.astype("Int64"),
            "placed_on": orders.day.dt.date.values,
            "kind": orders.kind.values,
            "gross": pounds(orders.gross),
            "refund": pounds(orders.refund),
            "net": pounds(orders.gross + orders.refund),
        },
    )


def retail_order_lines(lines):
    return filled(
        "order_lines",
        {
            "line_id": range(1, len(lines) + 1),
            "order_id": lines.order_id.values,
            "product_code": lines.StockCode.values,
            "is_goods": lines.is_goods.values,
            "placed_on": lines.day.dt.date.values,
            "kind": lines.kind.values,
            "quantity": pounds(lines.Quantity * 10_000),
            "amount": pounds(lines.amount),
        },
    )


def pounds(parts):
    """Ten-thousandths as exact decimals."""
    return [Decimal(int(part)).scaleb(-4) for part in parts]


def filled(name, columns):
    """A table in the shape of the facts, with nulls where nothing is given."""
    schema = SCHEMAS[name]
    size = len(next(iter(columns.values())))
    return pa.table(
        [
            pa.array(columns[field.name], field.type, from_pandas=True)
            if field.name in columns
            else pa.nulls(size, field.type)
            for field in schema
        ],
        schema=schema,
    )


def retail_frames(as_of):
    """Lines and sales before a day, of customers with a number: where the separate computations start."""
    lines = retail_lines()
    lines = lines[(lines.day < pd.Timestamp(as_of)) & lines.CustomerID.notna()]
    lines = lines.assign(customer_id=lines.CustomerID.astype("int64"))
    return lines, lines[lines.kind == "sale"]
