"""A key and a folder for checkpoints of each test's own."""

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings):
    settings.KEYS_DIR, settings.CHECKPOINTS_DIR = tmp_path / "keys", tmp_path / "checkpoints"


@pytest.fixture
def nobody_else(transactional_db):
    """No other process is at work in the database, not even one that a test before has killed."""
    others = "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute(f"{others} and pid <> pg_backend_pid()")
