"""A running site: one process for pages, with its own children, and one for jobs where that is asked for.

They are commands of their own, each a user of the database, so that none depends on another's orderly end.
"""

import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from zhike.postgres.cluster import revive
from zhike.postgres.programs import ClusterProblem
from zhike.site import space
from zhike.site.cli.frame import cluster_settings
from zhike.site.environment import text
from zhike.site.probes.metrics import SHARED

LOOPBACK = ("127.0.0.1", "::1", "localhost")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - recognised, not bound
GRACE = 12  # seconds the processes get to end
TOO_SOON = 5  # seconds; a process that ends sooner, and never lived longer, would only end again
log = logging.getLogger(__name__)


def serve(host: str, port: int, *, web_processes: int, job_processes: int, welcome: Sequence[str] = ()) -> None:
    """Serve until SIGINT or SIGTERM, then end every process. `welcome` is shown when the site answers."""
    refuse_if_taken(host, port)
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    environment = {**os.environ, "ZHIKE_HOSTS": names(host), "ZHIKE_PARENT": str(os.getpid()), SHARED: str(figures())}
    pages = Child("web", "--host", host, "--port", str(port), "--workers", str(web_processes))
    family = [pages, *(Child("worker") for _number in range(job_processes))]
    threading.Thread(target=announce, args=[host, port, welcome], daemon=True).start()
    try:
        while True:
            keep_database()
            space.keep_reserve(settings.DATA_DIR)
            for child in family:
                child.keep_running(environment)
            time.sleep(0.5)
    finally:
        end(family)


def keep_database() -> None:
    """Start the embedded database again where it ended: what was committed is in it. An external one is not ours."""
    if text("ZHIKE_DATABASE_URL"):
        return
    try:
        if revive(settings.DATA_DIR, settings=cluster_settings()):
            log.error("the database had ended and was started again")
    except ClusterProblem as problem:
        log.error("%s", problem)


def figures() -> Path:
    """An empty folder in which the processes of this site add up what they count."""
    folder: Path = settings.DATA_DIR / "figures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def refuse_if_taken(host: str, port: int) -> None:
    """Say so before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"Cannot listen on {host}:{port} ({error.strerror}); choose another --port."
            raise click.ClickException(message) from error


def names(host: str) -> str:
    """The host names to answer to. Any other is refused, because addresses in pages are made from them."""
    if text("ZHIKE_HOSTS"):
        return text("ZHIKE_HOSTS")
    if host in EVERYWHERE:
        click.echo("Only localhost is answered until ZHIKE_HOSTS names this machine as people call it.", err=True)
    own = [] if host in (*LOOPBACK, *EVERYWHERE) else [f"[{host}]" if ":" in host else host]
    return ",".join([*own, "localhost", "127.0.0.1", "[::1]"])


class Child:
    """A command that runs beside us, in a session of its own: Ctrl-C reaches it through us, once."""

    def __init__(self, *command: str) -> None:
        self.command = command
        self.process: subprocess.Popen[bytes] | None = None
        self.since = 0.0
        self.has_worked = False

    def keep_running(self, environment: dict[str, str]) -> None:
        """Start it, also after it ended by itself; one that ends at once from the first is beyond help."""
        lived = time.monotonic() - self.since
        if self.process and self.process.poll() is None:
            self.has_worked = self.has_worked or lived >= TOO_SOON
            return
        if self.process and lived < TOO_SOON and not self.has_worked:
            raise click.ClickException(f"`{self.command[0]}` ended by itself; its last words are above.")
        self.since = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhike.site.cli", *self.command],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def end(family: Sequence[Child]) -> None:
    """Ask all to end at once, and do not wait for ever."""
    processes = [child.process for child in family if child.process]
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def announce(host: str, port: int, welcome: Sequence[str]) -> None:
    """Tell the address once a page has been answered from it."""
    reachable = "127.0.0.1" if host in EVERYWHERE else host
    while not answers(reachable, port):
        time.sleep(0.1)
    for line in welcome:
        click.echo(line)
    click.echo(f"Zhike is ready: {address(host, port)}/")


def address(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    reachable = "127.0.0.1" if host in EVERYWHERE else host
    return f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}"


def answers(host: str, port: int) -> bool:
    """Whether the site answers a request at all."""
    try:
        connection = HTTPConnection(host, port, timeout=5)
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    return True
