"""What customers are worth together: equity with its bridge, the value matrix, contribution, fitted lifetime value."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from zhike.insight.measures import (
    ClvByKind,
    Contribution,
    CustomerEquity,
    FittedClv,
    MeasureRefused,
    ParetoNbdForecast,
    PlainClv,
    SpendForecast,
    ValueMatrix,
)
from zhike.insight.tests.fits_cast import JULY as JULY_1998
from zhike.insight.tests.fits_cast import OCTOBER, cdnow
from zhike.insight.tests.measures_cast import by_customer, codes_of, facts_of, known, refund, sale

JULY = date(2025, 7, 1)
STATED = PlainClv(yearly_retention=0.5, yearly_discount=0.0, value="net_sales_12m")


def five_moves():
    """Worth a year's net sales each: one new, one lost, one grown, one shrunk, one steady."""
    return facts_of(
        sale(1, "05-01", 70),
        sale(2, "2024-05-01", 90),
        *[sale(3, on, 40) for on in ("2024-08-01", "06-01")],
        *[sale(4, on, 25) for on in ("2024-05-01", "2024-09-01")],
        sale(5, "01-10", 33.3333),
        customers=[known(1), known(2), known(3, kind="enterprise"), known(4, kind="enterprise"), known(5), known(6)],
    )


def test_the_bridge_leads_from_then_to_now():
    scored = CustomerEquity(worth=STATED).fit(five_moves(), as_of=JULY)

    steps = {row["step"]: (row["customers"], row["value"]) for row in scored.extras["bridge"].to_pylist()}
    assert steps == {
        "before": (4, Decimal("213.3333")),
        "new": (1, Decimal("70.0000")),
        "grown": (1, Decimal("40.0000")),
        "shrunk": (1, Decimal("-25.0000")),
        "lost": (1, Decimal("-90.0000")),
        "now": (5, Decimal("208.3333")),
    }
    assert dict(zip(scored.table["customer_id"].to_pylist(), scored.table["move"].to_pylist(), strict=True)) == {
        1: "new",
        2: "lost",
        3: "grown",
        4: "shrunk",
        5: "steady",
    }


@pytest.mark.parametrize("by", ["all", "kind", "region", "owner"])
def test_segments_add_up_to_the_cent(by):
    scored = CustomerEquity(worth=STATED, by=by).fit(five_moves(), as_of=JULY)

    bridge = {row["step"]: row["value"] for row in scored.extras["bridge"].to_pylist()}
    segments = scored.extras["segments"].to_pylist()
    for column, step in (("value_before", "before"), ("new", "new"), ("lost", "lost"), ("value_now", "now")):
        assert sum(row[column] for row in segments) == bridge[step]
    moved = ("value_before", "new", "grown", "shrunk", "lost")
    assert all(sum(row[name] for name in moved) == row["value_now"] for row in segments)


def test_customers_to_come_stand_apart_and_are_said():
    scored = CustomerEquity(worth=STATED, new_customers=10).fit(five_moves(), as_of=JULY)

    last = scored.extras["bridge"].to_pylist()[-1]
    assert (last["step"], last["customers"]) == ("to_come", 10)
    assert last["value"] == Decimal("611.1110")  # ten times the mean of 70, 80 and 33.3333, who came within the year
    assert "new_customers_assumed" in codes_of(scored)


def test_a_bridge_needs_two_days():
    with pytest.raises(MeasureRefused, match="A bridge starts before 2025-07-01"):
        CustomerEquity(worth=STATED, since=JULY).fit(five_moves(), as_of=JULY)


def test_the_matrix_keeps_its_borders():
    matrix = ValueMatrix(worth=STATED)
    scored = matrix.fit(five_moves(), as_of=JULY)

    assert (scored.parameters["present_cut"], scored.parameters["potential_cut"]) == (33.3333, 33.3333)
    assert Counter(scored.table["cell"].to_pylist()) == {"keep": 2, "simplify": 3, None: 1}
    cells = {row["cell"]: row["customers"] for row in scored.extras["cells"].to_pylist()}
    assert cells == {"simplify": 3, "defend": 0, "develop": 0, "keep": 2, None: 1}
    held = ValueMatrix(worth=STATED, cuts=(70, 1000)).fit(five_moves(), as_of=JULY)
    assert by_customer(held, "cell") == {
        1: "simplify",
        2: "simplify",
        3: "defend",
        4: "simplify",
        5: "simplify",
        6: None,
    }


