"""A pytest plug-in: one database server for a whole test run, thrown away afterwards.

The process that starts the run starts the server and names it in the environment; its workers find it there.
With ZHIKE_TEST_DATABASE_URL the tests use that server instead.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from zhike.postgres.cluster import THROWAWAY, embedded_address, running
from zhike.site.environment import key_beside

EXTERNAL = "ZHIKE_TEST_DATABASE_URL"
READY = "test_zhike_ready"  # the database that those of the workers are copies of
FIRM = "test_zhike_firm"  # and one with the whole demonstration firm
server = ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """A wrapper, because wrappers come before everything else, and pytest-django reads the settings here."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by way of pytest_unconfigure
        folder = Path(tempfile.mkdtemp(prefix="zhike-test-"))
        folder.chmod(0o711)
        for one in (folder, key_beside(folder).parent):
            server.callback(shutil.rmtree, one, ignore_errors=True)
        os.environ["ZHIKE_DATA_DIR"] = str(folder)
        os.environ["ZHIKE_DATABASE_URL"] = os.environ.get(EXTERNAL) or start(folder)
    return (yield)


def start(folder: Path) -> str:
    """The address of a fresh server; a crash may lose what is in it."""
    server.enter_context(running(folder, settings=THROWAWAY))
    return embedded_address(folder)


def pytest_unconfigure() -> None:
    """Stop what this process started, and leave nothing on a server of others."""
    if "PYTEST_XDIST_WORKER" not in os.environ and EXTERNAL in os.environ:
        with psycopg.connect(os.environ[EXTERNAL], autocommit=True) as session:
            for made_once in (READY, FIRM):
                session.execute(f"drop database if exists {made_once}")
    server.close()
