"""The stream behind the bell: held for few, pending for all, and nothing lost between two connections."""

import json

import pytest

from zhike.kit.testing.acting import at_the_screen
from zhike.notices import stream
from zhike.notices.models import Notice
from zhike.notices.telling import tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """No waiting: a held stream looks again as soon as it is asked for more."""
    monkeypatch.setattr(stream, "PULSE", 0)


@pytest.fixture
def full(monkeypatch):
    """Every place is taken by somebody else."""
    monkeypatch.setattr(stream, "HELD", 0)
    monkeypatch.setattr(stream, "_places", stream.BoundedSemaphore(1))
    stream._places.acquire()


def data(event):
    """The parts of one event."""
    lines = dict(line.partition(": ")[::2] for line in event.strip().splitlines())
    return lines | {"data": json.loads(lines["data"])}


def test_it_begins_with_the_count_and_rings_when_something_comes(ana, mei, teahouse):
    events = stream.events(ana, since=0)

    assert next(events) == "retry: 1000\n\n"
    assert data(next(events)) == {"event": "count", "data": {"count": 0}}
    assert next(events) == ": still here\n\n"
    notice = tell(ana, "noted", about=teahouse, by=mei)
    rung = {"count": 1, "text": "Mei wrote a note on “山月茶馆”", "pk": notice.pk}
    assert data(next(events)) == {"id": str(notice.pk), "event": "notice", "data": rung}
    Notice.objects.update(read_at=notice.at)
    assert data(next(events)) == {"event": "count", "data": {"count": 0}}
    events.close()


def test_whoever_finds_no_place_gets_what_is_pending_and_comes_again(full, ana, mei, teahouse):
    tell(ana, "noted", about=teahouse, by=mei)

    told = list(stream.events(ana, since=0))

    assert told[0] == "retry: 10000\n\n"
    assert [data(event)["event"] for event in told[1:]] == ["notice"]


def test_a_browser_that_comes_back_gets_what_came_meanwhile(full, ana, mei, teahouse, dealer, task):
    first = tell(ana, "mentioned", about=teahouse, by=mei)
    second = tell(ana, "assigned", about=task, by=mei)
    screen = at_the_screen(ana)

    answer = screen.get("/notices/stream/?since=0", headers={"Last-Event-ID": str(first.pk)})
    told = b"".join(answer.streaming_content).decode()

    assert f"id: {first.pk}" not in told
    assert f"id: {second.pk}" in told
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/event-stream", "no-store")


def test_it_rings_in_the_language_of_the_reader_and_not_for_what_they_may_no_longer_see(full, ana, mei, teahouse):
    ana.language = "zh-hans"
    tell(ana, "noted", about=teahouse, by=mei)
    assert data(list(stream.events(ana, since=0))[1])["data"]["text"] == "Mei在“山月茶馆”记了一笔"

    teahouse.owner = mei
    teahouse.save()

    assert list(stream.events(ana, since=0))[1:] == []


def test_a_place_is_free_again_when_a_browser_leaves(ana, monkeypatch):
    monkeypatch.setattr(stream, "_places", stream.BoundedSemaphore(2))
    held = [stream.events(ana, since=0) for _n in range(3)]

    assert [next(one) for one in held] == ["retry: 1000\n\n", "retry: 1000\n\n", "retry: 10000\n\n"]
    held[0].close()
    assert next(stream.events(ana, since=0)) == "retry: 1000\n\n"


def test_a_held_stream_ends_when_the_server_does_or_after_its_time(ana, monkeypatch):
    monkeypatch.setattr(stream, "PATIENCE", -1)
    assert len(list(stream.events(ana, since=0))) == 2

    monkeypatch.setattr(stream, "PATIENCE", 3600)
    ending = stream.multiprocessing.Event()
    ending.set()
    monkeypatch.setattr(stream, "ending", ending)
    assert len(list(stream.events(ana, since=0))) == 2


def test_a_page_left_open_after_its_session_hears_nothing_and_asks_no_more(client, ana):
    tell(ana, "noted", about=None, url="/")

    answer = client.get("/notices/stream/?since=0")

    assert (answer.status_code, answer.content, "Location" in answer.headers) == (204, b"", False)
