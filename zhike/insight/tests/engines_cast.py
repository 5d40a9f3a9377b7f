"""What both engines are asked: every measure over facts, rules of entries, papers, payments."""

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pyarrow as pa
import pytest

from zhike.insight.measures import (
    SCHEMAS,
    Abc,
    BgNbdForecast,
    Churn,
    Cohorts,
    Contribution,
    CustomerEquity,
    Facts,
    FittedClv,
    Ladder,
    Lifecycle,
    MbgNbdForecast,
    ParetoNbdForecast,
    PlainClv,
    Pyramid,
    Rfm,
    SpendForecast,
    Survival,
    ValueMatrix,
    value_test,
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
    Signals,
)
from zhike.insight.measures.found import Found
from zhike.insight.measures.fraud import Fraud
from zhike.insight.measures.moments import months_before
from zhike.insight.measures.replay import replay
from zhike.insight.tests.contacts_cast import OF_CONTACTS
from zhike.insight.tests.fraud_cast import LABELLED
from zhike.insight.tests.measures_cast import JULY, LINES, retail
from zhike.insight.tests.mining_cast import SHARED, groceries, market, retail_spring, retail_winter
from zhike.insight.tests.signals_cast import LIMIT, clean, plant


class AgainstYearBefore(Baskets):
    """Rules counted again in the same months of the year before."""

    def fit(self, facts, *, as_of):
        return super().fit(facts, as_of=as_of, months=18, against_year_before=True)


class OnManyDays(Ladder):
    """Rungs on one day of each of seven months, kept and asked for together."""

    def fit(self, facts, *, as_of):
        days = [months_before(as_of, months) for months in range(7)]
        verdicts = replay(self, facts, days, keep=self.evidence)
        return Found(self.name, {"verdicts": verdicts}, self.parameters, (), as_of=as_of, rows_read=verdicts.num_rows)


class JudgedByAYear(PlainClv):
    """Values of a year ago beside what came since."""

    def fit(self, facts, *, as_of):
        begin = months_before(as_of, 12)
        test = value_test(PlainClv(yearly_retention=0.6), facts, calibrate_until=begin, as_of=as_of)
        return Found(self.name, dict(test.tables), test.figures, (), as_of=as_of, rows_read=test.seen.num_rows)


FRAUD = Fraud(train_from=LABELLED, models=(), model="logistic", per_day=20, most_reasons=15)
CUSTOMERS, ORDERS = 200, 1_200
AS_OF = {"retail": JULY, "simulated": date(2026, 3, 1)}
MEASURES = {
    "rfm": Rfm(),
    "rfm by rank": Rfm(binning="rank"),
    "abc of products": Abc(),
    "abc of customers": Abc(of="customer"),
    "ladder": Ladder(),
    "ladder on many days": OnManyDays(),
    "pyramid": Pyramid(),
    "lifecycle": Lifecycle(),
    "cohorts": Cohorts(),
    "clv by tier": PlainClv(pyramid=Pyramid(), yearly_retention=None),
    "clv by a year": JudgedByAYear(),
    "contribution": Contribution(stated_margin=0.3),
    "survival": Survival(),
    "churn": Churn(),
    "gammagamma": SpendForecast(),
    "bgnbd": BgNbdForecast(),
    "mbgnbd": MbgNbdForecast(),
    "paretonbd": ParetoNbdForecast(),
    "lifetime": FittedClv(),
    "matrix": ValueMatrix(),
    "equity": CustomerEquity(by="kind"),
    "loyalty": LoyaltyKpis(targets={"retention": 0.5}),
    "churn risk": ChurnRisk(),
    "clusters": Clusters(),
    "recommend": NextProduct(),
    "forecast": SalesForecast(),
    "anomalies": Anomalies(),
    **OF_CONTACTS,
    "baskets": Baskets(min_support=0.01, max_length=3),
    "baskets against the year before": AgainstYearBefore(min_support=0.002),
}
REAL = ("rfm", "abc of products")
CASES = [*(("retail", name) for name in REAL), *(("simulated", name) for name in MEASURES if name not in REAL)]
RULES = {
    "market": (Baskets(min_support=0.005), market),
    "market, pairs, large baskets left out": (Baskets(min_support=0.005, max_length=2, max_basket_items=4), market),
    "market, items alone": (Baskets(max_length=1), market),
    "market, nothing frequent": (Baskets(min_support=0.9), market),
    "groceries": (Baskets(min_support=0.006, min_confidence=0.25), groceries),
    # Half a year of it is public: the winter stands for the same months of the year before.
    "retail against the year before": (Baskets(min_support=0.01, max_length=3), retail_spring, retail_winter),
}
PUBLIC = {groceries: SHARED / "groceries/groceries.csv", retail_spring: LINES, retail_winter: LINES}


