"""Who stays: retention under contract, survival curves, churn on four bases."""

from datetime import date
from decimal import Decimal

import pytest

from zhike.insight.measures import (
    Churn,
    MarketPeriod,
    MeasureRefused,
    ShiftedBetaGeometric,
    Survival,
    kaplan_meier,
    log_rank,
)
from zhike.insight.tests.measures_cast import facts_of, known, refund, sale

JULY = date(2025, 7, 1)

# Fader and Hardie 2007, "How to project customer retention", table 1: of 1,000 customers, those left each year.
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
RETENTION = [
    (REGULAR, {"alpha": 0.7041, "beta": 1.1820}, -1680.27, [22.0, 20.4, 19.1, 18.0, 17.0]),
    (HIGH_END, {"alpha": 0.6681, "beta": 3.8061}, -1611.16, [46.0, 43.6, 41.4, 39.5, 37.8]),
]

# Freireich et al. 1963: weeks of remission of leukaemia, a plus where it still held; as in Kleinbaum and Klein.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
PUBLISHED = {
    6: (0.857, 0.0764),
    7: (0.807, 0.0869),
    10: (0.753, 0.0963),
    13: (0.690, 0.1068),
    16: (0.627, 0.1141),
    22: (0.538, 0.1282),
    23: (0.448, 0.1346),
}


def weeks(text):
    return [float(word.rstrip("+")) for word in text.split()], [not word.endswith("+") for word in text.split()]


@pytest.mark.parametrize(("left", "published", "log_likelihood", "years_8_to_12"), RETENTION)
def test_published_retention(left, published, log_likelihood, years_8_to_12):
    found = ShiftedBetaGeometric().fit(left)

    assert dict(found.parameters) == pytest.approx(published, abs=6e-5)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=0.006)
    assert (100 * found.survival([8, 9, 10, 11, 12])).tolist() == pytest.approx(years_8_to_12, abs=0.06)
    assert found.tables["survival"]["seen"].to_pylist()[:2] == [1.0, left[1] / 1000]


def test_retention_rises_with_age_and_payments_to_come_with_it():
    found = ShiftedBetaGeometric().fit(REGULAR)

    rates = found.retention([1, 2, 5, 10]).tolist()
    assert rates == sorted(rates)
    assert rates[0] == pytest.approx(1.182 / (0.7041 + 1.182), abs=1e-3)
    assert found.residual_periods(1, discount=0.1) < found.residual_periods(5, discount=0.1)
    known_periods = sum(found.survival(t) / 1.1 ** (t - 1) for t in range(1, 1001))
    assert found.residual_periods(1, discount=0.1) == pytest.approx(known_periods, rel=1e-9)


def test_cohorts_watched_for_different_times_are_fitted_together():
    both = ShiftedBetaGeometric().fit(REGULAR, REGULAR[:4])

    assert both.customers == 2000
    assert both.parameters["alpha"] == pytest.approx(0.70, abs=0.1)


@pytest.mark.parametrize("cohort", [[1000], [100, 120], [100, 100, 100], [10, 5]])
def test_cohorts_that_say_nothing_are_refused(cohort):
    with pytest.raises(MeasureRefused):
        ShiftedBetaGeometric().fit(cohort)


def test_a_published_survival_curve_with_greenwood_errors():
    curve = kaplan_meier(*weeks(TREATED))

    found = {
        int(t): (round(s, 3), round(e, 4))
        for t, s, e in zip(curve.times, curve.survival, curve.standard_error, strict=True)
    }
    assert found == PUBLISHED
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.median == 23
    assert ((curve.low > 0) & (curve.low < curve.survival) & (curve.survival < curve.high) & (curve.high < 1)).all()


def test_the_published_log_rank_test():
    (treated, held), (placebo, all_ended) = weeks(TREATED), weeks(PLACEBO)
    groups = ["treated"] * 21 + ["placebo"] * 21

    test = log_rank(treated + placebo, held + all_ended, groups)
    assert (round(test.chi_square, 2), test.degrees) == (16.79, 1)
    assert test.p < 0.0001


def test_weights_stand_for_equal_customers():
    alone = kaplan_meier([3, 3, 5, 8], [True, True, False, True])
    grouped = kaplan_meier([3, 5, 8], [True, False, True], [2, 1, 1])

    assert grouped.survival.tolist() == alone.survival.tolist() == [0.5, 0.0]


def test_nothing_happened_or_nobody_was_there():
    assert kaplan_meier([4, 5], [False, False]).times.tolist() == []
    assert log_rank([], [], []).p == 1


