"""Text, identifiers and yes/no."""

import datetime
from decimal import Decimal

import pytest

from zhike.reading.problems import BadValue
from zhike.reading.values import folded_text, identifier, prose, text, truth


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("  plain  text ", "plain text"),
        ("\u3000铁观音\u00a0 礼盒\ufeff", "铁观音 礼盒"),
        ("two\nlines", "two lines"),
        ('="00123"', "00123"),
        ("\t1234567890", "1234567890"),
        ("'+8613800000000", "+8613800000000"),
        ("'quoted'", "'quoted'"),
        (None, ""),
        (float("nan"), ""),
        (12.0, "12"),
        (12.5, "12.5"),
        (Decimal("1E+3"), "1000"),
        (b"bytes", "bytes"),
        (datetime.date(2025, 3, 1), "2025-03-01"),
    ],
)
def test_text_is_trimmed_and_kept_in_one_line(raw, meant):
    assert text(raw) == meant


def test_unprintable_text_is_refused():
    with pytest.raises(BadValue) as refused:
        text("bell\x07")
    assert refused.value.code == "unprintable"


def test_full_width_text_folds_only_where_asked():
    assert text("ＡＢＣ１２３") == "ＡＢＣ１２３"
    assert folded_text("ＡＢＣ１２３") == "ABC123"


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("17850.0", "17850"),
        (17850.0, "17850"),
        (17850, "17850"),
        ("00123", "00123"),
        ("85123A", "85123A"),
        ("1.5", "1.5"),
    ],
)
def test_an_identifier_is_what_people_would_read_out(raw, meant):
    assert identifier(raw) == meant


@pytest.mark.parametrize("raw", ["1.23457E+17", 1.23457e17])
def test_an_identifier_a_spreadsheet_has_rounded_is_refused(raw):
    with pytest.raises(BadValue) as refused:
        identifier(raw)
    assert refused.value.code == "digits_lost"


def test_yes_and_no_in_the_words_people_use():
    assert [truth(word) for word in ("是", "YES", "1", 1.0, True, "√")] == [True] * 6
    assert [truth(word) for word in ("否", "no", "0", 0.0, False, "×")] == [False] * 6
    assert truth(" ") is None
    with pytest.raises(BadValue):
        truth("maybe")


@pytest.mark.parametrize(
    ("raw", "read"),
    [("one\r\n two  three \n", "one\ntwo three"), ("  plain  text ", "plain text"), ("'=1\n2", "=1\n2"), (None, "")],
)
def test_prose_keeps_its_lines(raw, read):
    assert prose(raw) == read


def test_a_text_that_was_protected_is_no_spreadsheet_formula():
    assert text('\'="0012"') == '="0012"'
    assert text('="0012"') == "0012"
