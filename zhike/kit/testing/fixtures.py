"""The pytest plugin of the kit: the clock, the language, and the guard against writes behind a refusal."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client, TransactionTestCase
from django.utils import translation

from zhike.custom import cache
from zhike.kit.testing.emptying import empty_what_is_full
from zhike.kit.testing.observing import before_it_writes, digest

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
    """Tests are collected by what is declared, without a database, and tidied up after in our own way."""
    cache.remember({}, seconds=AN_HOUR)
    TransactionTestCase._fixture_teardown = empty_what_is_full  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def nothing_behind_a_refusal(monkeypatch) -> None:
    """Whatever any test sends: an answer of 400 or more must have written nothing."""
    request = Client.request

    def watched(client: Client, **environment):
        if environment["REQUEST_METHOD"] in SAFE:
            return request(client, **environment)
        with before_it_writes() as before:
            response = request(client, **environment)
        if response.status_code >= 400 and before:
            assert digest() == before, f"{response.status_code} answered, yet something was written"
        return response

    monkeypatch.setattr(Client, "request", watched)
