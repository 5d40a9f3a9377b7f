"""What the log tells of requests and jobs, and that nothing personal reaches it."""

import json
import logging

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from tests.cast import a_person
from zhike.kit import jobs
from zhike.kit.testing.acting import at_the_screen
from zhike.site.logs import JsonFormatter
from zhike.site.tests.working import work_off_as_a_worker

CANARY = "王小丽-13800000000"


@login_not_required
def stumble(request):
    """A page that fails over a value."""
    with connection.cursor() as cursor:
        cursor.execute("select %s::int", [request.GET.get("q", CANARY)])
    return HttpResponse()


urlpatterns = [path("stumble/", stumble), path("", include("zhike.site.urls"))]
handler500 = "zhike.site.trouble.handler500"


@jobs.job
def stumble_later(*, name: str) -> None:
    raise ValueError(name)


class Lines(logging.Handler):
    """Keeps what a JSON log would say."""

    def __init__(self):
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.said = []

    def emit(self, record):
        self.said.append(self.format(record))

    @property
    def told(self):
        return [json.loads(line) for line in self.said]


@pytest.fixture
def lines(monkeypatch):
    kept = Lines()
    root = logging.getLogger()
    root.addHandler(kept)
    monkeypatch.setattr(logging.getLogger("zhike.requests"), "level", logging.INFO)
    logging.getLogger("zhike.requests")._cache.clear()
    yield kept
    root.removeHandler(kept)
    logging.getLogger("zhike.requests")._cache.clear()


@pytest.mark.django_db
def test_a_request_is_told_by_number_route_person_and_time(lines):
    ana = a_person("Ana")

    page = "/customers/?q=" + CANARY
    answer = at_the_screen(ana).get(page, headers={"X-Request-ID": "from-the-proxy.1"})

    [told] = [line for line in lines.told if line["logger"] == "zhike.requests"]
    assert {name: told[name] for name in ("request", "asked_as", "route", "person", "method", "status")} == {
        "request": answer.headers["X-Request-ID"],
        "asked_as": "from-the-proxy.1",
        "route": "<slug:slug>/",
        "person": ana.pk,
        "method": "GET",
        "status": 200,
    }
    assert told["ms"] > 0


@pytest.mark.parametrize("given", ["", "two words", "x" * 65, "a\tb"])
def test_what_is_no_name_is_not_told(lines, given):
    answer = Client().get("/healthz", headers={"X-Request-ID": given})

    [told] = [line for line in lines.told if line["logger"] == "zhike.requests"]
    assert (told["request"], "asked_as" in told) == (answer.headers["X-Request-ID"], False)


def test_a_request_has_a_name_that_nobody_chose():
    one, other = (Client().get("/healthz", headers={"X-Request-ID": "mine"}).headers["X-Request-ID"] for _ in range(2))

    assert (len(one), one.isalnum(), one == other) == (32, True, False)


@pytest.mark.django_db(transaction=True)
def test_no_value_of_a_row_or_an_address_reaches_the_log(lines, settings):
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)

    assert client.get(f"/stumble/?q={CANARY}").status_code == 500
    client.get(f"/api/v1/{CANARY}/")
    client.post(f"/sign-in/?next={CANARY}", {"username": CANARY, "password": CANARY})
    logging.getLogger("library").warning("could not read %s", CANARY)
    logging.getLogger("zhike.example").error("row %s cannot be kept", 7)

    text = "\n".join(lines.said)
    assert "王小丽" not in text
    assert "13800000000" not in text
    assert "row 7 cannot be kept" in text
    assert "could not read %s" in text


@pytest.mark.django_db
def test_an_error_is_told_by_its_kind_its_code_and_its_way(lines, settings):
    settings.ROOT_URLCONF = __name__

    Client(raise_request_exception=False).get("/stumble/")

    [told] = [line for line in lines.told if "error" in line]
    assert told["route"] == "stumble/"
    assert told["error"]["kinds"] == ["django.db.utils.DataError", "psycopg.errors.InvalidTextRepresentation"]
    assert told["error"]["sqlstate"] == "22P02"
    assert any("stumble" in step for step in told["error"]["way"])


@pytest.mark.django_db(transaction=True)
def test_a_failed_job_is_told_by_its_number_and_not_by_what_it_was_given(lines, monkeypatch):
    monkeypatch.setattr(jobs, "TRIES", 1)
    job = jobs.later(stumble_later, name=CANARY)

    work_off_as_a_worker()

    [told] = [line for line in lines.told if "error" in line]
    assert (told["logger"], told["message"], told["error"]["kinds"]) == (
        "procrastinate.worker",
        "job_error",
        ["builtins.ValueError"],
    )
    assert told["queued"] == job
    assert "王小丽" not in "\n".join(lines.said)