def test_survival_until_the_second_purchase_counts_those_still_waiting():
    facts = facts_of(sale(1, "06-01"), sale(1, "06-11"), sale(2, "06-01"), sale(3, "06-16"), sale(3, "06-20"))

    scored = Survival().fit(facts, as_of=JULY)
    assert [(row["days"], row["at_risk"], round(row["survival"], 4)) for row in scored.table.to_pylist()] == [
        (4, 3, 0.6667),
        (10, 2, 0.3333),
    ]
    assert scored.tables["groups"].to_pylist() == [{"group": "all", "customers": 3, "events": 2, "median_days": 10.0}]


def test_survival_until_silence_by_kind():
    facts = facts_of(
        *[sale(1, on) for on in ("01-01", "02-01", "06-25")],
        sale(2, "01-01"),
        customers=[known(1), known(2, kind="enterprise")],
    )

    scored = Survival(of="silence", by="kind", silence_days=90).fit(facts, as_of=JULY)
    assert [(row["group"], row["days"]) for row in scored.table.to_pylist()] == [("consumer", 121), ("enterprise", 90)]
    assert scored.tables["log_rank"].num_rows == 1
    with pytest.raises(MeasureRefused):
        Survival(of="death")


def test_who_came_back_after_a_long_silence_had_been_silent():
    facts = facts_of(*[sale(1, on) for on in ("01-01", "05-01", "06-25")], *[sale(2, on) for on in ("05-01", "06-25")])

    scored = Survival(of="silence", silence_days=60).fit(facts, as_of=JULY)
    assert [(row["days"], row["at_risk"], row["events"]) for row in scored.table.to_pylist()] == [(60, 2, 1)]


def quarters(**settings):
    """One who keeps buying, one who stops in spring, one who stops and returns, one who comes in May."""
    monthly = [sale(1, f"{month:02}-05", 100) for month in range(1, 7)]
    stops = [sale(2, f"2024-{month:02}-05", 50) for month in (9, 10, 11, 12)] + [sale(2, "01-05", 50)]
    returns = [sale(3, on, 30) for on in ("2024-09-01", "2024-10-01", "2024-11-01", "06-20")]
    facts = facts_of(*monthly, *stops, *returns, sale(4, "05-20", 20), refund(1, "06-06", 40))
    return Churn(periods=2, **settings).fit(facts, as_of=JULY)


def test_churn_of_customers():
    first, second = quarters().table.to_pylist()

    assert (first["period_start"], first["period_end"]) == (date(2025, 1, 1), date(2025, 4, 1))
    assert [first[name] for name in ("active_at_start", "lost", "joined", "won_back")] == [2, 1, 1, 0]
    assert first["customer_churn"] == 0.5
    assert [second[name] for name in ("active_at_start", "lost", "joined", "won_back")] == [2, 1, 1, 1]


def test_sales_held_against_the_market_are_those_of_everybody():
    facts = facts_of(sale(1, "05-01", 60), sale(None, "06-01", 40))
    market = (MarketPeriod(date(2025, 4, 1), market=200.0, largest_rival=50.0),)

    row = Churn(periods=1, market=market).fit(facts, as_of=JULY).table.to_pylist()[0]
    assert (row["sales"], row["market_share"], row["relative_share"]) == (100, 0.5, 2.0)


def test_churn_of_money_and_the_mistake_of_the_rule():
    first, second = quarters().table.to_pylist()

    assert (first["money_before"], first["money_kept"]) == (Decimal("210.0000"), Decimal("50.0000"))
    assert first["gross_money_retention"] == pytest.approx(50 / 210)
    assert second["sales"] == Decimal("310.0000")
    assert (first["lapse_error"], second["lapse_error"]) == (1.0, None)


def test_who_was_silent_too_long_comes_back_by_a_purchase_alone():
    """The usual gap grows from 30 days to 349 when customer 1 returns; 2 and 3 have bought nothing since."""
    weekly = [sale(4, on, 10) for on in ("2024-05-01", "2024-05-31")]
    facts = facts_of(
        *(*weekly, sale(1, "2024-06-01", 10), sale(1, "2025-06-20", 10)),
        *(sale(2, "2024-09-01", 10), sale(3, "2024-09-01", 10)),
    )

    last = Churn(periods=2).fit(facts, as_of=JULY).table.to_pylist()[-1]
    assert (last["active_at_start"], last["won_back"]) == (0, 1)


def test_churn_of_the_market_is_empty_unless_the_market_is_known():
    assert [str(caution) for caution in quarters().warnings if caution.code == "market_unknown"] == [
        "The market is not known for 2 periods, so its bases of churn stay empty there."
    ]
    told = quarters(market=(MarketPeriod(date(2025, 4, 1), market=3100, largest_rival=620),)).table.to_pylist()[1]
    assert (told["market_share"], told["relative_share"]) == (pytest.approx(0.1), pytest.approx(0.5))


def test_nobody_to_lose():
    assert Churn().fit(facts_of(), as_of=JULY).table.num_rows == 0
    with pytest.raises(MeasureRefused):
        Churn(periods=0)
