"""Deals from before amounts had to be whole coins are rounded by an upgrade, and are edited as any other."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from tests.cast import a_competitor, a_deal
from zhike.deals.models import Deal
from zhike.kit.writing import change

pytestmark = pytest.mark.django_db


def of_old(owner, amount, currency):
    """A deal as it was kept when nothing asked for whole coins."""
    deal = a_deal(owner=owner, currency=currency)
    deal.rivals.create(competitor=a_competitor(), price=Decimal(amount))
    Deal.objects.filter(pk=deal.pk).update(amount=Decimal(amount), weighted=Decimal(amount))
    return deal.fresh()


def upgrade():
    with connection.cursor() as cursor:
        for sql in import_module("zhike.deals.migrations.0003_whole_coins").rounded():
            cursor.execute(sql)


@pytest.mark.parametrize(
    ("currency", "amount", "rounded"),
    [
        ("CNY", "1000.0049", "1000.00"),
        ("CNY", "1000.005", "1000.01"),
        ("CNY", "1000.25", "1000.25"),
        ("JPY", "1000.5", "1001"),
        ("KWD", "1.2345", "1.235"),
    ],
)
def test_a_part_of_a_coin_is_rounded_by_the_currency_of_the_deal(ana, currency, amount, rounded):
    deal = of_old(ana, amount, currency)

    upgrade()

    deal = deal.fresh()
    expected = Decimal(rounded)
    assert (deal.amount, deal.rivals.get().price) == (expected, expected)
    if amount != rounded:
        assert deal.weighted == round(expected * deal.probability / 100, 2)
    change(deal, by=ana, values={"name": "Kettles for autumn"})
    assert deal.fresh().name == "Kettles for autumn"


def test_whoever_types_one_is_told_what_to_write(ana):
    deal = a_deal(owner=ana)

    with pytest.raises(ValidationError, match="write 1000.01"):
        change(deal, by=ana, values={"amount": Decimal("1000.005")})
