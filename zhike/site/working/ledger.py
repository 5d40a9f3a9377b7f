"""What a worker tells the queue of its jobs counts only while they are its own."""

from typing import Any

from procrastinate import App
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

MINE = "from procrastinate_jobs where id = %(id)s and status = 'doing' and attempts = %(attempts)s"
MINE += " and worker_id = %(worker)s for update"
FINISH = f"select procrastinate_finish_job_v1(id, %(status)s, %(delete_job)s) {MINE}"
WHEN = "coalesce(%(retry_at)s::timestamptz, now())"
RETRY = f"select procrastinate_retry_job_v2(id, {WHEN}, %(priority)s, %(queue)s, %(lock)s) {MINE}"
# A job that was asked for once may have one of its kind waiting when it is put back, and then two would wait.
UNLOCK = f"update procrastinate_jobs set queueing_lock = null where id in (select id {MINE})"  # noqa: S608


class Ledger(JobManager):
    """The queue's own book, in which a worker that was given up for lost writes nothing about what others do now."""

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001
        await self._note(FINISH, job, status=status.value, delete_job=delete_job)

    async def retry_job(
        self,
        job: Job,
        retry_at: Any = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        await self._note(UNLOCK, job)
        await self._note(RETRY, job, retry_at=retry_at, priority=priority, queue=queue, lock=lock)

    async def _note(self, statement: str, job: Job, **values: Any) -> None:
        await self.connector.execute_query_async(
            statement, id=job.id, attempts=job.attempts, worker=job.worker_id, **values
        )


def fence(app: App) -> App:
    """The queue of a worker, with such a book."""
    app.job_manager = Ledger(app.connector)
    return app
