"""A database out of reach and a full disk are told as such, to people and to programs."""

import errno
import json
from collections import namedtuple

import pytest
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from psycopg import errors

from zhike.site import server, space, trouble

MB = 2**20
Disk = namedtuple("Disk", "total used free")


def caused_by(cause):
    error = OperationalError()
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("the connection is lost"), 503),
        (InterfaceError("the connection is closed"), 503),
        (caused_by(errors.DiskFull()), 507),
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OSError(errno.EACCES, "Permission denied"), 500),
        (DataError(), 500),
        (None, 500),
    ],
    ids=repr,
)
def test_an_error_is_known_by_its_causes(error, status):
    assert trouble.status_of(error) == status


def test_a_program_gets_a_problem_and_is_told_when_to_come_back():
    answer = trouble.answer(RequestFactory().post("/api/v1/tasks"), 503)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert json.loads(answer.content)["title"] == "not reachable"


def test_a_person_gets_a_page_in_words():
    with translation.override("zh-hans"):
        answer = trouble.answer(RequestFactory().post("/tasks/new/"), 507)

    assert answer.status_code == 507
    assert "磁盘已满" in answer.text


def test_the_site_answers_so_to_an_error_nobody_foresaw_and_logs_one_line(client, monkeypatch, caplog):
    def lost(request):
        raise OperationalError

    client.raise_request_exception = False
    monkeypatch.setattr("zhike.look.language.language_of", lost)

    assert client.get("/sign-in/").status_code == 503
    assert [(record.message, record.exc_info) for record in caplog.records] == [
        ("/sign-in/ was answered by 503: OperationalError", None)
    ]


@pytest.mark.parametrize(
    ("method", "free", "status"),
    [("get", 1, 200), ("post", 63 * MB, 507), ("post", 64 * MB, 200), ("patch", 0, 507)],
)
def test_on_a_full_disk_there_is_reading_and_no_writing(method, free, status, monkeypatch):
    monkeypatch.setattr(space.shutil, "disk_usage", lambda folder: Disk(1000 * MB, 0, free))
    site = space.refuse_writes_on_a_full_disk(lambda request: HttpResponse())

    assert site(getattr(RequestFactory(), method)("/tasks/")).status_code == status


def test_the_reserve_is_given_up_when_nothing_is_left_and_made_again_when_there_is_plenty(tmp_path, monkeypatch):
    reserve, disk = tmp_path / "reserve", Disk(160 * MB, 0, 70 * MB)
    monkeypatch.setattr(space.shutil, "disk_usage", lambda folder: disk)
    space.keep_reserve(tmp_path)
    assert reserve.stat().st_size == 10 * MB

    disk = Disk(160 * MB, 0, 2 * MB)
    space.keep_reserve(tmp_path)
    assert not reserve.exists()

    disk = Disk(160 * MB, 0, 50 * MB)
    space.keep_reserve(tmp_path)
    assert not reserve.exists()


class Ended:
    """A process that is not there any more."""

    def poll(self):
        return 1


def test_a_child_that_ends_at_once_is_given_up_but_not_one_that_has_worked(monkeypatch):
    monkeypatch.setattr(server.subprocess, "Popen", lambda *_, **__: Ended())
    child = server.Child("web")
    child.keep_running({})
    with pytest.raises(server.click.ClickException):
        child.keep_running({})

    child.has_worked = True
    child.keep_running({})
