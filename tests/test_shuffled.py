"""The plug-in that takes from tests the order nobody asked for."""

import pytest
from django.db.models.sql.compiler import SQLCompiler

from tests.cast import a_task
from tests.shuffled import shuffling
from zhike.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(ana):
    """The numbers of fifty tasks in the order in which they were written; by chance nobody meets it again."""
    return [a_task(owner=ana).pk for _ in range(50)]


def test_rows_come_in_another_order_each_time_unless_one_is_asked_for(written):
    with shuffling():
        first, second = (list(Task.objects.order_by().values_list("pk", flat=True)) for _ in range(2))
        ordered = list(Task.objects.order_by("pk").values_list("pk", flat=True))

    assert sorted(first) == sorted(second) == ordered == written
    assert first != second


def test_what_cannot_be_put_in_order_is_answered_as_ever(written, ana):
    some = Task.objects.order_by()

    with shuffling():
        owners = list(some.values_list("assignee", flat=True).distinct())
        inside = some.filter(pk__in=some.filter(pk__in=written[:7])).count()
        united = some.filter(pk=written[0]).union(some.filter(pk=written[1])).count()

    assert (owners, inside, united) == ([ana.pk], 7, 2)


def test_afterwards_django_is_as_it_was():
    before = SQLCompiler.get_order_by

    with shuffling():
        assert SQLCompiler.get_order_by is not before

    assert SQLCompiler.get_order_by is before
