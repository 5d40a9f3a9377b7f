"""Figures and dates as people read them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from zhike.look.format import (
    days_ago,
    exact_money,
    long_date,
    money,
    number,
    percent,
    plain,
    price,
    short_date,
    traced,
    typed,
)

TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("amount", "in_chinese", "in_english"),
    [
        ("0", "¥0", "¥0"),
        ("12.5", "¥12.5", "¥12.5"),
        ("99.99", "¥99.99", "¥99.99"),
        ("640.49", "¥640", "¥640"),
        ("9999.4", "¥9,999", "¥9,999"),
        ("9999.5", "¥1 万", "¥10K"),
        ("48600", "¥4.9 万", "¥48.6K"),
        ("486000", "¥48.6 万", "¥486K"),
        ("960000", "¥96 万", "¥960K"),
        ("999600", "¥100 万", "¥1M"),
        ("2140000", "¥214 万", "¥2.1M"),
        ("95000000", "¥9,500 万", "¥95M"),
        ("99999999", "¥1 亿", "¥100M"),
        ("123400000", "¥1.2 亿", "¥123M"),
        ("2500000000000", "¥25,000 亿", "¥2,500B"),
        ("-11800", "−¥1.2 万", "−¥11.8K"),
    ],
)
def test_money_is_short_in_both_languages(amount, in_chinese, in_english):
    with override("zh-hans"):
        assert money(Decimal(amount)) == in_chinese.replace(" ", "\u00a0")
    with override("en"):
        assert money(Decimal(amount)) == in_english


def test_money_of_a_document_keeps_every_cent():
    assert exact_money(Decimal("48600")) == "¥48,600.00"
    assert exact_money(Decimal("-0.125")) == "−¥0.13"


@pytest.mark.parametrize(
    ("amount", "currency", "to_the_coin", "whole"),
    [
        ("28123.5", "CNY", "¥28,123.50", "¥28,123.50"),
        ("0.0482", "CNY", "¥0.05", "¥0.0482"),
        ("7600", "JPY", "JP¥7,600", "JP¥7,600"),
        ("7600.25", "JPY", "JP¥7,600", "JP¥7,600.25"),
        ("-11.25", "KWD", "−KWD 11.250", "−KWD 11.250"),
        ("4.2", "USD", "US$4.20", "US$4.20"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(amount, currency, to_the_coin, whole):
    assert exact_money(Decimal(amount), currency=currency) == to_the_coin
    assert price(Decimal(amount), currency=currency) == whole


@pytest.mark.parametrize(("currency", "words"), [("GBP", "£12"), ("USD", "US$12"), ("CHF", "CHF 12")])
def test_money_names_its_currency(currency, words):
    assert money(12, currency=currency) == words


@pytest.mark.parametrize(
    ("value", "words"), [(1234567, "1,234,567"), (Decimal("12.5000"), "12.5"), (0.1, "0.1"), (-3, "−3")]
)
def test_numbers_have_no_empty_decimals(value, words):
    assert number(value) == words


@pytest.mark.parametrize(
    ("kind", "kept", "shown"),
    [
        ("number", "77500.0000", "77,500"),
        ("number", "-1234.5678", "\u22121,234.5678"),
        ("number", "0", "0"),
        ("number", "not said", "not said"),
        ("moment", "2026-11-22 19:00:05.123456+00:00", "2026-11-23 03:00"),
        ("moment", "2026-11-22T19:00:00", "2026-11-22 19:00"),
        ("moment", "a while ago", "a while ago"),
        ("text", "77500.0000", "77500.0000"),
    ],
)
def test_what_was_kept_as_text_is_told_as_people_read_it(kind, kept, shown):
    assert traced(kept, kind) == shown


@pytest.mark.parametrize(
    ("kept", "currency", "shown"),
    [
        ("1234.5000", "CNY", "¥1,234.50"),
        ("1234.5678", "CNY", "¥1,234.5678"),
        ("-7600.0000", "JPY", "\u2212JP¥7,600"),
        ("11.2500", "KWD", "KWD 11.250"),
        ("1234.5000", None, "¥1,234.50"),
        ("nothing", "CNY", "nothing"),
    ],
)
def test_an_amount_that_was_kept_as_text_is_money(kept, currency, shown):
    assert traced(kept, "money", currency=currency).replace("\xa0", " ") == shown


def test_a_share_is_a_percentage():
    assert percent(0.412) == "41%"
    assert percent(Decimal("0.1235"), digits=1) == "12.4%"


@pytest.mark.parametrize(
    ("days", "in_chinese", "in_english"),
    [
        (0, "今天", "today"),
        (1, "昨天", "yesterday"),
        (-1, "明天", "tomorrow"),
        (128, "128 天前", "128 days ago"),
        (-5, "5 天后", "in 5 days"),
        (1500, "1,500 天前", "1,500 days ago"),
    ],
)
def test_distances_in_days_are_words(days, in_chinese, in_english):
    with override("zh-hans"):
        assert days_ago(days) == in_chinese
    assert days_ago(days) == in_english


def test_a_moment_shows_the_business_day_and_the_time():
    evening = datetime(2026, 1, 18, 17, 42, tzinfo=UTC)  # past midnight in Shanghai

    with override("zh-hans"):
        assert short_date(evening, today=TODAY) == "01-19 01:42"
    assert short_date(evening, today=TODAY) == "19 Jan 01:42"


def test_another_year_is_said_and_the_time_left_out():
    with override("zh-hans"):
        assert short_date(datetime(2025, 11, 18, 1, 42, tzinfo=UTC), today=TODAY) == "2025-11-18"
    assert short_date(date(2025, 11, 18), today=TODAY) == "18 Nov 2025"


def test_money_without_a_currency_is_in_that_of_the_firm(settings):
    settings.CURRENCY = "GBP"

    assert money(4860) == "£4,860"


def test_a_day_is_said_in_full_in_both_languages():
    assert long_date(TODAY) == "Thursday, 12 March 2026"
    with override("zh-hans"):
        assert long_date(TODAY) == "2026年3月12日 星期四"


@pytest.mark.parametrize(
    ("stored", "currency", "shown"),
    [
        ("77500.0000", "CNY", "77500.00"),
        ("77500.0000", None, "77500.00"),
        ("77500.0000", "JPY", "77500"),
        ("0.1255", "CNY", "0.1255"),
        ("12.5000", "KWD", "12.500"),
    ],
)
def test_an_input_holds_an_amount_in_the_places_of_its_currency(stored, currency, shown):
    assert str(typed(Decimal(stored), currency=currency)) == shown


@pytest.mark.parametrize(("stored", "shown"), [("2.0000", "2"), ("0.1250", "0.125"), ("1200", "1200")])
def test_an_input_holds_a_number_without_noughts_that_say_nothing(stored, shown):
    assert str(plain(Decimal(stored))) == shown
    assert plain("2.0000") == "2.0000"
    assert plain(None) is None


def test_a_share_that_rounds_to_nothing_has_no_sign():
    assert (percent(-0.0001, digits=1), percent(-0.004), percent(-0.01)) == ("0.0%", "0%", "−1%")