def test_contribution_step_by_step():
    facts = facts_of(
        *[sale(1, on, 100, margin=40) for on in ("06-01", "06-02")],
        refund(1, "06-05", 50, margin=-20),
        sale(2, "06-01", 100),
        sale(3, "2024-06-01", 100, margin=40),
    )
    costs = {"cost_per_order": 5, "cost_per_return": 3, "payment_share": 0.01, "service_cost": 60}

    scored = Contribution(**costs).fit(facts, as_of=JULY)
    rows = by_customer(scored, "contribution_1", "order_costs", "contribution_2", "contribution_3", "cost_coverage")
    assert rows[1] == (Decimal(60), Decimal(15), Decimal(45), Decimal(-15), 1.0)
    assert rows[2] == (None, Decimal(6), None, None, 0.0)
    assert rows[3] == (None, None, None, None, None)
    assert [str(caution) for caution in scored.warnings] == [
        "1 customer has an order of unknown cost, and so no contribution. A margin can be stated instead."
    ]


def test_a_stated_margin_stands_in_where_costs_are_unknown_and_nowhere_else():
    facts = facts_of(
        sale(1, "06-01", 100, margin=40),
        sale(2, "06-01", 100),
        sale(2, "06-02", 100, margin=40),
        refund(2, "06-05", 50),
        sale(3, "2024-06-01", 100),
    )

    scored = Contribution(cost_per_order=5, service_cost=10, stated_margin=0.3).fit(facts, as_of=JULY)

    assert by_customer(scored, "contribution_1", "contribution_2", "contribution_3", "margin_is_stated") == {
        1: (Decimal(40), Decimal(35), Decimal(25), False),
        2: (Decimal(45), Decimal(35), Decimal(25), True),
        3: (None, None, None, None),
    }
    assert by_customer(scored, "margin_share")[2] == pytest.approx(25 / 150)
    assert [str(caution) for caution in scored.warnings] == [
        "1 customer has an order of unknown cost; their margin is 30.0 % of net sales, as stated."
    ]
    assert scored.extras["whale_curve"].num_rows == 2


@pytest.mark.parametrize("margin", [0, -0.1, 1.01])
def test_a_stated_margin_is_a_share(margin):
    with pytest.raises(MeasureRefused, match="between 0 and 1"):
        Contribution(stated_margin=margin)


def test_the_whale_curve_rises_and_falls():
    facts = facts_of(*[sale(number, "06-01", 100, margin=margin) for number, margin in ((1, 90), (2, 5), (3, 40))])

    curve = Contribution(service_cost=20).fit(facts, as_of=JULY).extras["whale_curve"].to_pylist()
    assert [(row["place"], row["customer_id"], row["summed"]) for row in curve] == [
        (1, 1, Decimal(70)),
        (2, 3, Decimal(90)),
        (3, 2, Decimal(75)),
    ]


def test_fitted_values_of_the_sample():
    """Revenue to come at 15 % a year (0.0027 a week): mean 110.66, those without repeats 20.96."""
    yearly = 0.1507352  # e^(52 · 0.0027) - 1
    scored = FittedClv(yearly_discount=yearly, stated_margin=1).fit(cdnow(), as_of=OCTOBER)

    worth, x = scored.table["clv"].to_numpy(), scored.table["x"].to_numpy()
    assert worth.sum() == pytest.approx(260_821, rel=2e-4)
    assert worth.mean() == pytest.approx(110.66, abs=0.02)
    assert worth[x == 0].mean() == pytest.approx(20.96, abs=0.01)
    assert scored.log_likelihood == pytest.approx(-9594.976, abs=0.001)
    assert {"r", "alpha", "s", "beta", "p", "q", "v"} <= scored.parameters.keys()
    low, high = scored.table["clv_low_90"].to_numpy(), scored.table["clv_high_90"].to_numpy()
    assert ((low <= worth) | (x == 0)).mean() > 0.95
    assert (worth <= high).mean() > 0.6


