"""A real site on a data directory and a port of its own, and the processes it is made of."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from zhike.postgres.cluster import embedded_address, postmaster

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds until a scenario gives up


class Limit:
    """No new fault is begun after this moment, so that a scenario ends in time with as many as there were."""

    until = float("inf")


class Beginning:
    """What a data directory is before its site starts for the first time: empty, unless somebody has one to copy."""

    make: Callable[[Path], None] = staticmethod(lambda place: None)


def rounds(times: int) -> Iterator[int]:
    """Zero to `times`, or to the limit."""
    for nth in range(times):
        if time.monotonic() >= Limit.until:
            return
        yield nth


class Failed(Exception):
    """Something did not come about within the patience of a scenario."""


class Site:
    """`bin/zhike serve` with its children. `moment`s are seconds of the machine's monotonic clock."""

    def __init__(
        self,
        folder: Path,
        *,
        data_dir: Path | None = None,
        web: int = 2,
        worker: bool = True,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.folder, self.data_dir, self.web_many, self.has_worker = folder, data_dir or folder / "data", web, worker
        self.port, self.log = free_port(), folder / "serve.log"
        self.environment = clean_environment(self.data_dir) | (environment or {})
        self.process: psutil.Popen | None = None
        self.tokens: list[str] = []
        self.keeper = 0

    def start(self) -> None:
        command = ["serve", "--port", self.port, "--workers", self.web_many, *["--with-worker"] * self.has_worker]
        with self.log.open("ab") as log:
            self.process = self.popen("-m", "zhike.site.cli", *command, stdout=log, stderr=log)
        wait_until(lambda: self.answers() and len(self.web()) == self.web_many, "the site to answer")
        if self.has_worker:
            wait_until(lambda: self.query("select 1 from procrastinate_workers"), "the job worker to register")

    def furnish(self, clients: int, receiver: str = "") -> None:
        """Let people in who work for the clients."""
        made = self.popen("-m", "tests.faults.furnish", clients, *[receiver] * bool(receiver), stdout=subprocess.PIPE)
        told = json.loads(made.communicate()[0])
        self.tokens, self.keeper = told["tokens"], told["keeper"]

    def popen(self, *arguments: object, **options: Any) -> psutil.Popen:
        """A Python process of this site."""
        command = [sys.executable, *map(str, arguments)]
        return psutil.Popen(
            command, env=self.environment, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True, **options
        )

    def stop(self) -> None:
        """Ask it to end; end what is left."""
        if self.process is None:
            return
        family = [self.process, *self.children()]
        with suppress(psutil.NoSuchProcess):
            self.process.terminate()
        with suppress(psutil.TimeoutExpired, subprocess.TimeoutExpired):
            self.process.wait(60)
        for process in psutil.wait_procs(family, timeout=10)[1]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        if server := postmaster(self.data_dir / "postgres"):
            server.send_signal(signal.SIGQUIT)
            server.wait(30)

    def children(self) -> list[psutil.Process]:
        try:
            return self.process.children(recursive=True) if self.process else []
        except psutil.NoSuchProcess:
            return []

    def web(self) -> list[psutil.Process]:
        """The processes that answer requests, the oldest first."""
        found = [child for child in self.children() if is_command(child, "web") and is_command(parent(child), "web")]
        return sorted(found, key=lambda process: process.create_time())

    def web_parent(self) -> psutil.Process:
        return next(child for child in self.children() if is_command(child, "web") and child.ppid() == self.process.pid)

    def worker(self) -> psutil.Process | None:
        return next((child for child in self.children() if is_command(child, "worker")), None)

    def postgres(self) -> psutil.Process | None:
        return postmaster(self.data_dir / "postgres")

    def query(self, statement: str, *values: Any) -> list[tuple]:
        with psycopg.connect(embedded_address(self.data_dir), autocommit=True, connect_timeout=5) as session:
            cursor = session.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return "ready" in self.log.read_text(errors="replace")
        if self.process and not self.process.is_running():
            raise Failed(f"the site ended: {self.log.read_text(errors='replace')[-2000:]}")
        return False

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def is_idle(self) -> bool:
        """Whether no job waits or runs, but for what the clock starts."""
        waiting = "select count(*) from procrastinate_jobs where status in ('todo', 'doing') and task_name not like %s"
        try:
            return self.query(waiting, "%.daily")[0][0] == 0
        except psycopg.OperationalError:
            return False


@contextmanager
def a_site(*, clients: int = 8, receiver: str = "", **options: Any):
    """A site that is up and furnished; gone afterwards with everything it kept."""
    folder = Path(tempfile.mkdtemp(prefix="zhike-faults-"))
    folder.chmod(0o711)
    site = Site(folder, **options)
    try:
        Beginning.make(site.data_dir)
        site.start()
        site.furnish(clients, receiver)
        yield site
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)


def kill(process: psutil.Process | None) -> float:
    """SIGKILL; the moment of it."""
    moment = time.monotonic()
    with suppress(psutil.NoSuchProcess):
        if process:
            process.kill()
    return moment


def wait_until(is_so: Callable[[], Any], what: str, *, within: float = PATIENCE, every: float = 0.05) -> float:
    """Wait for something to be true, whatever errors there are on the way; the moment it was."""
    deadline, last = time.monotonic() + within, ""
    while time.monotonic() < deadline:
        try:
            if is_so():
                return time.monotonic()
        except (psutil.Error, psycopg.Error, OSError) as error:
            last = f" ({error})"
        time.sleep(every)
    raise Failed(f"waited {within:.0f} s in vain for {what}{last}")


def clean_environment(data_dir: Path) -> dict[str, str]:
    """What the surroundings set for themselves must not reach the site."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIKE_", "DJANGO_", "PYTEST"))}
    settings = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", "ZHIKE_WEBHOOK_NETWORKS": "127.0.0.0/8"}
    return {**kept, **settings, "ZHIKE_DATA_DIR": str(data_dir), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def is_command(process: psutil.Process | None, word: str) -> bool:
    try:
        return process is not None and process.status() != psutil.STATUS_ZOMBIE and word in process.cmdline()[3:4]
    except psutil.Error:
        return False


def parent(process: psutil.Process) -> psutil.Process | None:
    try:
        return process.parent()
    except psutil.Error:
        return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
