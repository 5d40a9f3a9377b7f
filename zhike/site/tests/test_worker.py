"""The worker runs jobs as the site would: what they queue is part of their transaction."""

import asyncio

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from zhike.kit import jobs
from zhike.site.cli.worker import worker_app

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

    asyncio.run(work_off())

    assert brewed == ["kept"]
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}


async def work_off():
    app = worker_app()
    async with app.open_async():
        await app.run_worker_async(wait=False, install_signal_handlers=False)
