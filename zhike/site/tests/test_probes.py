"""What an operator's machines are told, and what strangers are not."""

import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client

from zhike.kit import jobs
from zhike.kit.events import deliver
from zhike.site.probes import readiness

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}
HERE = {"HTTP_HOST": "localhost:8000"}


@pytest.fixture
def healthy(transactional_db):
    """A worker has been heard of a moment ago."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_workers")
        cursor.execute("insert into procrastinate_workers default values")


def ready(**extra):
    answer = Client().get("/readyz", **HERE | extra)
    return answer.status_code, answer.json()


def test_a_living_process_says_so_by_any_name_and_without_the_database():
    answer = Client().get("/healthz", headers={"host": "10.1.2.3"})

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_site_that_lacks_nothing_is_ready(healthy):
    assert ready() == (
        200,
        {"status": "ready", "checks": {"database": "ok", "tables": "ok", "worker": "ok", "disk": "ok"}},
    )


def test_without_a_worker_pages_are_served_all_the_same(healthy):
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")

    status, told = ready()

    assert (status, told["checks"]["worker"]) == (200, "silent")


def test_a_site_whose_database_is_away_is_not_ready(monkeypatch, healthy):
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    assert ready() == (503, {"status": "not ready", "checks": {"database": "silent", "disk": "ok"}})


def test_a_site_whose_tables_are_behind_is_not_ready(monkeypatch, healthy):
    monkeypatch.setattr(readiness, "migrations", lambda: frozenset({("kit", "9999_to_come")}))

    status, told = ready()

    assert (status, told["checks"]["tables"]) == (503, "behind")


def test_a_site_without_room_on_its_disk_is_not_ready(monkeypatch, healthy):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(100, 100, readiness.BALLAST - 1))

    status, told = ready()

    assert (status, told["checks"]["disk"]) == (503, "full")


def test_a_stranger_learns_no_more_than_that(healthy):
    assert ready(**STRANGER) == (200, {"status": "ready"})


@pytest.mark.parametrize(
    "asked",
    [
        STRANGER,
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "testserver"},
    ],
    ids=["from elsewhere", "by a proxy", "by another proxy", "from nowhere", "by a name that may be anybody's"],
)
def test_to_strangers_there_are_no_figures(asked):
    assert Client().get("/metrics", **HERE | asked).status_code == 404


def test_behind_a_proxy_nobody_is_from_here(settings):
    settings.HTTPS = True

    assert Client().get("/metrics", **HERE).status_code == 404


@pytest.mark.parametrize(("given", "status"), [("Bearer sesame", 200), ("Bearer simsim", 404), ("", 404)])
def test_the_token_opens_them_from_anywhere(settings, healthy, given, status):
    settings.METRICS_TOKEN = "sesame"

    assert Client().get("/metrics", headers={"authorization": given}, **STRANGER).status_code == status


def test_requests_are_counted_by_the_pattern_of_their_address(healthy):
    before = figures().get('zhike_request_seconds_count{method="GET",route="sign-in/",status="200"}', 0)

    Client().get("/sign-in/?next=/customers/4711/")

    assert figures()['zhike_request_seconds_count{method="GET",route="sign-in/",status="200"}'] == before + 1
    assert not any("4711" in name for name in figures())


def test_the_queue_and_the_connections_are_told(healthy):
    jobs.later(deliver, event=1)

    told = figures()

    assert (told["zhike_jobs_due"], told["zhike_jobs_dead"], told["zhike_workers"]) == (1, 0, 1)
    assert 0 <= told["zhike_jobs_due_oldest_seconds"] < 60
    assert told['zhike_database_connections{state="active"}'] >= 1
    assert (told["zhike_database_up"], told["zhike_import_rows_per_second"]) == (1, 0)


def figures():
    lines = Client().get("/metrics", **HERE).text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[:1] != "#")}


def test_the_processes_of_a_site_add_up(tmp_path):
    count = "from zhike.site.probes import metrics; metrics.count_request('sign-in/', 'GET', 200, 0.02);"
    told = [run(count, tmp_path), run(f"{count} print(metrics.page().decode())", tmp_path)][-1]

    assert 'zhike_request_seconds_count{method="GET",route="sign-in/",status="200"} 2.0' in told


def run(program, folder):
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    ).stdout
