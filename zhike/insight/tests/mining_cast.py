"""Data for the tests of mining: public sets where their files are at hand, small ones made with a fixed seed."""

import csv
import gzip
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pytest

from zhike.insight.measures import SCHEMAS, Facts
from zhike.insight.measures.baskets import entries_of_lines
from zhike.insight.measures.clusters import Clusters
from zhike.insight.tests.measures_cast import filled, known, retail_lines, split

SHARED = Path(__file__).resolve().parents[3].parent / "shared/data"


def shared(name):
    """The path of a public file, or a skip where it is not at hand."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no {path}")
    return path


@cache
def groceries():
    return entries_of_lines(shared("groceries/groceries.csv").read_text().splitlines())


@cache
def retail_entries(first="2010-12-01", last="2011-06-30"):
    """Online Retail as baskets: everything sold from day to day on invoices that are not cancellations."""
    lines = retail_lines()
    sold = lines[~lines.InvoiceNo.str.startswith(("C", "A")) & (lines.Quantity > 0) & lines.day.between(first, last)]
    return pa.table({"basket": sold.InvoiceNo.values, "item": sold.StockCode.values})


def retail_winter():
    return retail_entries("2010-12-01", "2011-02-28")


def retail_spring():
    return retail_entries("2011-04-01", "2011-06-30")


@cache
def market(baskets=400, items=30, seed=7):
    """Baskets in which butter follows bread, and the rest lies as chance has it."""
    random = np.random.default_rng(seed)
    rows = [(number, f"item {item:02}") for number in range(baskets) for item in random.permutation(items)[:3]]
    bread = random.random(baskets) < 0.3
    rows += [(number, "bread") for number in np.flatnonzero(bread)]
    rows += [(number, "butter") for number in np.flatnonzero(bread & (random.random(baskets) < 0.8))]
    return pa.table({"basket": [int(number) for number, _item in rows], "item": [item for _number, item in rows]})


@cache
def receivables():
    """The public invoices, all of them settled."""
    with shared("ar_invoices/invoices.csv").open() as file:
        rows = list(csv.DictReader(file))
    return pa.table(
        {
            "invoice": [row["invoiceNumber"] for row in rows],
            "customer": [row["customerID"] for row in rows],
            "invoiced_on": [american(row["InvoiceDate"]) for row in rows],
            "due_on": [american(row["DueDate"]) for row in rows],
            "settled_on": [american(row["SettledDate"]) for row in rows],
            "amount": [Decimal(row["InvoiceAmount"]) for row in rows],
        }
    )


def american(text):
    month, day, year = text.split("/")
    return date(int(year), int(month), int(day))


@cache
def telco():
    return arrow_csv.read_csv(shared("telco_churn/telco_churn.csv"))


@cache
def bank():
    """The public campaign in the order of its days, its rows numbered."""
    semicolons = arrow_csv.ParseOptions(delimiter=";")
    with gzip.open(shared("bank_marketing/bank_additional_full.csv.gz")) as file:
        table = arrow_csv.read_csv(file, parse_options=semicolons)
    return table.append_column("row", pa.array(range(table.num_rows)))


@cache
def cdnow():
    """The CDNOW sample as facts."""
    rows = pd.read_csv(shared("cdnow_sample/transactions.csv"))
    rows["day"] = pd.to_datetime(rows.date).dt.date
    first = rows.groupby("sample_id").day.min()
    money = [Decimal(str(amount)) for amount in rows.amount]
    return rows, Facts.from_tables(
        customers=filled(
            "customers",
            {"customer_id": first.index, "kind": ["consumer"] * len(first), "known_since": first.to_numpy()},
        ),
        orders=filled(
            "orders",
            {
                "order_id": range(len(rows)),
                "customer_id": rows.sample_id.to_numpy(),
                "placed_on": rows.day.to_numpy(),
                "kind": ["sale"] * len(rows),
                "gross": money,
                "refund": [Decimal(0)] * len(rows),
                "net": money,
            },
        ),
    )


def shop(*entries):
    """Facts from a few orders of one line each, in which what comes back has a quantity below zero."""
    numbers = sorted({row["customer_id"] for row in entries})
    numbered = [row | {"order_id": number, "line_id": number} for number, row in enumerate(entries, start=1)]
    return Facts.from_tables(
        customers=pa.Table.from_pylist([known(number) for number in numbers], SCHEMAS["customers"]),
        orders=pa.Table.from_pylist([row | split(row["amount"]) for row in numbered], SCHEMAS["orders"]),
        order_lines=pa.Table.from_pylist(
            [row | {"quantity": Decimal(1 if row["amount"] > 0 else -1)} for row in numbered], SCHEMAS["order_lines"]
        ),
    )


def days_from(first, count):
    return [first + timedelta(days=number) for number in range(count)]


def months_from(year, count):
    return [date(year + number // 12, number % 12 + 1, 1) for number in range(count)]


def rows_of(table, **where):
    """The rows in which these columns have these values."""
    return [row for row in table.to_pylist() if all(row[name] == value for name, value in where.items())]


def golden_groups(facts, k):
    """Groups of the buyers of Online Retail as the golden values have them: days are counted from the last day seen.

    Five groups have many optima close by, of which the best takes more starts to find.
    """
    buyers = facts.observe([date(2011, 7, 1)]).query(
        "SELECT customer_id, days_since_last_purchase - 1 AS days, purchases, CAST(net AS DOUBLE) AS net"
        " FROM customer_past WHERE purchases > 0 ORDER BY customer_id"
    )
    measure = Clusters(counts=(k,), scaling="standard", starts=10 if k == 5 else 3)
    return measure.of(buyers, key="customer_id", columns=("days", "purchases", "net"), value="net")
