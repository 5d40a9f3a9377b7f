"""Golden values of public sets that no test of a single measure meets: what a file holds, and who buys again.

Measured twice, with DuckDB and pandas, beside the data.
"""

from decimal import Decimal

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from zhike.insight.measures import BgNbd, MbgNbd
from zhike.insight.measures.lifetime.reading import ask
from zhike.insight.measures.lifetime.repeats import as_floats
from zhike.insight.tests.fits_cast import JULY, OCTOBER, cdnow, cdnow_repeats, cdnow_spends
from zhike.insight.tests.measures_cast import LINES
from zhike.insight.tests.mining_cast import shared
from zhike.insight.tool.asking import Question, reading_of
from zhike.insight.tool.rejecting import Rejects

MODELS = {"bgnbd": BgNbd, "mbgnbd": MbgNbd}


def read(path, measure, **options):
    """A file as the tool reads it."""
    return reading_of(Question(measure, path, **options), Rejects(None, read=path)).table.to_pandas()


@pytest.mark.skipif(not LINES.exists(), reason=f"no {LINES}")
def test_the_lines_of_online_retail():
    lines = read(LINES, "rfm")
    money = lines.quantity * lines.price
    cancelled = lines.order.str.startswith("C")

    assert (len(lines), lines.order.nunique(), lines.customer.nunique()) == (245_903, 12_795, 3_002)
    assert int(lines.customer.isna().sum()) == 69_014
    assert (int(cancelled.sum()), round(money[cancelled].sum(), 2)) == (4_494, Decimal("-428515.73"))
    assert int(((lines.quantity < 0) & ~cancelled).sum()) == 758
    assert int((lines.price == 0).sum()) == 1_478
    assert (money.sum(), money[lines.customer.notna()].sum()) == (Decimal("4397950.761"), Decimal("3728501.251"))


def test_the_invoices_of_the_receivables():
    invoices = read(shared("ar_invoices/invoices.csv"), "ageing", day_first=False)

    assert (len(invoices), invoices.amount.sum()) == (1_608, Decimal("93038.02"))
    assert round((invoices.settled > invoices.due).mean(), 3) == 0.366


def test_what_repeat_purchases_of_cdnow_bring():
    seen = cdnow_spends()
    spends = np.repeat(seen.mean, seen.weight.astype(int))

    assert len(spends) == 946
    assert [
        round(float(value), 2) for value in (spends.mean(), spends.std(ddof=1), *np.quantile(spends, [0, 0.5, 1]))
    ] == [*(35.08, 30.28, 2.99, 27.50, 299.63)]


@pytest.mark.parametrize(
    ("who", "auc"),
    [
        ("recency", 0.771),
        ("frequency", 0.758),
        ("bgnbd alive", 0.316),
        ("bgnbd expected", 0.773),
        ("mbgnbd expected", 0.773),
    ],
)
def test_who_of_cdnow_buys_again(who, auc):
    seen = ask(cdnow(), "holdout", as_of=OCTOBER, until=JULY)
    x, t_x, age, events, weight = (as_floats(seen, name) for name in ("x", "t_x", "age", "events", "weight"))
    past = {"x": x, "t_x": t_x / 7, "age": age / 7}
    name, _blank, figure = who.partition(" ")
    if name in MODELS:
        fitted = MODELS[name]().fit(cdnow_repeats())
        score = fitted.p_alive(**past) if figure == "alive" else fitted.conditional_expectation(39, **past)
    else:
        score = {"recency": t_x - age, "frequency": x}[name]

    assert roc_auc_score(events > 0, score, sample_weight=weight) == pytest.approx(auc, abs=0.0006)
    assert round(float(weight[events > 0].sum() / weight.sum()), 2) == 0.29
