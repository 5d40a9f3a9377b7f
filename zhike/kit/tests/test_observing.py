"""The fingerprint by which a test sees that nothing was written."""

import pytest
from django.db import transaction

from tests.cast import a_task
from zhike.kit.testing.observing import digest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("nth", ["first", "after one that wrote"])
def test_what_is_written_is_seen_and_what_is_taken_back_is_not(nth, ana):
    task = a_task(owner=ana, title="Call")
    before = digest()

    with transaction.atomic():
        type(task).objects.filter(pk=task.pk).update(title="Visit")
        changed = digest()
        transaction.set_rollback(True)

    assert [table for table in before if before[table] != changed[table]] == ["work_task"]
    assert digest() == before


def test_a_table_nothing_is_written_to_is_empty(db):
    assert digest()["work_task"] == ""
