"""Several acts at the same moment, each on a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection


@pytest.fixture
def unwatched(monkeypatch):
    """The guard against writes behind a refusal compares whole databases, and here somebody else writes too."""
    monkeypatch.undo()


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act came to, all begun at the same moment; what it raised, where it raised."""
    ready, told = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            ready.wait(timeout=60)
            told[place] = act()
        except Exception as error:
            told[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
