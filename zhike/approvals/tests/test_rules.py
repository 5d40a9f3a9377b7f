"""From a matrix and the figures of a document to steps, and who stands above whom: tables of cases."""

from dataclasses import replace
from decimal import Decimal

import pytest

from zhike.approvals.rules import Figures, Person, Row, Step, managers_of, steps

D = Decimal
MANAGER, CHIEF = Step("manager", label="manager"), Step("role", role="admin", label="chief")
BO = Step("person", person=7)
MATRIX = (
    Row(CHIEF, position=2, from_amount=D(50_000)),
    Row(MANAGER, position=1, from_amount=D(10_000)),
    Row(replace(MANAGER, label="discount"), position=1, from_discount=D(5)),
    Row(replace(CHIEF, label="deep"), position=3, from_discount=D(15), from_amount=D(1_000)),
    Row(BO, position=2, from_amount=D(10_000), team=3),
)


@pytest.mark.parametrize(
    ("amount", "discount", "teams", "expected"),
    [
        ("9999.99", "0", (), []),
        ("10000", "0", (), ["manager"]),
        ("49999.99", "4.99", (), ["manager"]),
        ("50000", "0", (), ["manager", "chief"]),
        ("0", "5", (), ["discount"]),
        ("10000", "5", (), ["manager"]),
        ("999.99", "20", (), ["discount"]),
        ("1000", "15", (), ["discount", "deep"]),
        ("50000", "15", (), ["manager", "chief"]),
        ("10000", "0", (3,), ["manager", ""]),
        ("10000", "0", (1, 3), ["manager", ""]),
        ("10000", "0", (4,), ["manager"]),
        ("-50000", "0", (), []),
    ],
)
def test_the_rows_that_a_document_reaches_are_its_steps_each_asked_once(amount, discount, teams, expected):
    found = steps(MATRIX, Figures(D(amount), D(discount), frozenset(teams)))

    assert [step.label for step in found] == expected


def test_a_row_without_thresholds_holds_for_everything():
    assert steps([Row(MANAGER)], Figures()) == [MANAGER]
    assert steps([], Figures(D(10**9), D(100))) == []


def test_what_two_rows_ask_of_the_same_people_is_asked_strictly():
    loose = Row(replace(CHIEF, own_too=True), position=1)
    strict = Row(replace(CHIEF, needs_all=True), position=2)

    assert steps([loose, strict], Figures()) == [replace(CHIEF, needs_all=True, own_too=False)]


STAFF, LEAD, ADMIN = 0, 1, 2
ANA = Person(1, STAFF, team=10)
MEI, LIN = Person(2, LEAD, team=10), Person(3, LEAD, team=10)
TOP, ADA = Person(4, LEAD, team=20), Person(5, ADMIN)


@pytest.mark.parametrize(
    ("asker", "people", "expected"),
    [
        (ANA, (ANA, MEI, LIN, TOP, ADA), [2, 3]),
        (MEI, (ANA, MEI, LIN, TOP, ADA), [3]),
        (MEI, (ANA, MEI, TOP, ADA), [4]),
        (TOP, (ANA, MEI, TOP, ADA), [5]),
        (ANA, (ANA, ADA), [5]),
        (ADA, (ANA, ADA), []),
        (replace(ANA, team=None), (ANA, MEI, ADA), [5]),
    ],
)
def test_the_managers_of_the_nearest_team_that_has_one_stand_above_somebody(asker, people, expected):
    above = {10: (10, 20), 20: (20,), None: ()}[asker.team]

    assert managers_of(asker, people, above=above, least=LEAD) == expected
