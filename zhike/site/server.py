"""The processes of a running site: web processes, and one that runs jobs where that is asked for."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, ExitStack
from http.client import HTTPConnection, HTTPException

import click
from django.core.management import call_command
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from zhike.site.environment import text

LOOPBACK = ("127.0.0.1", "::1", "localhost")
EVERYWHERE = ("0.0.0.0", "::")
THREADS = 8  # requests one web process answers at once; its pool has connections for all of them
GRACE = 7  # seconds a process gets to end


def serve(host: str, port: int, *, web_processes: int, job_processes: int, welcome: Sequence[str] = ()) -> None:
    """Serve until SIGINT or SIGTERM, then end every process. `welcome` lines are shown when the site answers."""
    refuse_if_taken(host, port)
    call_command("collectstatic", interactive=False, verbosity=0)
    os.environ.update(ZHIKE_PARENT=str(os.getpid()), ZHIKE_HOSTS=names(host))
    with ExitStack() as processes:
        for _number in range(job_processes):
            processes.enter_context(jobs())
        threading.Thread(target=announce, args=[host, port, welcome], daemon=True).start()
        os.environ["ZHIKE_PROCESS"] = "web"
        web(host, port, web_processes).serve()


def refuse_if_taken(host: str, port: int) -> None:
    """Say so before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"Cannot listen on {host}:{port} ({error.strerror}); choose another --port.") from error


def names(host: str) -> str:
    """The host names to answer to. Anything else is refused, because addresses in pages are made from them."""
    if text("ZHIKE_HOSTS"):
        return text("ZHIKE_HOSTS")
    if host in EVERYWHERE:
        click.echo("Set ZHIKE_HOSTS to the names people use for this machine; until then only localhost is answered.", err=True)
    own = [] if host in (*LOOPBACK, *EVERYWHERE) else [f"[{host}]" if ":" in host else host]
    return ",".join([*own, "localhost", "127.0.0.1", "[::1]"])


@contextmanager
def jobs() -> Iterator[None]:
    """A process that runs jobs, in a session of its own: Ctrl-C reaches it through us, once."""
    command = [sys.executable, "-m", "zhike.site.cli", "worker"]
    process = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def web(host: str, port: int, processes: int) -> Granian:
    """The web server."""
    return Granian(
        "zhike.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        workers_kill_timeout=GRACE,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )


def announce(host: str, port: int, welcome: Sequence[str]) -> None:
    """Tell the address once a page has been answered from it."""
    reachable = "127.0.0.1" if host in EVERYWHERE else host
    while not answers(reachable, port):
        time.sleep(0.1)
    for line in welcome:
        click.echo(line)
    click.echo(f"Zhike is ready: http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}/")


def answers(host: str, port: int) -> bool:
    """Whether the site answers a request at all."""
    try:
        connection = HTTPConnection(host, port, timeout=5)
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    return True
