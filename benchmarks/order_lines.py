"""Made-up order histories of any length, written once as the warehouse writes them: Parquet, zstd, a file a month.

Three years, four lines an order on average, a customer for every twenty lines, long-tailed customers and products,
returns, orders of nobody and costs that are sometimes unknown. The same number of lines gives the same files.
"""

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FIRST, MONTHS, LINES_OF_AN_ORDER, LINES_OF_A_CUSTOMER, PRODUCTS = np.datetime64("2023-01"), 36, 4, 20, 20_000
ROWS_AT_ONCE = 150_000  # about what the warehouse writes at a time
AS_OF = date(2026, 1, 1)


def folder_of(lines: int, *, beside: Path) -> Path:
    """The folder with that many lines, written by whoever asks first."""
    folder = beside / f"{lines}-lines"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        write(unfinished, lines)
        unfinished.rename(folder)
    return folder


def write(folder: Path, lines: int) -> None:
    """Customers in one file, orders and their lines in one for each month."""
    for name in ("customers", "orders", "order_lines"):
        (folder / name).mkdir(parents=True)
    customers = max(lines // LINES_OF_A_CUSTOMER, 10)
    random = np.random.default_rng(lines)
    keep(people(random, customers), folder / "customers/all.parquet")
    order, line = 1, 1
    for number in range(MONTHS):
        month = FIRST + number
        orders, its_lines = of_month(
            random, month, lines // MONTHS // LINES_OF_AN_ORDER, customers, order=order, line=line
        )
        order, line = order + orders.num_rows, line + its_lines.num_rows
        keep(orders, folder / f"orders/{month}.parquet")
        keep(its_lines, folder / f"order_lines/{month}.parquet")


def keep(table: pa.Table, file: Path) -> None:
    """Write a table as the warehouse does."""
    pq.write_table(table, file, compression="zstd", row_group_size=ROWS_AT_ONCE)


def people(random: np.random.Generator, customers: int) -> pa.Table:
    """Customers known since before the first order; a fifth of them brought by another."""
    by = random.integers(1, customers + 1, customers)
    return pa.table(
        {
            "customer_id": pa.array(np.arange(1, customers + 1)),
            "kind": pa.DictionaryArray.from_arrays(
                pa.array(random.integers(0, 4, customers)), ["consumer", "consumer", "enterprise", "channel"]
            ).cast(pa.string()),
            "known_since": pa.array(np.full(customers, np.datetime64("2022-12-01"))),
            "region": pa.nulls(customers, pa.string()),
            "owner_id": pa.array(random.integers(1, 200, customers)),
            "referred_by": pa.array(by, mask=random.random(customers) > 0.2),
        }
    )


def of_month(
    random: np.random.Generator, month: np.datetime64, orders: int, customers: int, *, order: int, line: int
) -> tuple[pa.Table, pa.Table]:
    """The orders of a month in the order of customers, and their lines in the order of days."""
    first, after = month.astype("datetime64[D]"), (month + 1).astype("datetime64[D]")
    day = np.sort(first + random.integers(0, (after - first).astype(int), orders))
    customer = 1 + (customers * random.random(orders) ** 2).astype(np.int64)
    number = np.arange(order, order + orders)
    kind = np.where(random.random(orders) < 0.02, 1, 0)
    sizes = 1 + random.poisson(LINES_OF_AN_ORDER - 1, orders)
    of_order = np.repeat(np.arange(orders), sizes)
    product = (PRODUCTS * random.random(len(of_order)) ** 3).astype(np.int64)
    quantity = random.integers(1, 7, len(of_order))
    amount = quantity * (50 + product * 7919 % 9_950) * (1 - 2 * kind[of_order])  # hundredths
    net = np.bincount(of_order, weights=amount, minlength=orders).astype(np.int64)
    said, day32 = pa.array(["sale", "return"]), day.astype("datetime64[D]")
    nobody = random.random(orders) < 0.01
    table = {
        "order_id": pa.array(number),
        "customer_id": pa.array(customer, mask=nobody),
        "placed_on": pa.array(day32),
        "kind": said.take(pa.array(kind)),
        "gross": money(np.maximum(net, 0)),
        "refund": money(np.minimum(net, 0)),
        "net": money(net),
        "margin": pc.if_else(pa.array(random.random(orders) < 0.01), None, money(net * 3 // 10)),
        "first_of_day": pa.array(first_of_day(np.where(nobody, 0, customer), day, is_sale=kind == 0)),
    }
    lines = {
        "line_id": pa.array(np.arange(line, line + len(of_order))),
        "order_id": pa.array(number[of_order]),
        "product_id": pa.array(product + 1),
        "product_code": codes().take(pa.array(product)),
        "is_goods": pa.array(product % 100 != 0),
        "placed_on": pa.array(day32[of_order]),
        "kind": said.take(pa.array(kind[of_order])),
        "quantity": money(quantity * 100),
        "amount": money(amount),
    }
    by_customer = [("customer_id", "ascending"), ("order_id", "ascending")]
    return pa.table(table).sort_by(by_customer), pa.table(lines)


def first_of_day(customer: np.ndarray, day: np.ndarray, *, is_sale: np.ndarray) -> np.ndarray:
    """Which orders are the first sale of their customer on their day."""
    sales = np.flatnonzero(is_sale)
    _, first = np.unique(customer[sales] * 2**32 + day[sales].astype(int), return_index=True)
    marked = np.zeros(len(customer), bool)
    marked[sales[first]] = True
    return marked


def codes() -> pa.Array:
    """The codes of all products."""
    return pa.array([f"P{number:05}" for number in range(PRODUCTS)])


def money(hundredths: np.ndarray) -> pa.Array:
    """Hundredths as amounts of four places, exactly."""
    low = (hundredths * 100).astype("<i8")
    words = np.empty((len(low), 2), "<i8")
    words[:, 0], words[:, 1] = low, low >> 63
    return pa.Array.from_buffers(pa.decimal128(19, 4), len(low), [None, pa.py_buffer(words)])
