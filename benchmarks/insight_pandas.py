"""RFM, ABC and the ladder as an analyst writes them in pandas: the same rows and columns, money as floats.

Only the first look is written (no verdict of a day before), with the settings the measures begin with. That both find
the same is a test (``tests/test_peers.py``).
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.order_lines import AS_OF

if TYPE_CHECKING:
    import pandas as pd

ORDERS = ["order_id", "customer_id", "placed_on", "kind", "gross", "net", "margin", "first_of_day"]
PEOPLE = ["customer_id", "kind", "known_since", "referred_by"]
LINES = ["placed_on", "product_code", "is_goods", "amount"]
BUYING_KINDS = ["enterprise", "channel", "consumer"]
STEPS = np.arange(1, 5) / 5
SCORES = ("r_score", "f_score", "m_score")


def judged(folder: Path, **_limits: object) -> dict[str, "pd.DataFrame"]:
    """The three tables, a row per customer (product in ``abc``) in order."""
    orders, people = frame(folder, "orders", ORDERS), frame(folder, "customers", PEOPLE)
    if not (orders.order_id.is_unique and people.customer_id.is_unique):
        raise ValueError("A customer or an order is there twice.")
    one = known(orders, people)
    return {"rfm": scored(one), "abc": classed(frame(folder, "order_lines", LINES)), "ladder": rungs(one)}


def known(orders: "pd.DataFrame", people: "pd.DataFrame") -> "pd.DataFrame":
    """Everyone known before the day, with what their orders before it add up to."""
    import pandas as pd

    day = pd.Timestamp(AS_OF)
    orders = orders[orders.placed_on < day]
    people = people.set_index("customer_id").sort_index()
    one = people.join(ever(orders)).join(lately(orders, people))
    one = one[one.orders.notna() | ((one.known_since < day) & one.kind.isin(BUYING_KINDS))].copy()
    counts = ["orders", "purchases", "purchase_days", "purchases_90d", "purchases_12m", "purchase_days_12m"]
    one[counts] = one[counts].fillna(0).astype("int64")
    one["days_since_first_purchase"] = (day - one["first"]).dt.days
    one["days_since_last_purchase"] = (day - one["last"]).dt.days
    return one


def ever(orders: "pd.DataFrame") -> "pd.DataFrame":
    """A row per customer who ordered: purchases, their days, first and last, net money."""
    sales = orders.loc[orders.kind == "sale", ["customer_id", "placed_on", "first_of_day"]]
    whole = orders.groupby("customer_id").agg(orders=("net", "size"), net=("net", "sum"))
    bought = sales.groupby("customer_id").agg(
        first=("placed_on", "min"),
        last=("placed_on", "max"),
        purchases=("placed_on", "size"),
        purchase_days=("first_of_day", "sum"),
    )
    return whole.join(bought)


def lately(orders: "pd.DataFrame", people: "pd.DataFrame") -> "pd.DataFrame":
    """The same for twelve months, with the margin: unknown ones at the usual rate, where costs cover nine tenths."""
    import pandas as pd

    day = pd.Timestamp(AS_OF)
    late = orders[orders.placed_on >= day - pd.DateOffset(years=1)]
    late = late[late.customer_id.isin(people.index)]
    costed = late[late.margin.notna()]
    coverage = costed.gross.sum() / late.gross.sum()
    rate = costed.margin.sum() / costed.net.sum()
    filled = late.margin.fillna(late.net * rate) if coverage >= 0.9 else late.net
    late = late.assign(value=filled, uncosted=late.margin.isna(), is_sale=late.kind == "sale")
    year = late.groupby("customer_id").agg(
        purchases_12m=("is_sale", "sum"),
        purchase_days_12m=("first_of_day", "sum"),
        value=("value", "sum"),
        uncosted=("uncosted", "sum"),
    )
    newest = late[late.is_sale & (late.placed_on >= day - pd.Timedelta(days=90))]
    year["purchases_90d"] = newest.groupby("customer_id").size()
    return year.assign(margin_coverage_12m=coverage)


def scored(one: "pd.DataFrame") -> "pd.DataFrame":
    """Scores from 1 to 5 of everyone who ever bought, cut at equal shares of the values."""
    import pandas as pd

    bought = one.purchases > 0
    figures = ["days_since_last_purchase", "purchases", "net"]
    table = one[figures].assign(net_is_negative=one.net < 0)
    for name, figure in zip(SCORES, figures, strict=True):
        cuts = one.loc[bought, figure].quantile(STEPS).to_numpy()
        below = np.searchsorted(cuts, one[figure].to_numpy())
        table[name] = pd.Series(5 - below if name == "r_score" else 1 + below, one.index, dtype="Int64").where(bought)
    table.loc[bought & table.net_is_negative, "m_score"] = 1
    codes = np.array([f"{number:03}" for number in range(1000)], object)
    whole = (table.r_score * 100 + table.f_score * 10 + table.m_score).fillna(0).to_numpy(dtype="int64")
    table["rfm"] = np.where(bought, codes[whole], None)
    table["reason"] = np.where(bought, None, np.where(one.net.isna(), "never_ordered", "only_returns"))
    return table


def classed(lines: "pd.DataFrame") -> "pd.DataFrame":
    """Goods from the greatest value down, with the class the share before them gives."""
    import pandas as pd

    goods = lines.loc[lines.is_goods & (lines.placed_on < pd.Timestamp(AS_OF)), ["product_code", "amount"]]
    value = goods.groupby("product_code", observed=True).amount.sum().round(4)
    value.index = value.index.astype(str)
    table = value.sort_index().rename("value").to_frame().sort_values("value", ascending=False, kind="stable")
    total = table.value.sum()
    table["place"] = np.arange(1, len(table) + 1)
    table["value_share"] = table.value / total
    table["share_before"] = (table.value.cumsum() - table.value) / total
    table["total"] = total
    table["abc"] = np.select(
        [table.value <= 0, table.share_before < 0.8, table.share_before < 0.95], ["C", "A", "B"], "C"
    )
    return table.sort_index()


def rungs(one: "pd.DataFrame") -> "pd.DataFrame":
    """The rung of everyone known, and the facts it follows from."""
    own = ((one["last"] - one["first"]).dt.days / (one.purchase_days - 1)).where(one.purchase_days >= 3)
    bought = one.purchases > 0
    gap = own.fillna(own.median()).fillna(60).clip(14, 240).where(bought)
    value = one.value.where(one.value.notna(), np.where(one.orders > 0, 0.0, np.nan)).round(4)
    worthy = value.where((one.purchases_12m > 0) & (value > 0))
    place, among = worthy.rank(ascending=False, method="min"), int(worthy.notna().sum())
    referred = one[bought & one.referred_by.notna() & (one.referred_by != one.index)]
    referrals = referred.groupby("referred_by").size().reindex(one.index).fillna(0).astype("int64")
    columns = ["purchases_90d", "purchases_12m", "purchase_days_12m"]
    table = one[[*columns, "days_since_first_purchase", "days_since_last_purchase"]].assign(
        expected_gap_days=gap,
        gap_is_own=own.notna().where(bought),
        value=value,
        value_basis=np.where(value.notna(), "margin_12m", None),
        value_is_estimated=(one.uncosted > 0).where(value.notna()),
        place=place,
        ranked_customers=np.where(place.notna(), among, np.nan),
        referrals=referrals,
        margin_coverage_12m=one.margin_coverage_12m.max(),
    )
    return named(table, one, is_core=(one.purchases_12m >= 4) & (place - 1 < 0.2 * among))


def named(table: "pd.DataFrame", one: "pd.DataFrame", *, is_core: "pd.Series") -> "pd.DataFrame":
    """The table with rung and rule: of all conditions the first that holds."""
    since, gap = table.days_since_last_purchase, table.expected_gap_days
    seldom = table.purchase_days_12m < 2
    is_new = (table.days_since_first_purchase <= 90) & (one.purchase_days < 3)
    rules = [
        ("onlooker", "onlooker_never_ordered", one.net.isna()),
        ("onlooker", "onlooker_only_returns", one.purchases == 0),
        ("lost", "lost_beyond_gaps", since > 6 * gap),
        ("lost", "lost_beyond_days", since > 730),
        ("edge", "edge_very_late", since > 3 * gap),
        ("new", "new_first_purchase_recent", is_new),
        ("inactive", "inactive_late", since > 2 * gap),
        ("inactive", "inactive_seldom", seldom),
        ("advocate", "advocate_core_and_referrals", is_core & (table.referrals > 0)),
        ("core", "core_frequent_and_valuable", is_core),
    ]
    holds = [condition.to_numpy() for _rung, _rule, condition in rules]
    first = np.select(holds, list(range(len(rules))), len(rules))
    said = np.array([*((rung, rule) for rung, rule, _condition in rules), ("active", "active_on_time")], object)
    return table.assign(rung=said[first, 0], rule=said[first, 1])


def cohorts(folder: Path, **_limits: object) -> None:
    """Cohorts by month, as a pivot of distinct months, without those who gave back their only order."""
    orders = frame(folder, "orders", ["customer_id", "placed_on", "kind", "net"])
    sales = orders[orders.kind == "sale"].dropna(subset="customer_id")
    returned = orders[orders.kind == "return"].groupby("customer_id").net.sum()
    once = sales[sales.customer_id.isin(returned.index)].drop_duplicates("customer_id", keep=False)
    gone = once.customer_id[once.net + once.customer_id.map(returned) < 0.00005]
    sales = sales[~sales.customer_id.isin(gone)]
    month = sales.placed_on.to_numpy().astype("datetime64[M]").astype("int64")
    bought = sales.assign(month=month)[["customer_id", "month"]].drop_duplicates()
    bought["cohort"] = bought.groupby("customer_id").month.transform("min")
    bought.groupby(["cohort", "month"]).size().unstack(fill_value=0)


def frame(folder: Path, name: str, columns: list[str]) -> "pd.DataFrame":
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
