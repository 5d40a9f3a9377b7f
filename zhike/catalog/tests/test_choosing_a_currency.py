"""A currency is chosen by its name, what the firm deals in before the rest."""

from datetime import date

import pytest
from django.utils.translation import override

from tests.cast import a_deal, a_price_list, a_stage
from zhike.catalog.iso4217 import currencies, grouped, in_use, name_of
from zhike.catalog.models import ExchangeRate
from zhike.deals.models import Deal
from zhike.kit.testing.acting import at_the_screen
from zhike.look.coins import MINOR_UNITS

pytestmark = pytest.mark.django_db


def test_a_currency_is_named_as_the_reader_reads():
    with override("zh-hans"):
        assert [name_of(code) for code in ("CNY", "JPY", "USD")] == ["人民币 CNY", "日元 JPY", "美元 USD"]
        assert str(dict(currencies())["EUR"]) == "欧元 EUR"
    with override("en"):
        assert [name_of(code) for code in ("CNY", "JPY")] == ["Chinese Yuan CNY", "Japanese Yen JPY"]
    assert name_of("UYW").endswith(" UYW")


def test_every_currency_is_offered_once_with_a_name():
    (_here, first), (_rest, others) = grouped({"USD"})

    assert [code for code, _word in first] == ["CNY", "USD"]
    assert sorted([*first, *others]) == sorted(currencies())
    assert {code for code, _word in first + others} == set(MINOR_UNITS)
    assert [code for code, word in first + others if word == code] == []


def test_what_the_firm_has_a_rate_or_a_price_list_of_is_in_use():
    ExchangeRate.objects.create(from_currency="USD", to_currency="CNY", day=date(2026, 3, 1), rate=7)
    a_price_list(currency="HKD")

    assert in_use() == {"USD", "CNY", "HKD"}


FORMS = [
    *("/deals/new/", "/quotes/new/", "/contracts/new/", "/price-lists/new/", "/exchange-rates/new/"),
    *("/receivables/do/receive/", "/receivables/do/credit_note/"),
]


@pytest.mark.parametrize("address", FORMS)
def test_forms_offer_names_and_what_is_in_use_first(address, ada):
    ExchangeRate.objects.create(from_currency="USD", to_currency="CNY", day=date(2026, 3, 1), rate=7)

    page = at_the_screen(ada).get(address).text

    group = page[page.index('<optgroup label="In use here">') :]
    assert group.index("Chinese Yuan CNY") < group.index("US Dollar USD") < group.index('<optgroup label="All others">')
    assert group.index('<optgroup label="All others">') < group.index("Japanese Yen JPY")


def test_what_is_chosen_is_kept_by_its_letters(ada, teahouse):
    page = at_the_screen(ada)
    a_stage("First talks")
    said = {"name": "Spring", "customer": f"#{teahouse.pk}", "currency": "USD", "opened_on": "2026-03-02"}

    page.post("/deals/new/", said | {"stage_since": "2026-03-02"})

    deal = Deal.objects.get()
    assert deal.currency == "USD"
    assert '<option value="USD" selected>US Dollar USD</option>' in page.get(f"/deals/{deal.pk}/edit/").text
    assert "US Dollar" not in page.get(f"/deals/{deal.pk}/").text, "rows show the three letters, as documents do"


def test_a_condition_offers_names_too(ada):
    a_deal(currency="USD")

    assert "US Dollar USD" in at_the_screen(ada).get("/deals/filter/currency/").text
