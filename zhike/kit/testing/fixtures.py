"""The pytest plugin of the kit: the clock, the language, and the guard against writes behind a refusal."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import translation

from zhike.custom import cache
from zhike.kit.testing.observing import digest

SAFE = ("GET", "HEAD", "OPTIONS")
AN_HOUR = 3600
NOW = datetime(2026, 3, 12, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is Thursday, 12 March 2026, ten in the morning, and stays so until moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences are compared in the language of the source."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def no_added_fields() -> None:
    """Each test begins with the nouns as they are declared, and reads added fields when it adds one."""
    cache.remember({}, seconds=AN_HOUR)


def pytest_configure() -> None:
    """Tests are collected by what is declared, without a database."""
    cache.remember({}, seconds=AN_HOUR)


@pytest.fixture(autouse=True)
def no_jobs_left(request) -> Iterator[None]:
    """A test that commits leaves its jobs in the queue, whose tables Django does not empty."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")) and "transactional_db" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers")


@pytest.fixture(autouse=True)
def nothing_behind_a_refusal(monkeypatch) -> None:
    """Whatever any test sends: an answer of 400 or more must have written nothing."""
    request = Client.request

    def watched(client: Client, **environment):
        if environment["REQUEST_METHOD"] in SAFE:
            return request(client, **environment)
        before = digest()
        response = request(client, **environment)
        if response.status_code >= 400:
            assert digest() == before, f"{response.status_code} answered, yet something was written"
        return response

    monkeypatch.setattr(Client, "request", watched)
