"""How the database, the queue and the backups are doing, asked when somebody wants to know."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import Error, connection
from django.db.models import Max, Sum
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from zhike.exchange.importing.models import ImportRun
from zhike.notices import queue

COUNTED = 10_000  # jobs are counted up to here
DUE = f"""
    select count(*), extract(epoch from now() - min(coalesce(scheduled_at, (
        select min(at) from procrastinate_events where job_id = due.id
    ))))
    from (
        select id, scheduled_at from procrastinate_jobs
        where status = 'todo' and coalesce(scheduled_at, now()) <= now() order by id limit {COUNTED}
    ) due
"""  # noqa: S608 - a number
STATES = "select status::text, count(*) from procrastinate_jobs where status in ('doing', 'failed') group by 1"
UNHEARD = "select count(*), extract(epoch from now() - min(at)) from kit_event where heard_at is null"
CONNECTIONS = """
    select coalesce(state, 'other'), count(*) from pg_stat_activity where datname = current_database() group by 1
"""
Gauge = tuple[str, str, list[tuple[dict[str, str], float]]]


class Figures(Collector):
    """Read at every scrape. Where the database does not answer, that alone is told."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            told = list(figures())
        except Error:
            told = [("zhike_database_up", "Whether the database answers.", [({}, 0)])]
        for name, words, values in told:
            family = GaugeMetricFamily(name, words, labels=list(values[0][0]) if values else [])
            for labels, value in values:
                family.add_metric(list(labels.values()), value)
            yield family


def figures() -> Iterator[Gauge]:
    """Name, meaning, and a value for each set of labels."""
    yield one("zhike_database_up", "Whether the database answers.", 1)
    [(due, oldest)] = asked(DUE)
    states = dict(asked(STATES))
    yield one("zhike_jobs_due", f"Jobs that could run now, counted up to {COUNTED:,}.", due)
    yield one("zhike_jobs_due_oldest_seconds", "How long the oldest of them has waited.", oldest or 0)
    yield one("zhike_jobs_running", "Jobs that a worker has in hand.", states.get("doing", 0))
    yield one("zhike_jobs_dead", "Jobs that failed at every try.", states.get("failed", 0))
    yield one("zhike_workers", "Workers that have been heard of lately.", queue.workers())
    [(unheard, since)] = asked(UNHEARD)
    yield one("zhike_events_unheard", "Events that their reactions have not heard yet.", unheard)
    yield one("zhike_events_unheard_oldest_seconds", "How long the oldest of them has waited.", since or 0)
    words = "Connections to the database, of every process."
    yield "zhike_database_connections", words, [({"state": state}, many) for state, many in asked(CONNECTIONS)]
    running = ImportRun.objects.filter(status=ImportRun.Status.RUNNING).aggregate(speed=Sum("rows_per_second"))
    yield one("zhike_import_rows_per_second", "How fast the imports that run take rows in.", running["speed"] or 0)
    yield from backup()


def backup() -> Iterator[Gauge]:
    """The age of the last good backup, where there is one."""
    if apps.is_installed("zhike.backup"):
        made: Any = apps.get_model("backup.Backup")
        last = made.objects.filter(trouble="").aggregate(at=Max("at"))["at"]
        if last:
            age = (timezone.now() - last).total_seconds()
            yield one("zhike_backup_age_seconds", "How old the last good backup is.", age)


def one(name: str, words: str, value: float) -> Gauge:
    """A figure without labels."""
    return name, words, [({}, float(value))]


def asked(statement: str) -> list[tuple]:
    """The rows of a fixed statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
