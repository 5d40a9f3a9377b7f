"""Payments made with a fixed seed: customers with habits, terminals that are broken into, and a few very large sums."""

from datetime import date, datetime, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pyarrow as pa

FIRST = date(2026, 1, 1)
DAYS, CUSTOMERS, TERMINALS = 63, 150, 40
LABELLED = FIRST + timedelta(days=42)
#: The public payments with their published figures.
PUBLIC = "card_fraud_sim/transactions.parquet"
NAMED = {
    "transaction": "TRANSACTION_ID",
    "moment": "TX_DATETIME",
    "customer": "CUSTOMER_ID",
    "terminal": "TERMINAL_ID",
    "amount": "TX_AMOUNT",
    "fraud": "TX_FRAUD",
}


@cache
def payments(seed=11):
    """Nine weeks of payments. Every third hour many come in one second; four weeks of a terminal may be bad."""
    random = np.random.default_rng(seed)
    count = DAYS * CUSTOMERS
    customer, terminal = random.integers(0, CUSTOMERS, count), random.integers(0, TERMINALS, count)
    second = random.integers(0, DAYS * 86_400, count)
    second = np.where(random.random(count) < 0.1, second // 10_800 * 10_800, second)
    amount = np.round(random.gamma(2, 20 + customer % 30, count), 2)
    amount[random.random(count) < 0.004] += 300
    week = second // (7 * 86_400) + random.integers(0, 4, TERMINALS)[terminal]
    is_bad = random.random((TERMINALS, week.max() // 4 + 1)) < 0.15
    fraud = (amount > 300) | (is_bad[terminal, week // 4] & (random.random(count) < 0.6))
    midnight = datetime.combine(FIRST, datetime.min.time())
    return pa.table(
        {
            "transaction": [f"p{number:05}" for number in range(count)],
            "moment": [midnight + timedelta(seconds=int(after)) for after in second],
            "customer": [f"c{number:03}" for number in customer],
            "terminal": [f"t{number:02}" for number in terminal],
            "amount": amount,
            "fraud": fraud,
        }
    )


def by_pandas(table, *, delay_days):
    """The features of every payment by its name, each window looked up on its own."""
    frame = table.to_pandas()
    delay = pd.Timedelta(days=delay_days)
    found = []
    for row in frame.itertuples():
        own, there = frame[frame.customer == row.customer], frame[frame.terminal == row.terminal]
        known = {"amount": row.amount, "weekend": int(row.moment.dayofweek >= 5), "night": int(row.moment.hour <= 6)}
        for days in (1, 7, 30):
            first, last = row.moment - pd.Timedelta(days=days), row.moment - delay
            near = own[(own.moment > first) & (own.moment < row.moment)]
            far = there[(there.moment > first - delay) & (there.moment <= last)]
            known[f"customer_count_{days}"] = 1 + len(near)
            known[f"customer_mean_{days}"] = (row.amount + near.amount.sum()) / (1 + len(near))
            known[f"terminal_count_{days}"] = len(far)
            known[f"terminal_fraud_rate_{days}"] = far.fraud.mean() if len(far) else 0
        found.append(known)
    return pd.DataFrame(found, index=frame.transaction)


def payment(number, moment, *, customer="ana", terminal="till", amount=10, fraud=False):
    """One payment, as a row."""
    return {
        "transaction": f"p{number:03}",
        "moment": moment,
        "customer": customer,
        "terminal": terminal,
        "amount": float(amount),
        "fraud": fraud,
    }
