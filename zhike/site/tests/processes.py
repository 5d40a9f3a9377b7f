"""Real processes for tests that start, kill and count them."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

# What the surrounding test run set for itself must not reach the processes under test.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIKE_", "DJANGO_"))}
PATIENCE = 60  # seconds until a test gives up; nothing here waits that long when it works


@contextmanager
def python(*arguments, environment=None, **options):
    """A Python process with its output to read; killed at the end if it is still there."""
    process = subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**CLEAN, **(environment or {})},
        **options,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def own_folder():
    """A folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="zhike-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def zhike(*arguments, **options):
    """One command of the command line, as bin/zhike runs it."""
    return python("-m", "zhike.site.cli", *arguments, **options)


def read_until(process, text):
    """The process's output up to the line with the text."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError(f"{text!r} was never said:\n{''.join(lines)}")


def alive(data_dir):
    """The processes that have to do with a data directory: its server, and every command that uses it."""
    return [process for process in psutil.process_iter() if concerns(process, str(data_dir))]


def concerns(process, data_dir):
    try:
        if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
            return False
        environment = process.environ() if process.name().startswith("python") else {}
        return data_dir in " ".join(process.cmdline()) or environment.get("ZHIKE_DATA_DIR") == data_dir
    except psutil.Error:
        return False


def wait_until_none_is_left(data_dir: Path):
    deadline = time.monotonic() + PATIENCE
    while left := alive(data_dir):
        assert time.monotonic() < deadline, [process.cmdline() for process in left]
        psutil.wait_procs(left, timeout=0.2)
