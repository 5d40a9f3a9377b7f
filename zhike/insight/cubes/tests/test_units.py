"""What a calculated measure is in: money by a number is money, money in money a share, unless its maker says so."""

import pytest
from django.http import QueryDict

from zhike.insight.cubes.asking import address
from zhike.insight.cubes.calculated import made_up
from zhike.insight.cubes.declaring import COUNT, MONEY, NUMBER, SHARE, declared
from zhike.insight.cubes.tests.test_pages import shown

KNOWN = {one.name: one for one in declared("sales").measures}


@pytest.mark.parametrize(
    ("formula", "unit"),
    [
        ("net / orders", MONEY),
        ("margin / net", SHARE),
        ("(net - margin) / max(net, 1)", SHARE),
        ("net - margin", MONEY),
        ("net * refund_rate", MONEY),
        ("2 * net + 5", MONEY),
        ("-net", MONEY),
        ("round(net / units, 2)", MONEY),
        ("if(orders > 3, net, 0)", MONEY),
        ("average_order * orders - net", MONEY),
        ("1 - refund_rate", SHARE),
        ("(refund_rate + margin / net) / 2", SHARE),
        ("orders / customers", NUMBER),
        ("orders - customers", COUNT),
        ("orders / 3", NUMBER),
        ("100 * margin / net", NUMBER),
        ("100 * refund_rate", NUMBER),
        ("net + orders", NUMBER),
        ("net * net", NUMBER),
        ("orders / net", NUMBER),
        ("net / average_order", NUMBER),
        ("per_customer / average_order", NUMBER),
        ("average_order / per_customer", NUMBER),
        ("net / (net / orders)", NUMBER),
        ("net / orders / average_order", SHARE),
        ("net / customers / per_customer", SHARE),
        ("average_order * orders", MONEY),
        ("average_order * orders / net", SHARE),
        ("average_order - per_customer", MONEY),
        ("net * margin", NUMBER),
        ("net * margin / net", MONEY),
        ("net * net / (net * margin)", SHARE),
        ("net / net / net", NUMBER),
        ("margin * (1 / net)", SHARE),
        ("1 / net", NUMBER),
        ("1 / (margin / net)", NUMBER),
        ("refund_rate / (margin / net)", NUMBER),
        ("refund_rate * refund_rate", SHARE),
        ("net / refund_rate", MONEY),
        ("orders * refund_rate", NUMBER),
        ("margin / net * 1000", NUMBER),
        ("1000 * margin / net", NUMBER),
        ("margin / net * (50 + 50)", NUMBER),
        ("margin / (net / 100)", NUMBER),
        ("(margin / 100) / (net / 100)", SHARE),
        ("margin / max(net, 100)", SHARE),
        ("100 - 100 * refund_rate", NUMBER),
        ("if(net > 100, margin / net, 0)", SHARE),
        ("if(orders > 3, 1, 0)", NUMBER),
        ("round(margin / net, 2)", SHARE),
        ("round(1.5)", NUMBER),
        ("net / 0", MONEY),
        ("max(orders, customers)", COUNT),
        ("units / orders", NUMBER),
        ("net / units / average_order", NUMBER),
        ("(net + orders) / net", NUMBER),
        ("1 + 2", NUMBER),
        ("%orders / customers", SHARE),
        ("# margin / net", NUMBER),
        ("¥orders * 12", MONEY),
        ("￥orders * 12", MONEY),
    ],
)
def test_a_unit_follows_from_what_is_computed_unless_it_is_said(formula, unit):
    assert made_up(f"made: {formula}", KNOWN).unit == unit


@pytest.mark.django_db
def test_a_page_shows_money_as_money_and_a_share_as_a_share(client, ada, at):
    client.force_login(ada)
    asked = "calc=each: net / orders&calc=kept: margin / net"

    page = shown(client, f"/insight/cube/?rows=-&columns=-&measures=orders&window=all&{asked}")

    assert ">¥180<" in page
    assert ">50.0%<" in page


@pytest.mark.parametrize(
    ("cube", "formula", "unit"),
    [
        ("customers", "net_sales_12m / mean_clv", NUMBER),
        ("customers", "margin_12m / net_sales_12m", SHARE),
        ("deals", "won_amount / average_won", NUMBER),
        ("deals", "won_amount / amount", SHARE),
        ("targets", "missing / asked", SHARE),
        ("owed", "late / open", SHARE),
        ("owed", "open * days_late", MONEY),
    ],
)
def test_averages_of_every_cube_are_money_by_what_they_are_the_average_of(cube, formula, unit):
    assert made_up(f"made: {formula}", {one.name: one for one in declared(cube).measures}).unit == unit


@pytest.mark.parametrize("formula", ["%fell / reached", "%decided/debtors", "100 * 3 % 7", "％de+1&a=b", "#c / d"])
def test_a_kept_question_says_its_formula_as_it_was_typed(formula):
    assert QueryDict(address({"calc": [f"made: {formula}"]})).getlist("calc") == [f"made: {formula}"]
