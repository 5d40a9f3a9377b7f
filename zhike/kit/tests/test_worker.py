"""The worker runs jobs as the site would: what they queue is part of their transaction."""

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from zhike.kit import jobs
from zhike.kit.testing.working import work_off

brewed: list[str] = []


@jobs.job
def pour(*, cup):
    brewed.append(cup)


@jobs.job
def brew_and_spill():
    with transaction.atomic():
        jobs.later(pour, cup="spilt")
        transaction.set_rollback(True)
    jobs.later(pour, cup="kept")


@pytest.mark.django_db(transaction=True)
def test_a_job_queued_within_a_job_is_undone_with_it():
    brewed.clear()
    jobs.later(brew_and_spill)

    work_off()

    assert brewed == ["kept"]
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}
