"""The server works while Python goes on: in order, in the transaction, and with what it refuses told."""

import pytest
from django.db import IntegrityError, connection, transaction

from zhike.postgres.meanwhile import meanwhile

pytestmark = pytest.mark.django_db
ADD = "insert into told (number) values (%s)"


@pytest.fixture(autouse=True)
def table():
    ask("create temporary table told (number int primary key) on commit drop")


def ask(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def numbers():
    return [number for (number,) in ask("select number from told order by number")]


def test_statements_are_done_by_the_end():
    with meanwhile(connection) as enter:
        enter(ADD, [1])
        enter(ADD, [2])

    assert numbers() == [1, 2]


def test_a_block_in_another_one_does_not_wait_for_what_it_sent():
    with meanwhile(connection) as enter:
        with meanwhile(connection) as enter_too:
            enter_too(ADD, [1])
            enter_too(ADD, [2])
        enter(ADD, [3])

    assert numbers() == [1, 2, 3]


def test_what_is_refused_in_a_block_in_another_one_is_told_at_the_end_of_the_outer_one():
    past_the_inner = []

    def add_twice_within_and_go_on():
        with transaction.atomic(), meanwhile(connection):
            with meanwhile(connection) as enter:
                enter(ADD, [1])
                enter(ADD, [1])
            past_the_inner.append(True)

    with pytest.raises(IntegrityError):
        add_twice_within_and_go_on()

    assert past_the_inner
    assert numbers() == []


def test_whoever_asks_in_between_waits_for_what_was_sent():
    with meanwhile(connection) as enter:
        enter(ADD, [1])
        assert numbers() == [1]
        enter(ADD, [2])
        with transaction.atomic():
            enter(ADD, [3])

    assert numbers() == [1, 2, 3]


@pytest.mark.parametrize("after", [lambda enter: None, lambda enter: enter(ADD, [2]), lambda enter: numbers()])
def test_what_is_refused_is_told_as_anything_else_and_can_be_rolled_back(after):
    with pytest.raises(IntegrityError):
        add_twice_and(after)

    assert numbers() == [0]


def test_another_error_is_not_hidden_by_what_is_refused():
    with pytest.raises(ZeroDivisionError):
        add_twice_and(lambda enter: 1 / 0)

    assert numbers() == [0]


def add_twice_and(do):
    ask("insert into told values (0)")
    with transaction.atomic(), meanwhile(connection) as enter:
        enter(ADD, [1])
        enter(ADD, [1])
        do(enter)
