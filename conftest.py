"""What every test gets: no network beyond this machine, one thread per calculation, and Debian's Chromium."""

import functools
import gc
import ipaddress
import os
import shutil
import signal
import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from tests.ready_made import own_database
from zhike.vault import keyset

# A shell lets what it starts in the background ignore Ctrl-C, and all that this starts again.
signal.signal(signal.SIGINT, signal.default_int_handler)
gc.disable()  # until the tests are known: what is loaded for them is no garbage
os.environ["OMP_NUM_THREADS"] = "1"  # several workers with a thread per core each would crawl
os.environ.setdefault("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")  # Spark lives for a minute here
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop running beside the live server

# A busy machine is no counter-example.
settings.register_profile("by_what_is_found", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("by_what_is_found")

pytest_plugins = ["zhike.kit.testing.fixtures", "tests.cast", "tests.at_once"]
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


class WholeFiles(LoadScopeScheduling):
    """Tests that share what their file makes once run in one process: it would be made once by each of them."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return file if makes_once(Path(self.config.rootpath, file)) else nodeid

    def mark_test_complete(self, node, item_index, duration=0):
        """What is done is forgotten: xdist counts what is left of all that a worker ever had, after every test."""
        super().mark_test_complete(node, item_index, duration)
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(self.assigned_work[node][scope].values()):
            del self.assigned_work[node][scope]


@functools.cache
def makes_once(file):
    """Whether a file, or the one with the fixtures beside it, has some that are made once for a file."""
    return any('scope="module"' in one.read_text() for one in (file, file.parent / "conftest.py") if one.exists())


def pytest_xdist_auto_num_workers(config):
    """One more than there are processors: some tests wait for processes that they start."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_xdist_make_scheduler(config, log):
    collect_what_comes()
    return WholeFiles(config, log)


def pytest_collection_finish():
    collect_what_comes()


def collect_what_comes():
    """What is loaded by now stays: looking it through for garbage, again and again, is a tenth of a run."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def pytest_unconfigure():
    gc.unfreeze()  # libraries complain of what still lives when the process ends


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Journeys come last: Playwright keeps an event loop in its process, where nothing else could start one."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """A database of this worker's own, gone afterwards even where a thread that a test left behind is connected."""
    with django_db_blocker.unblock(), own_database(os.environ.get("PYTEST_XDIST_WORKER", "alone")):
        keyset.FRESH = float("inf")  # what a test asks the database depends on no clock
        keyset.keys().count()  # so that no test is the first to ask for them
        with django_db_blocker.block():
            yield


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