def certificate(scored):
    """What a result says beside its rows."""
    counted = ("rows_read", "rows_after_as_of", "customers")
    told = {name: getattr(scored, name) for name in counted if hasattr(scored, name)}
    return told | {"warnings": [str(warning) for warning in scored.warnings]}


def tables_of(scored):
    return dict(scored.tables) if isinstance(scored, Found) else {"table": scored.table, **scored.extras}


@cache
def facts_of(data):
    if data == "retail" and not LINES.exists():
        pytest.skip(f"no {LINES}")
    return {"retail": retail, "simulated": simulated}[data]()


def simulated():
    """Three years of orders with costs that are sometimes unknown, returns, referrals, ties and nobody's orders."""
    chance = random.Random(20260301)
    first = date(2023, 1, 1)
    people = [
        {
            "customer_id": number,
            "kind": chance.choice(["consumer", "enterprise", "channel", "supplier"]),
            "known_since": first + timedelta(days=chance.randrange(400)),
            "referred_by": chance.choice([None, None, None, chance.randrange(1, CUSTOMERS)]),
        }
        for number in range(1, CUSTOMERS + 1)
    ]
    orders, lines = [], []
    for number in range(1, ORDERS + 1):
        kind = chance.choices(["sale", "return", "adjustment"], [90, 8, 2])[0]
        amount = (
            Decimal(chance.choice([100, 100, 250, chance.randrange(1, 200_000)])) / 4 * (1 if kind == "sale" else -1)
        )
        day = first + timedelta(days=chance.randrange(1_180))
        money = {"gross": max(amount, Decimal(0)), "refund": min(amount, Decimal(0)), "net": amount}
        margin = None if chance.random() < 0.02 else amount * Decimal("0.3")
        customer = None if chance.random() < 0.05 else int(CUSTOMERS * chance.random() ** 2) + 1
        shared = {"order_id": number, "placed_on": day, "kind": kind}
        orders.append(shared | money | {"customer_id": customer, "margin": margin})
        product = f"P{int(80 * chance.random() ** 3):02}"
        line = {"line_id": number, "product_code": product, "is_goods": product != "P00", "quantity": Decimal(1)}
        lines.append(shared | line | {"amount": amount})
    return Facts.from_tables(
        customers=pa.Table.from_pylist(people, SCHEMAS["customers"]),
        orders=pa.Table.from_pylist(orders, SCHEMAS["orders"]),
        order_lines=pa.Table.from_pylist(lines, SCHEMAS["order_lines"]),
    )


def at_hand(*entries):
    """Whether the files are here that these entries are made of."""
    return all(PUBLIC[some].exists() for some in entries if some in PUBLIC)


def alerts_on(engine):
    """A year of papers with everything planted, weak alerts too."""
    world = clean()
    plant(world)
    return world.found(Signals(limits={"sale": [LIMIT, 500]}, least_strength=0.01), engine=engine)


def aged(engine):
    """Two years of invoices in two currencies, some disputed, some without a due day; paid by name or not, in part."""
    chance, invoices, paid = random.Random(20260302), [], []
    for number in range(400):
        on = date(2024, 1, 1) + timedelta(days=chance.randrange(730))
        who = {"customer": f"c{chance.randrange(40)}", "currency": chance.choice(["CNY", "CNY", "USD"])}
        amount = Decimal(chance.randrange(100, 1_000_000)) / 100 * (-1 if number % 25 == 0 else 1)
        due = None if number % 7 == 0 else on + timedelta(days=chance.choice([0, 30, 60]))
        papers = {"invoice": f"{number}", "invoiced_on": on, "amount": amount}
        invoices.append(who | papers | {"due_on": due, "is_disputed": number % 11 == 0})
        named = None if number % 5 == 0 else f"{number}"
        share = Decimal(chance.choice(["0", "0.5", "1", "1.1"]))
        payment = {"invoice": named, "paid_on": on + timedelta(days=chance.randrange(120)), "amount": amount * share}
        paid += [who | payment] if share else []
    return Ageing().of(
        pa.Table.from_pylist(invoices), pa.Table.from_pylist(paid), as_of=date(2026, 1, 1), engine=engine
    )
