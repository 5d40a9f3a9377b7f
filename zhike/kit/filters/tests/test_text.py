"""A filter as people type it."""

import pytest
from hypothesis import assume, given

from zhike.kit.filters import tidy, write
from zhike.kit.filters.tests.trees import TREES
from zhike.kit.filters.text import parse
from zhike.kit.refusal import Refusal


@given(TREES)
def test_every_tree_is_written_and_read_back(tree):
    try:
        tree = tidy(tree)
    except Refusal:
        assume(False)

    assert parse(write(tree)) == tree


def asked(field, op, *values):
    return {"field": field, "op": op, "values": list(values)}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("kind = enterprise", asked("kind", "is", "enterprise")),
        ("kind in (enterprise, channel)", asked("kind", "in", "enterprise", "channel")),
        ("region = 华东", asked("region", "is", "华东")),
        ('name contains "山 月"', asked("name", "has", "山 月")),
        ('name = "say \\"and\\""', asked("name", "is", 'say "and"')),
        ("total >= 1000", asked("total", "min", "1000")),
        ("total<=-5.5", asked("total", "max", "-5.5")),
        ("placed_on last 90d", asked("placed_on", "last", "90d")),
        ("placed_on older 2m", asked("placed_on", "older", "2m")),
        ("due_on next 2w", asked("due_on", "next", "2w")),
        ("due_on this week", asked("due_on", "during", "this week")),
        ("due_on last quarter", asked("due_on", "during", "last quarter")),
        ("born anniversary this month", asked("born", "anniversary", "this month")),
        ("born anniversary next 14d", asked("born", "anniversary", "next 14d")),
        ("city is empty", asked("city", "empty")),
        ("city is not empty", asked("city", "filled")),
        ("has orders", {"has": "orders"}),
        ("has orders(total >= 1000)", {"has": "orders", "where": asked("total", "min", "1000")}),
        ("not owner = me", {"not": asked("owner", "is", "me")}),
        ("not (a = 1 or b = 2)", {"not": {"any": [asked("a", "is", "1"), asked("b", "is", "2")]}}),
        (
            "a = 1 or b = 2 and c = 3",
            {"any": [asked("a", "is", "1"), {"all": [asked("b", "is", "2"), asked("c", "is", "3")]}]},
        ),
        (
            "(a = 1 or b = 2) and c = 3",
            {"all": [{"any": [asked("a", "is", "1"), asked("b", "is", "2")]}, asked("c", "is", "3")]},
        ),
    ],
)
def test_what_is_typed_and_what_is_written(text, tree):
    assert parse(text) == tree
    assert parse(write(tree)) == tree


def test_signs_of_a_chinese_keyboard_and_capital_words_are_understood():
    assert parse("kind IN （a，b） AND total ≥ 5") == parse("kind in (a, b) and total >= 5")


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("kind", 5, "= /"),
        ("kind = ", 8, "a value"),
        ("kind ~ a", 6, "= /"),
        ("kind = a kind = b", 10, "and / or"),
        ("(kind = a", 10, r"\)"),
        ("kind in (a b)", 12, r"\)"),
        ("kind is odd", 9, "empty"),
        ('name = "open', 8, "a word"),
        ("total > 5", 7, "a word"),
        ('name = "\\q"', 8, "a quoted text"),
        ("and", 1, "a value"),
    ],
)
def test_an_error_tells_the_place(text, place, expected):
    with pytest.raises(Refusal, match=f"at character {place}: .*{expected}") as refusal:
        parse(text)
    assert refusal.value.field == "filter"


@pytest.mark.parametrize("text", ["(" * 5000, "not " * 5000, "has a(" * 3000])
def test_what_is_nested_too_deeply_is_refused(text):
    with pytest.raises(Refusal, match="nested too deeply"):
        parse(text)
