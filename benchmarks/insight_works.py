"""The same works over the same files by the measures, by pandas, and as a bare scan of the columns they need."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.order_lines import AS_OF
from zhike.insight.measures import Abc, Cohorts, Facts, Ladder, Measure, Rfm

if TYPE_CHECKING:
    import pandas as pd

THREADS = len(os.sched_getaffinity(0))  # as many as taskset leaves
ORDERS = ["order_id", "customer_id", "placed_on", "kind", "net", "margin", "first_of_day"]
SCANS = {
    "orders": "min(order_id), min(customer_id), min(placed_on), min(kind), sum(gross), sum(net), sum(margin),"
    " count(first_of_day)",
    "order_lines": "min(placed_on), min(product_code), count(is_goods), sum(amount)",
    "customers": "min(customer_id), min(kind), min(known_since), min(referred_by)",
}


def measures(*wanted: Measure) -> Callable[..., None]:
    """These measures, from opened files to finished tables."""

    def work(folder: Path, *, memory: str) -> None:
        with Facts.open(folder, memory_limit=memory, threads=THREADS) as facts:
            for measure in wanted:
                measure.fit(facts, as_of=AS_OF)

    return work


def scan(folder: Path, *, memory: str) -> None:
    """Every value of the needed columns, read and added up."""
    with duckdb.connect(config={"memory_limit": memory, "threads": THREADS}) as connection:
        for name, columns in SCANS.items():
            connection.execute(f"select {columns} from read_parquet('{folder}/{name}/*.parquet')").fetchall()


def pandas_judged(folder: Path, **_limits: object) -> None:
    """RFM, ABC and ladder as an analyst writes them in pandas, money as floats."""
    import pandas as pd

    orders = frame(folder, "orders", ORDERS)
    people = frame(folder, "customers", ["customer_id", "kind", "known_since", "referred_by"])
    pandas_rungs(pandas_scores(orders), people)
    lines = frame(folder, "order_lines", ["placed_on", "product_code", "is_goods", "amount"])
    value = lines[lines.is_goods].groupby("product_code", observed=True).amount.sum().sort_values(ascending=False)
    before = (value.cumsum() - value) / value.sum()
    pd.cut(before, [-1, 0.8, 0.95, 2], labels=["A", "B", "C"], right=False)


def pandas_scores(orders: "pd.DataFrame") -> "pd.DataFrame":
    """A row per buyer with the figures of RFM and ladder, and the scores."""
    import numpy as np
    import pandas as pd

    day = pd.Timestamp(AS_OF)
    sales = orders[orders.kind == "sale"]
    late = orders[orders.placed_on >= day - pd.DateOffset(years=1)]
    late_sales = late[late.kind == "sale"]
    one = sales.groupby("customer_id").agg(
        first=("placed_on", "min"), last=("placed_on", "max"), purchases=("order_id", "size")
    )
    one["net"] = orders.groupby("customer_id").net.sum()
    one["days"] = sales[sales.first_of_day].groupby("customer_id").size()
    one["purchases_12m"] = late_sales.groupby("customer_id").size()
    one["days_12m"] = late_sales[late_sales.first_of_day].groupby("customer_id").size()
    one["value"] = late.groupby("customer_id").margin.sum()
    one = one.fillna({"purchases_12m": 0, "days_12m": 0, "value": 0})
    one["since"] = (day - one["last"]).dt.days
    shares = np.arange(1, 5) / 5
    one["r"] = 5 - np.searchsorted(one.since.quantile(shares), one.since)
    one["f"] = 1 + np.searchsorted(one.purchases.quantile(shares), one.purchases)
    one["m"] = 1 + np.searchsorted(one.net.quantile(shares), one.net)
    return one


def pandas_rungs(one: "pd.DataFrame", people: "pd.DataFrame") -> "pd.DataFrame":
    """Everyone known, with the rung of the buyers."""
    import numpy as np
    import pandas as pd

    day = pd.Timestamp(AS_OF)
    own = ((one["last"] - one["first"]).dt.days / (one.days - 1)).where(one.days >= 3)
    gap = own.fillna(own.median()).clip(14, 240)
    brought = people[people.customer_id.isin(one.index)].groupby("referred_by").size()
    place = one.value.where((one.purchases_12m > 0) & (one.value > 0)).rank(ascending=False, pct=True)
    core = (one.purchases_12m >= 4) & (place <= 0.2) & (one.since <= 2 * gap) & (one.days_12m >= 2)
    conditions = [
        (one.since > 730) | (one.since > 6 * gap),
        one.since > 3 * gap,
        ((day - one["first"]).dt.days <= 90) & (one.days < 3),
        (one.since > 2 * gap) | (one.days_12m < 2),
        core & (brought.reindex(one.index).fillna(0) > 0),
        core,
    ]
    one["rung"] = np.select(conditions, ["lost", "edge", "new", "inactive", "advocate", "core"], "active")
    return people.set_index("customer_id").join(one).sort_index()


def pandas_cohorts(folder: Path, **_limits: object) -> None:
    """Cohorts by month, as a pivot of distinct months."""
    orders = frame(folder, "orders", ["customer_id", "placed_on", "kind"])
    sales = orders[orders.kind == "sale"].dropna(subset="customer_id")
    month = sales.placed_on.to_numpy().astype("datetime64[M]").astype("int64")
    bought = sales.assign(month=month)[["customer_id", "month"]].drop_duplicates()
    bought["cohort"] = bought.groupby("customer_id").month.transform("min")
    bought.groupby(["cohort", "month"]).size().unstack(fill_value=0)


def frame(folder: Path, name: str, columns: list[str] | None = None) -> "pd.DataFrame":
    """A table as a frame: days as instants, money as floats, which costs pandas least."""
    table = pq.read_table(folder / name, columns=columns)
    for place, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(pa.float64()))
        elif pa.types.is_date(field.type):
            table = table.set_column(place, field.name, table[field.name].cast(pa.timestamp("s")))
        elif field.name in ("kind", "product_code"):
            table = table.set_column(place, field.name, table[field.name].dictionary_encode())
    return table.to_pandas()


def touch(folder: Path) -> None:
    """Read every file once, so that nobody is measured waiting for the disk."""
    for file in folder.rglob("*.parquet"):
        with file.open("rb") as content:
            while content.read(2**24):
                pass


WORKS: dict[tuple[str, str], Callable[..., Any]] = {
    ("zhike", "judged"): measures(Rfm(), Abc(), Ladder()),
    ("zhike", "rfm"): measures(Rfm()),
    ("zhike", "cohorts"): measures(Cohorts()),
    ("scan", "judged"): scan,
    ("pandas", "judged"): pandas_judged,
    ("pandas", "cohorts"): pandas_cohorts,
}
