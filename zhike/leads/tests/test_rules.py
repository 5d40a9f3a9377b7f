"""What a lead is worth and whose turn it is: rules as tables of cases."""

import pytest

from zhike.leads.rules import Rule, holds, in_turn, least_loaded, listed, score, with_room
from zhike.leads.suspecting import Sent, suspicions

BUYER = {"title": "采购经理", "company": "听雨轩", "phone": "given", "source": "fair", "region": "华东"}


@pytest.mark.parametrize(
    ("asked", "operator", "values", "is_so"),
    [
        ("phone", "given", (), True),
        ("mail", "given", (), False),
        ("mail", "missing", (), True),
        ("source", "is", ("fair", "referral"), True),
        ("source", "is", ("referral",), False),
        ("source", "is", ("FAIR",), True),
        ("title", "has", ("采购", "老板"), True),
        ("title", "has", ("老板",), False),
        ("unknown", "given", (), False),
    ],
)
def test_a_condition_is_true_of_a_lead_or_not(asked, operator, values, is_so):
    assert holds(Rule(asked, operator, values, 10, ""), BUYER) is is_so


@pytest.mark.parametrize(
    ("points", "expected"),
    [((30, 20), 50), ((80, 70), 100), ((30, -50), 0), ((), 0)],
)
def test_a_score_is_the_sum_of_its_reasons_within_a_hundred(points, expected):
    rules = [Rule("phone", "given", (), one, f"reason {one}") for one in points]

    assert score(rules, BUYER)[0] == expected


def test_the_weightiest_reason_comes_first_and_what_is_not_so_is_no_reason():
    rules = [
        Rule("source", "is", ("fair",), 10, "Met at a fair"),
        Rule("mail", "missing", (), -25, "No mail"),
        Rule("title", "has", ("老板",), 40, "Owns it"),
    ]

    assert score(rules, BUYER) == (0, [(-25, "No mail"), (10, "Met at a fair")])


@pytest.mark.parametrize(
    ("people", "last", "turn"),
    [([5, 3, 8], None, 3), ([5, 3, 8], 3, 5), ([5, 3, 8], 8, 3), ([5, 8], 3, 5), ([5], 5, 5), ([3, 5], 9, 3)],
)
def test_everybody_has_a_turn(people, last, turn):
    assert in_turn(people, last=last) == turn


def test_thirty_turns_of_three_people_are_ten_each():
    given, last = [], None
    for _turn in range(30):
        given.append(last := in_turn([7, 2, 9], last=last))

    assert {one: given.count(one) for one in given} == {2: 10, 7: 10, 9: 10}


@pytest.mark.parametrize(("loads", "least"), [({3: 4, 5: 1, 8: 1}, 5), ({3: 0}, 3), ({8: 2, 3: 2}, 3)])
def test_whoever_has_least_to_do_gets_more(loads, least):
    assert least_loaded(loads) == least


@pytest.mark.parametrize(("most", "free"), [(None, {3, 5}), (4, {5}), (1, set())])
def test_whoever_has_enough_gets_nothing(most, free):
    assert set(with_room({3: 4, 5: 1}, most=most)) == free


@pytest.mark.parametrize(
    ("cell", "words"), [("华东，华南, 华北", ["华东", "华南", "华北"]), (" 、；", []), ("a b", ["a b"])]
)
def test_words_of_a_cell(cell, words):
    assert listed(cell) == words


HONEST = {"trap": "", "age": 40.0, "names": ("林晓", "听雨轩"), "texts": ("https://tingyu.example",), "same_before": 0}


@pytest.mark.parametrize(
    ("sent", "reasons"),
    [
        ({}, []),
        ({"trap": "x"}, ["trap"]),
        ({"age": 2.9}, ["fast"]),
        ({"age": 86_401.0}, ["old"]),
        ({"age": 86_400.0}, []),
        ({"texts": ("see www.a.cn", "and HTTP://b.cn")}, ["links"]),
        ({"names": ("http://a.cn", "")}, ["linked_name"]),
        ({"same_before": 1}, ["same"]),
        ({"trap": "x", "age": 0.1, "same_before": 3}, ["trap", "fast", "same"]),
    ],
)
def test_what_looks_like_spam_says_why(sent, reasons):
    assert suspicions(Sent(**HONEST | sent)) == reasons
