"""Ways of writing one thing have one normal form, and so one mark."""

import pytest

from zhike.vault import marks, normal
from zhike.vault.sealing import mark


@pytest.mark.parametrize(
    "typed",
    [
        "13800001234",
        "138 0000 1234",
        "+86 138-0000-1234",
        "0086 13800001234",
        "８６１３８００００１２３４",
        "138.0000(1234)",
    ],
)
def test_a_mobile_number_is_one_however_it_is_written(typed):
    assert normal.phone(typed) == "+8613800001234"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("0571-8888 0000", "+8657188880000"),
        ("+86 571 8888 0000", "+8657188880000"),
        ("+1 (202) 555-0125", "+12025550125"),
        ("0044 20 7946 0018", "+442079460018"),
        ("95588", "95588"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_other_numbers_are_those_of_their_country(typed, plain):
    assert normal.phone(typed) == plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (" Lin@Example.COM ", "lin@example.com"),
        ("Lin@例子.测试", "lin@xn--fsqu00a.xn--0zwm56d"),
        ("lin@xn--fsqu00a.xn--0zwm56d", "lin@xn--fsqu00a.xn--0zwm56d"),
        ("ｌｉｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "lin@example.com"),
        ("no host@", "no host@"),
        ("lin@a..b", "lin@a..b"),
    ],
)
def test_a_mail_is_one_however_its_host_is_written(typed, plain):
    assert normal.mail(typed) == plain


@pytest.mark.django_db
def test_a_mark_tells_columns_apart_and_is_as_long_as_it_must_be():
    here, there = (mark("phone|+8613800001234", place=place) for place in ("a|b", "a|c"))

    assert here != there
    assert len(here) == 16
    assert mark("phone|+8613800001234", place="a|b") == here


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["1234", "001234", "0001234", "00001234", "13800001234", "+86 138 0000 1234"])
def test_a_number_is_found_whole_and_by_its_end(typed):
    assert set(marks.asked(typed)) & set(marks.of_number("138 0000 1234"))


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["138", "1380000", "0123", "13800001235", "tea"])
def test_a_number_is_found_by_no_other_part(typed):
    assert not set(marks.asked(typed)) & set(marks.of_number("138 0000 1234"))


@pytest.mark.django_db
def test_names_in_other_houses_are_found_whole():
    assert set(marks.asked("Lin_Xiao-9")) & set(marks.of_word("lin_xiao-9"))
    assert set(marks.asked("LIN@例子.测试")) & set(marks.of_mail("lin@例子.测试"))
    assert not set(marks.asked("lin_xiao")) & set(marks.of_word("lin_xiao-9"))
