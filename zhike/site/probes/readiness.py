"""Whether this process can serve: database, tables, disk; and whether anybody works off the queue."""

import shutil
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from zhike.notices.queue import SILENCE

PATIENCE = 2  # seconds for the database to answer
BALLAST = 64 << 20  # bytes that must be free, so that what must be written can be
SILENT = "select not exists (select from procrastinate_workers where last_heartbeat > now() - %s)"
OK = "ok"


def state() -> dict[str, str]:
    """What was looked at, each "ok" or the word for its trouble."""
    database = asked_of_the_database()
    return {**database, "disk": OK if shutil.disk_usage(settings.DATA_DIR).free >= BALLAST else "full"}


def is_ready(looked_at: dict[str, str]) -> bool:
    """Whether pages can be served: without a worker they can, only what they cause waits."""
    return all(word == OK for name, word in looked_at.items() if name != "worker")


def asked_of_the_database() -> dict[str, str]:
    """On a connection of its own: that the pages have none to spare is no reason to send them elsewhere."""
    parameters: dict[str, Any] = {**connection.get_connection_params(), "connect_timeout": PATIENCE}
    parameters["options"] = f"{parameters.get('options', '')} -c statement_timeout={PATIENCE * 1000}".strip()
    parameters["tcp_user_timeout"] = PATIENCE * 1000
    parameters.pop("cursor_factory", None)
    try:
        with psycopg.connect(**parameters) as own:
            applied = set(own.execute("select app, name from django_migrations").fetchall())
            [is_silent] = own.execute(SILENT, [SILENCE]).fetchone() or [True]
    except psycopg.errors.UndefinedTable:
        return {"database": OK, "tables": "behind"}
    except psycopg.Error:
        return {"database": "silent"}
    tables = OK if applied >= migrations() else "behind"
    return {"database": OK, "tables": tables, "worker": "silent" if is_silent else OK}


@cache
def migrations() -> frozenset[tuple[str, str]]:
    """The last migration of every app of this version."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())
