from django.db import migrations

from zhike.look.coins import MINOR_UNITS

USUAL = 2  # decimals of a currency that nothing is known of
AMOUNTS = """
    update deals_deal set amount = round(amount, {digits}),
        weighted = round(round(amount, {digits}) * probability / 100, 2)
    where {among} and amount <> round(amount, {digits});
"""
PRICES = """
    update deals_dealcompetitor r set price = round(price, {digits})
    from deals_deal d where d.id = r.deal_id and d.{among} and price <> round(price, {digits});
"""


def rounded():
    """Amounts of deals, and prices of competitors, that no coins make become the nearest that some do: with a part of
    a coin in it a deal could be edited no more.
    """
    other = {digits: [code for code, said in MINOR_UNITS.items() if said == digits] for digits in MINOR_UNITS.values()}
    there = {digits: _codes(codes, "in") for digits, codes in other.items() if digits != USUAL}
    there[USUAL] = _codes([code for digits, codes in other.items() if digits != USUAL for code in codes], "not in")
    return [sql.format(digits=digits, among=among) for digits, among in there.items() for sql in (AMOUNTS, PRICES)]


def _codes(codes, word):
    listed = ", ".join(f"'{code}'" for code in sorted(codes))
    return f"currency {word} ({listed})"


class Migration(migrations.Migration):

    dependencies = [
        ('deals', '0002_currencies'),
    ]

    operations = [migrations.RunSQL(rounded(), migrations.RunSQL.noop)]