def test_a_forecast_carries_its_back_test_where_one_is_asked_for():
    scored = ParetoNbdForecast(calibrate_until=OCTOBER, horizon=39).fit(cdnow(), as_of=JULY_1998)

    assert scored.holdout["events_actual"] == 1882
    assert scored.holdout["events_predicted"] == pytest.approx(1665.5, abs=0.06)
    assert set(scored.tables) == {"customers", "parameters", "tracking", "by_frequency"}
    assert ParetoNbdForecast().fit(cdnow(), as_of=OCTOBER).holdout is None


@pytest.mark.parametrize("measure", [ParetoNbdForecast(), SpendForecast(), FittedClv()], ids=lambda fit: fit.name)
def test_nobody_is_too_thin_a_ground(measure):
    with pytest.raises(MeasureRefused, match=r"Only 0 customers"):
        measure.fit(facts_of(), as_of=JULY)


def test_returns_make_no_events_and_gifts_do():
    facts = facts_of(
        sale(1, "01-01"),
        *[sale(1, "01-31"), refund(1, "01-31")],
        refund(1, "03-01", 10),
        sale(2, "01-01"),
        sale(2, "01-11", 0),
        refund(3, "01-01"),
    )

    few = {"minimum_repeaters": 1, "penalty": 1.0, "unit": "day"}
    rows = by_customer(ParetoNbdForecast(**few).fit(facts, as_of=date(2025, 2, 1)), "reason", "x", "t_x", "age")
    assert rows == {1: (None, 0, 0, 30), 2: (None, 1, 10, 30), 3: ("only_returns", None, None, None)}


def test_a_leap_day_is_a_day():
    facts = facts_of(sale(1, "2024-02-28"), sale(1, "2024-03-01"), sale(1, "2024-03-01"))

    few = {"minimum_repeaters": 1, "penalty": 1.0, "unit": "day"}
    rows = by_customer(ParetoNbdForecast(**few).fit(facts, as_of=date(2024, 3, 2)), "x", "t_x", "age")
    assert rows == {1: (1, 2, 2)}


def two_kinds(*, thin: bool = False):
    """Consumers who buy twice or thrice, each for another amount; a wholesaler, or one firm that bought once."""
    consumers = [
        sale(number, day, 20 + 7 * number + 3 * place)
        for number in range(1, 7)
        for place, day in enumerate(["2024-03-01", "2024-09-01", "05-01"][: 2 + number % 2])
    ]
    firms = [sale(7, "2024-05-01", 4000), *([] if thin else [sale(7, "04-01", 5000), sale(7, "06-01", 4500)])]
    return facts_of(
        *consumers, *firms, customers=[*(known(number) for number in range(1, 7)), known(7, kind="enterprise")]
    )


SMALL = {"minimum_repeaters": 1, "penalty": 1.0, "stated_margin": 0.5}


def test_each_kind_is_valued_as_if_it_were_alone():
    together = ClvByKind(**SMALL).fit(two_kinds(), as_of=JULY)
    alone = two_kinds()
    alone.leave_out(["enterprise"])

    consumers = FittedClv(**SMALL).fit(alone, as_of=JULY).table

    assert consumers["clv"].null_count == 0
    assert together.table.slice(0, 6).to_pylist() == consumers.to_pylist()
    assert together.parameters["by"] == "kind"
    assert together.extras["spend"]["kind"].unique().to_pylist() == ["consumer", "enterprise"]


def test_a_kind_that_cannot_be_fitted_says_so_and_the_others_have_their_values():
    scored = ClvByKind(**SMALL).fit(two_kinds(thin=True), as_of=JULY)

    assert [c.values["kind"] for c in scored.warnings if c.code == "kind_not_fitted"] == ["enterprise"]
    *consumers, firm = scored.table.to_pylist()
    assert (firm["customer_id"], firm["reason"], firm["clv"]) == (7, "kind_not_fitted", None)
    assert all(row["clv"] is not None for row in consumers)


def test_where_no_kind_can_be_fitted_the_measure_refuses():
    with pytest.raises(MeasureRefused, match="bought again"):
        ClvByKind().fit(two_kinds(), as_of=JULY)
