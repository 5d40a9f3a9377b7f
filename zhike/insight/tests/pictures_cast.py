"""Kept runs of the measures that pictures draw, over the tea house of the examples with customers of the database."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from zhike.customers.models import Customer
from zhike.insight.apart.measures import purchases
from zhike.insight.computing import kept
from zhike.insight.computing.runs import said
from zhike.insight.computing.steps import STEPS
from zhike.insight.measures import (
    Abc,
    Churn,
    Cohorts,
    CustomerEquity,
    Facts,
    FittedClv,
    PlainClv,
    Scored,
    Survival,
    ValueMatrix,
)
from zhike.insight.measures.analyses import (
    Ageing,
    Anomalies,
    Baskets,
    ChurnRisk,
    Clusters,
    LoyaltyKpis,
    NextProduct,
    SalesForecast,
)
from zhike.insight.measures.example import CUSTOMERS, ORDERS, a_line, an_order
from zhike.insight.measures.found import Found
from zhike.insight.measures.measure import plain
from zhike.insight.measures.scoring.answers import answered
from zhike.insight.measures.shapes import SCHEMAS
from zhike.insight.measures.signals import Signals
from zhike.insight.models import Run
from zhike.insight.tests.signals_cast import World


class Papers:
    """Receivables by age of one invoice each that customers did not pay, every other one late."""

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        keys = facts.query("SELECT customer_id FROM customers ORDER BY customer_id")["customer_id"].to_pylist()
        rows = [
            {"invoice": f"{key}", "customer": f"{key}", "currency": "CNY", "invoiced_on": date(2025, 5, 1),
             "due_on": date(2025, 6, 1 + 29 * (key % 2)), "amount": Decimal(100)}
            for key in keys
        ]  # fmt: skip
        return Ageing().of(pa.Table.from_pylist(rows), as_of=as_of)


class Suspects:
    """Every customer paid 800 twice within a day, with the same reference."""

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        keys = facts.query("SELECT customer_id FROM customers ORDER BY customer_id")["customer_id"].to_pylist()
        world = World()
        for place, key in enumerate(key for key in keys for _twice in range(2)):
            day = date(2025, 6, 20 + place % 2)
            world.paper("payment", f"{900_000 + place}", day, 800, customer=f"{key}", reference=f"{key}")
        return world.found(Signals(), as_of=as_of)


class Leavers:
    """The first two customers about to leave, the others not, learnt from sixty of either kind in two windows.

    Who bought ten times or more stays, but for one of four.
    """

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        keys = facts.query("SELECT customer_id FROM customers ORDER BY customer_id")["customer_id"].to_pylist()
        past = [
            {
                "id": f"0{n}",
                "as_of": date(2025, 1 + n // 60 * 3, 1),
                "purchases": n % 20,
                "leaves": (n % 20 < 10) != (n % 20 in (3, 5, 7, 13, 17)),
            }
            for n in range(120)
        ]
        now = [
            {"id": f"{key}", "as_of": as_of, "purchases": 1 if place < 2 else 40, "leaves": None}
            for place, key in enumerate(keys)
        ]
        table = pa.Table.from_pylist([*past, *now])
        asked = [row["leaves"] is None for row in (*past, *now)]
        risk = ChurnRisk(models=("logistic",))
        found = answered(table, target="leaves", key="id", time="as_of", leave_out=(), asked=asked, kinds=risk.models)
        return risk.found(found, found.cautions, rows_read=table.num_rows, as_of=as_of)


class Bought:
    """Two customers who bought tea and a pot, one tea alone, one tea and in June a pot, the last one nothing yet."""

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        keys = facts.query("SELECT customer_id FROM customers ORDER BY customer_id")["customer_id"].to_pylist()
        march, june = date(2025, 3, 1), date(2025, 6, 1)
        bought = [(0, "tea", march), (0, "pot", march), (1, "tea", march), (1, "pot", march), (2, "tea", march)]
        bought += [(3, "tea", march), (3, "pot", june)]
        rows = [{"customer": keys[who], "item": item, "day": day} for who, item, day in bought if who < len(keys)]
        kinds = dict.fromkeys(keys, "consumer")
        return NextProduct(top=2).of(pa.Table.from_pylist(rows), as_of=as_of, segments=kinds)


class Valued:
    """Values by the plain formula with a retention that is stated, judged by the last year."""

    def fit(self, facts: Facts, *, as_of: date) -> Scored:
        [step] = [step for step in STEPS if step.name == "clv"]
        return step.tested(PLAIN, PLAIN.fit(facts, as_of=as_of), facts)


class Foretold:
    """Purchases to come by three models, judged by half a year."""

    def fit(self, facts: Facts, *, as_of: date) -> Scored:
        return purchases(facts, as_of, minimum_repeaters=1, penalty=1, calibrate_until=date(2025, 1, 1))


JULY = date(2025, 7, 1)
PLAIN = PlainClv(yearly_retention=0.5)
QUICK: dict[str, Any] = {
    "abc": Abc(of="customer"),
    "matrix": ValueMatrix(worth=PLAIN, cuts=(500, 1000)),
    "equity": CustomerEquity(worth=PLAIN),
    "clv": Valued(),
    "paretonbd": Foretold(),
    "cohorts": Cohorts(),
    "survival": Survival(by="kind"),
    "churn": Churn(),
    "loyalty": LoyaltyKpis(targets={"retention": 0.5}),
    "anomalies": Anomalies(frequency="month"),
    "clusters": Clusters(counts=(2,)),
    "ageing": Papers(),
    "churn_risk": Leavers(),
    "recommend": Bought(),
    "signals": Suspects(),
    "baskets": Baskets(min_support=0.01, min_confidence=0.01),
}
SLOW: dict[str, Any] = {
    "lifetime": FittedClv(minimum_repeaters=1, penalty=1, calibrate_until=date(2025, 1, 1)),
    "forecast": SalesForecast(horizon=3, methods=("seasonal_naive",)),
}


def a_tea_house(keys: Sequence[int]) -> Facts:
    """The tea house of the examples, its customers called by these keys, and one more order of two products."""
    called = dict(zip((row[0] for row in CUSTOMERS), keys, strict=False))
    customers = [
        {"customer_id": called[number], "kind": kind, "known_since": since}
        for number, kind, since, _by in CUSTOMERS
        if number in called
    ]
    rows = list(enumerate(((called.get(row[0]), *row[1:]) for row in ORDERS), start=1))
    beside = [a_line(number, row) | {"line_id": 100 + number, "product_code": "cup"} for number, row in rows[3:5]]
    return Facts.from_tables(
        customers=pa.Table.from_pylist(customers, SCHEMAS["customers"]),
        orders=pa.Table.from_pylist([an_order(*row) for row in rows], SCHEMAS["orders"]),
        order_lines=pa.Table.from_pylist([*(a_line(*row) for row in rows), *beside], SCHEMAS["order_lines"]),
    )


def keep(name: str, customers: Sequence[Customer], *, as_of: date = JULY) -> Run:
    """A finished run of a measure with its tables."""
    with a_tea_house([customer.pk for customer in customers]) as facts:
        found = (QUICK | SLOW)[name].fit(facts, as_of=as_of)
    run = Run.objects.create(
        measure=name,
        as_of=as_of,
        status=Run.Status.DONE,
        rule_version="v1",
        rows_read=found.rows_read,
        parameters={
            **plain(dict(found.parameters)),
            "formula_version": found.formula_version,
            "holdout": plain(dict(getattr(found, "holdout", None) or {})),
        },
        warnings=[said(caution) for caution in found.warnings],
    )
    kept.keep(run, found.tables)
    return run
