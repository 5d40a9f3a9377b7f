"""Web servers beside each other: started, asked, and their processor time read."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

import psutil


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str]


class Site:
    """One running web server, asked over one connection that stays open."""

    def __init__(self, port: int, process: psutil.Process):
        self.port, self.process = port, process
        self.cookies: dict[str, str] = {}
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, address: str, form: dict[str, str] | None = None) -> Answer:
        """GET an address, or POST a form to it; cookies are kept."""
        body = urlencode(form) if form is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
            }
        self.connection.request("GET" if form is None else "POST", address, body, headers)
        response = self.connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return Answer(response.status, response.read(), dict(response.getheaders()))

    def sign_in(self, username: str, password: str) -> None:
        """Enter Zhike."""
        self.ask("/sign-in/")
        answer = self.ask("/sign-in/", {"login": username, "password": password})
        if answer.status != 302:
            raise RuntimeError(f"could not sign in: {answer.status}")

    def processor_seconds(self) -> float:
        """Processor time of the server and its children so far; the database is not among them."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(sum(one.cpu_times()[:2]) for one in family)

    def memory(self, kind: str = "uss") -> float:
        """Megabytes of the server and its children: `uss` what each has to itself, `rss`, or `pss`, shares divided."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(getattr(one.memory_full_info(), kind) for one in family) / 2**20

    def another(self) -> "Site":
        """The same site and the same session over a connection of its own."""
        other = Site(self.port, self.process)
        other.cookies = dict(self.cookies)
        return other


@contextmanager
def served(application: str, settings: str, *, workers: int = 1) -> Iterator[Site]:
    """A web server as Zhike itself runs it, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", application, "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", "8", "--log-level", "warning"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "ZHIKE_PROCESS": "web"}
    process = subprocess.Popen(command, env=environment)
    try:
        _wait(port)
        yield Site(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers on {port}")
