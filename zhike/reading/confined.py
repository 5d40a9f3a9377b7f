"""A table read by a process of its own, so that a file can harm nothing but its own reading."""

import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast

from zhike.reading import wire
from zhike.reading.confinement import TOO_HEAVY
from zhike.reading.problems import UnreadableFile
from zhike.reading.records import Plan, Record
from zhike.reading.source import Row, Source

PATIENCE = 120  # seconds by the clock until a file is open
BY_LIMIT = {TOO_HEAVY, -signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT, -signal.SIGBUS}


class ConfinedSource(Source):
    """What `open_source` gives, with the reading done apart; for every file that came from outside."""

    def __init__(
        self, path: Path, *, encoding: str | None = None, delimiter: str | None = None, sheet: str | None = None
    ):
        self.path = path
        self._options = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
        self._open: _Reading | None = _Reading(path, self._options)
        kind, columns, row_count, self.encoding, self.delimiter, self.sheet, sheets = self._open.heading
        self.kind, self.columns, self.row_count, self.sheets = kind, tuple(columns), row_count, tuple(sheets)

    def rows(self) -> Iterator[Row]:
        return (wire.row_of(*row) for row in self._reading().rows(None, since=0))

    def records(self, plan: Plan, *, since: int = 0) -> Iterator[Record]:
        """Cells are read where the file is, too, while the records are taken here."""
        labels = {target.name: target.label for target in plan.targets}
        return (wire.record_of(*record, labels=labels) for record in self._reading().rows(plan, since=since))

    def _reading(self) -> "_Reading":
        """The first time it is the process that opened the file."""
        reading, self._open = self._open or _Reading(self.path, self._options), None
        return reading


class _Reading:
    """One process that reads one file once."""

    def __init__(self, path: Path, options: dict[str, Any]):
        asked = json.dumps({"path": str(path.absolute()), "parquet": _is_parquet(path), **options})
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "zhike.reading.confinement", asked],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a reader says of a file may repeat what is in it
            cwd="/",
            env={
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "PYTHONUTF8": "1",
                "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others set aside addresses that they do not use
            },
        )
        self._input, self._output = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        self.end = weakref.finalize(self, _end, self._process)
        alarm = threading.Timer(PATIENCE, self._process.kill)
        alarm.start()
        try:
            self.heading = self._next("table")
        except UnreadableFile:
            self.end()
            raise
        finally:
            alarm.cancel()

    def rows(self, plan: Plan | None, *, since: int) -> Iterator[list[Any]]:
        """The rows, or the records of a plan, as they come over the wire."""
        try:
            with suppress(BrokenPipeError), self._input:  # why nobody listens, the output tells
                self._input.write(wire.packed(since, plan and plan.plain()))
            while (message := self._next("rows", "end")) != []:
                yield from message[0]
        finally:
            self.end()

    def _next(self, *expected: str) -> list[Any]:
        """What the next message tells. Raises UnreadableFile where the file is refused, or its reader died of it."""
        line = self._output.readline(wire.LONGEST_LINE)
        try:
            what, *told = wire.unpacked(line)
        except ValueError:
            raise self._why_it_ended() from None
        if what == "unreadable":
            raise UnreadableFile(told[0], **dict(told[1]))
        if what not in expected:
            raise UnreadableFile("damaged")
        return told

    def _why_it_ended(self) -> UnreadableFile:
        self._output.close()
        try:
            status = self._process.wait(1)
        except subprocess.TimeoutExpired:
            status = 0
        return UnreadableFile("too_heavy" if status in BY_LIMIT else "damaged")


def _is_parquet(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"PAR1"
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    with suppress(BrokenPipeError):
        cast(IO[bytes], process.stdin).close()
    cast(IO[bytes], process.stdout).close()
    process.wait()
