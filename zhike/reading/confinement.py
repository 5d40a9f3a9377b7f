"""The process that reads one file: `python -m zhike.reading.confinement ASKED`.

It is given the file's name, tells what table that is, is asked for rows, or for records by a plan, and writes them. It
has little memory and time, no network where the kernel lets it give that up, can write no file, and knows no secret:
whatever a file does to the readers, it does here.
"""

import ctypes
import json
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from zhike.reading import wire
from zhike.reading.problems import UnreadableFile
from zhike.reading.records import Plan, Record
from zhike.reading.source import Row, Source
from zhike.reading.sources import open_source

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of linux/sched.h
MEGABYTE = 1 << 20
LEAST_MEMORY, MOST_MEMORY = 192 * MEGABYTE, 1024 * MEGABYTE  # beyond what the readers themselves take
MEMORY_A_BYTE = 12  # bytes for each one of the file: a workbook is unfolded in memory
LEAST_SECONDS, SECONDS_A_MEGABYTE = 5, 5  # of processor time
ROWS_AT_ONCE, CELLS_AT_ONCE = 500, 20_000
TOO_HEAVY = 3  # the status of a process that ran out of memory


def main(asked: str) -> int:
    """Read, and say what was read or why it could not be."""
    options = json.loads(asked)
    path = Path(options.pop("path"))
    without_network()
    if options.pop("parquet"):
        import zhike.reading.columnar  # noqa: F401, PLC0415 -- what it takes does not count for the file
    with suppress(OSError):  # a file that is not there is told of by whoever opens it
        confine(path.stat().st_size)
    try:
        tell(path, options)
    except UnreadableFile as problem:
        write("unreadable", problem.code, list(problem.parameters.items()))
    except MemoryError:
        return TOO_HEAVY
    return 0


def without_network() -> None:
    """Move to a network of our own, in which there is nobody; not every kernel lets everybody."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).unshare(NEW_USER | NEW_NETWORK)


def confine(size: int) -> None:
    """Limits for the reading of a file of so many bytes."""
    memory = taken() + min(LEAST_MEMORY + MEMORY_A_BYTE * size, MOST_MEMORY)
    seconds = LEAST_SECONDS + SECONDS_A_MEGABYTE * size // MEGABYTE
    for name, limit in (("AS", memory), ("CPU", seconds), ("FSIZE", 0), ("CORE", 0), ("NOFILE", 64)):
        with suppress(ValueError, OSError):  # a system may allow less already, or know no such limit
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))


def taken() -> int:
    """The bytes of addresses that this process has now."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 512 * MEGABYTE


def tell(path: Path, options: dict[str, Any]) -> None:
    """The heading, then what is asked for, as fast as it is taken."""
    source = open_source(path, **options)
    heading = (source.kind, source.columns, source.row_count, source.encoding, source.delimiter, source.sheet)
    write("table", *heading, source.sheets)
    size = max(min(ROWS_AT_ONCE, CELLS_AT_ONCE // len(source.columns)), 1)
    if line := sys.stdin.buffer.readline():
        since, plan = wire.unpacked(line)
        asked = map(wire.plain, wanted(source, plan, since))
        for some in iter(lambda: list(islice(asked, size)), []):
            write("rows", some)
        write("end")


def wanted(source: Source, plan: list[Any] | None, since: int) -> Iterator[Row | Record]:
    """The rows without the first so many; where there is a plan, read by it."""
    return source.records(Plan.of(*plan), since=since) if plan else islice(source.rows(), since, None)


def write(*message: Any) -> None:
    """One line of the output, at once."""
    sys.stdout.buffer.write(wire.packed(*message))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # nobody reads on: end without a word
    sys.exit(main(sys.argv[1]))
