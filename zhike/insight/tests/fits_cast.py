"""Customers for the tests of fitted models: the CDNOW sample where its file is at hand, and simulated ones."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from zhike.insight.measures import Facts, Repeats, Spends
from zhike.insight.measures.lifetime import FittedBgNbd, FittedMbgNbd, FittedParetoNbd
from zhike.insight.tests.measures_cast import filled, retail_lines

FOLDER = Path(__file__).resolve().parents[3].parent / "shared/data/cdnow_sample"
OCTOBER, JULY = date(1997, 10, 1), date(1998, 7, 1)
KINDS = {"bgnbd": FittedBgNbd, "mbgnbd": FittedMbgNbd, "paretonbd": FittedParetoNbd}
#: Parameters of populations that are made up, close to those of CDNOW.
TRUTH = {
    "bgnbd": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    "mbgnbd": {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614},
    "paretonbd": {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669},
}


@cache
def cdnow():
    """The CDNOW sample as facts: an order a line, no refunds."""
    path = FOLDER / "transactions.csv"
    if not path.exists():
        pytest.skip(f"no {path}")
    lines = pd.read_csv(path, parse_dates=["date"])
    money = [Decimal(str(amount)) for amount in lines.amount]
    orders = {
        "order_id": range(1, len(lines) + 1),
        "customer_id": lines.sample_id,
        "placed_on": lines.date.dt.date,
        "kind": ["sale"] * len(lines),
        "gross": money,
        "refund": [Decimal(0)] * len(lines),
        "net": money,
    }
    people = sorted(set(lines.sample_id))
    known = {"customer_id": people, "kind": ["consumer"] * len(people), "known_since": [date(1997, 1, 1)] * len(people)}
    return Facts.from_tables(customers=filled("customers", known), orders=filled("orders", orders))


@cache
def cdnow_repeats():
    return Repeats.read(cdnow(), as_of=OCTOBER, unit="week")


@cache
def cdnow_spends():
    return Spends.read(cdnow(), as_of=OCTOBER)


@cache
def retail_repeats(unit="week"):
    """Online Retail to the end of April 2011: customer-days of lines that were sold and not cancelled."""
    lines = retail_lines()
    sold = (lines.kind == "sale") & (lines.Quantity > 0) & (lines.UnitPrice > 0) & lines.CustomerID.notna()
    days = lines[sold & (lines.day < "2011-05-01")].drop_duplicates(["CustomerID", "day"]).groupby("CustomerID").day
    first, last, end = days.min(), days.max(), pd.Timestamp("2011-04-30")
    length = {"day": 1, "week": 7}[unit]
    return Repeats.of(days.count() - 1, (last - first).dt.days / length, (end - first).dt.days / length, unit=unit)


def with_truth(model, **parameters):
    """A fitted model with known parameters."""
    known = parameters or TRUTH[model]
    return KINDS[model](known, 0.0, 0.0, converged=True, evaluations=0, customers=0)


def population(model, customers, *, seed, weeks=39.0, grain=None):
    """Customers as a model makes them, come over the first third of the time; ``grain`` counts parts of a week."""
    rng = np.random.default_rng(seed)
    past = with_truth(model).past(rng, weeks - rng.uniform(0, weeks / 3, customers))
    return Repeats.of(*(past if grain is None else whole_parts(past, grain)))


def whole_parts(past, grain):
    """Times in whole parts of a week, as days are; a repeat purchase is never on the first day."""
    age = np.ceil(past.age * grain)
    t_x = np.clip(np.round(past.t_x * grain), past.x > 0, age)
    return past.x, t_x / grain, age / grain
