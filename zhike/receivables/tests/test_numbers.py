"""Numbers have no gaps, whoever takes them at once and whoever is killed while taking one."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from zhike.kit.access.models import Staff
from zhike.receivables.models import Receipt, Series

ROOT = Path(__file__).resolve().parents[3]
# A long run: WRITERS=8 KILLS=40 pytest zhike/receivables/tests/test_numbers.py
WRITERS = int(os.environ.get("WRITERS", "3"))
KILLS = int(os.environ.get("KILLS", "3"))
BETWEEN = 25  # numbers taken between two kills

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("unwatched")]


def test_killed_writers_leave_no_gap():
    Staff.objects.robot("writers")
    chance, told = Random(1), []

    with crowd() as start:
        writers = [start(nth) for nth in range(WRITERS)]
        for kill in range(KILLS):
            victim = chance.randrange(WRITERS)
            told += [number for nth in range(BETWEEN) for number in [line_of(writers[nth % WRITERS])] if number]
            writers[victim].send_signal(signal.SIGKILL)
            told += [line for line in (writers[victim].communicate()[0] or "").split() if line != "ready"]
            writers[victim] = start(WRITERS + kill)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            told += [line for line in (writer.communicate()[0] or "").split() if line != "ready"]

    last = Series.objects.get(code="SK", year=2026).last
    assert last >= KILLS * BETWEEN // 2
    taken = sorted(Receipt.objects.values_list("number", flat=True))
    assert taken == [f"SK2026-{number:06}" for number in range(1, last + 1)]
    whole = {number for number in told if len(number) == len(taken[0])}
    assert whole <= set(taken)


@contextmanager
def crowd() -> Iterator:
    """What starts writers, all of which are gone in the end."""
    keys = ("NAME", "HOST", "PORT", "USER", "PASSWORD")
    database = json.dumps({key: connection.settings_dict[key] for key in keys})
    started = []

    def start(seed: int) -> subprocess.Popen:
        asked = [sys.executable, "-m", "zhike.receivables.tests.numbering_writer", database, str(seed)]
        started.append(subprocess.Popen(asked, stdout=subprocess.PIPE, text=True, cwd=ROOT))
        return started[-1]

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.wait()


def line_of(writer: subprocess.Popen) -> str:
    """The next number a writer tells; nothing where it said that it is ready."""
    assert writer.stdout is not None
    line = writer.stdout.readline().strip()
    return "" if line == "ready" else line
