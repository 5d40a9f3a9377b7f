"""When a job that failed is tried again."""

from random import SystemRandom

from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.exceptions import JobAborted
from procrastinate.jobs import Job

from zhike.kit import jobs


class Retry(BaseRetryStrategy):
    """Later and later, and not all at one moment; after the last try that failed a job is kept as failed.

    One that the end of its worker broke off goes on at once, with the next.
    """

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        is_broken_off = isinstance(exception, JobAborted)
        tries = vars(exception).get("tries", job.attempts + 1)
        if tries >= jobs.TRIES and not is_broken_off:
            return None
        return RetryDecision(retry_in={"seconds": 0 if is_broken_off else self.wait(tries - 1)})

    def wait(self, attempts: int) -> int:
        """Seconds until the next try."""
        return round(4 ** (attempts + 1) * SystemRandom().uniform(0.5, 1.5))


RETRY = Retry()


def try_again(app: App) -> App:
    """The queue of a worker, with all its jobs tried so."""
    for task in app.tasks.values():
        task.retry_strategy = RETRY
    return app
