"""What every test gets: no network beyond this machine, one thread per calculation, and Debian's Chromium."""

import ipaddress
import os
import shutil
import socket

import pytest
from django.db import connection

from zhike.vault import keyset

os.environ["OMP_NUM_THREADS"] = "1"  # several workers with a thread per core each would crawl
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop running beside the live server

pytest_plugins = ["zhike.kit.testing.fixtures", "tests.cast"]
pytest.register_assert_rewrite(
    "zhike.kit.testing.contracts", "zhike.exchange.testing.contracts", "zhike.merging.testing.contracts"
)

CHROMIUM_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Journeys come last: Playwright keeps an event loop in its process, where nothing else could start one."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A thread that a test left behind may still be connected; the test database goes all the same.

    Between tests that commit every table is emptied, the trace too, which nobody may otherwise.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        keyset.FRESH = float("inf")  # what a test asks the database depends on no clock
        keyset.keys().count()  # so that no test is the first to ask for them
        for table in ("kit_trace", "witness_seal"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_is_not_emptied ON {table}")
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """A test that reaches for the network fails at once and says where it wanted to go."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if self.family != socket.AF_UNIX and not is_here(address[0]):
            raise AssertionError(f"A test may not connect to {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


def is_here(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": [*CHROMIUM_FLAGS, *sandbox],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
