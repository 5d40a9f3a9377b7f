"""What a calculated measure is in: money by a number is money, money in money a share, unless its maker says so."""

import pytest

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
