"""What is answered when a connection is lost, and when none can be had."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from psycopg_pool import PoolTimeout

tries: list[str] = []


def cut_once(request):
    tries.append(request.method)
    with connection.cursor() as cursor:
        if len(tries) == 1:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")
        cursor.execute("select 'read'")
        return HttpResponse(cursor.fetchone()[0])


def cut_always(request):
    tries.append(request.method)
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pg_backend_pid())")
    return HttpResponse()


def none_to_spare(request):
    raise OperationalError("couldn't get a connection after 5.00 sec") from PoolTimeout()


def wrong(request):
    with connection.cursor() as cursor:
        cursor.execute("select 1 / 0")


urlpatterns = [
    *(path(f"{view.__name__}/", login_not_required(view)) for view in (cut_once, cut_always, none_to_spare, wrong)),
    path("", include("zhike.site.urls")),
]
handler500 = "zhike.site.trouble.handler500"


@pytest.fixture
def client(settings, transactional_db):
    settings.ROOT_URLCONF = __name__
    tries.clear()
    yield Client(raise_request_exception=False)
    connection.close()


def test_a_page_that_only_reads_is_asked_for_once_more(client):
    answer = client.get("/cut_once/")

    assert (answer.status_code, answer.text, tries) == (200, "read", ["GET", "GET"])


def test_what_may_have_written_is_not(client):
    answer = client.post("/cut_once/")

    assert (answer.status_code, answer.headers["Retry-After"], tries) == (503, "2", ["POST"])


def test_once_more_is_once(client):
    answer = client.get("/cut_always/")

    assert (answer.status_code, answer.headers["Retry-After"], tries) == (503, "2", ["GET", "GET"])
    assert "没有丢失" in answer.text


def test_a_site_without_a_connection_to_spare_says_when_to_come_again(client):
    answer = client.get("/none_to_spare/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_a_mistake_of_ours_stays_one(client):
    answer = client.get("/wrong/")

    assert (answer.status_code, "Retry-After" in answer.headers, "division" in answer.text) == (500, False, False)
