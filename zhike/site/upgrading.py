"""An upgrade that either works or has not happened.

The database is copied within its server before the first migration. The copy stands for "under way": while it is there
no command serves, and whoever runs the upgrade again begins by putting it back.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
import psycopg
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql
from psycopg.conninfo import make_conninfo

from zhike.backup import keeping
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.site import health
from zhike.site.schema import BEFORE, ONE_AT_A_TIME, migrate

OLDEST = 15  # PostgreSQL's version
PATIENCE = 10  # seconds for what a killed upgrade left at work in the server
ROOM = 2.2  # times the size of the database: the copy, and what a migration may rewrite
Tell = Callable[[str], None]


class Failed(Exception):
    """The new version does not work on this database."""


def upgrade(*, tell: Tell) -> None:
    """Preflight, backup, migrations, health; a failure puts the database back as it was."""
    with maintenance() as server:
        if has(server, name() + BEFORE):
            tell("An earlier upgrade was cut short; putting the database back as it was before")
            put_back(server)
        plan = pending()
        if not plan:
            tell("Nothing to do: the database is that of this version.")
            return
        preflight(server, tell)
        tell("Backing up")
        made = keeping.take() if has_tables() else None
        tell(f"Migrating: {', '.join(plan)}")
        copy(server)
        attempt(server)
    if made:
        with through(Door.COMMAND):
            keeping.note(made)
    tell("Upgraded. Start the site.")


def has(server: psycopg.Connection, database: str) -> bool:
    """Whether the server has a database of that name; ours may be missing where a putting back was cut short."""
    return server.execute("select from pg_database where datname = %s", [database]).fetchone() is not None


@contextmanager
def maintenance() -> Iterator[psycopg.Connection]:
    """A session beside the database, for one upgrade at a time."""
    with psycopg.connect(make_conninfo(settings.DATABASE_ADDRESS, dbname="postgres"), autocommit=True) as server:
        try:
            server.execute(sql.SQL("set lock_timeout = {}").format(f"{PATIENCE}s"))
            server.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        except psycopg.errors.LockNotAvailable as error:
            raise click.ClickException("Another upgrade is running; wait until it has ended.") from error
        server.execute("reset lock_timeout")
        yield server


def pending() -> list[str]:
    """The migrations that have not run here. A database that a newer version has used is refused."""
    executor = MigrationExecutor(connection)
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes))
    if unknown:
        names = ", ".join(".".join(key) for key in unknown[:3])
        raise click.ClickException(f"A newer version has used this database ({names}). Install that version again.")
    return [f"{one.app_label}.{one.name}" for one, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def has_tables() -> bool:
    """Whether there is anything to back up yet."""
    return bool(connection.introspection.table_names())


def preflight(server: psycopg.Connection, tell: Tell) -> None:
    """Refuse while nothing has happened: PostgreSQL's version, who is connected, room on disk, jobs."""
    version = server.info.server_version // 10_000
    if version < OLDEST:
        raise click.ClickException(f"This is PostgreSQL {version}; Zhike needs {OLDEST} or later.")
    refuse_while_in_use(server)
    refuse_without_room(server)
    if has_tables():
        waiting = ProcrastinateJob.objects.filter(status__in=("todo", "doing")).count()
        tell(f"PostgreSQL {version}, nobody is connected, {waiting:,} jobs wait for the new version")


def refuse_while_in_use(server: psycopg.Connection) -> None:
    """Nobody may write between the copy and the end. A session whose client was killed takes a moment to end."""
    connections.close_all()
    asked = "select count(*) from pg_stat_activity where datname = %s and backend_type = 'client backend'"
    deadline = time.monotonic() + PATIENCE
    while row := server.execute(asked, [name()]).fetchone():
        if not row[0]:
            return
        if time.monotonic() > deadline:
            raise click.ClickException(f"{row[0]} sessions use the database. Stop the site and its workers first.")
        time.sleep(0.1)


def refuse_without_room(server: psycopg.Connection) -> None:
    """Enough for a copy and a backup, where the disk is this machine's."""
    row = server.execute("select pg_database_size(%s)", [name()]).fetchone()
    needed = (row[0] if row else 0) * (ROOM if settings.IS_EMBEDDED else 1)
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < needed:
        raise click.ClickException(
            f"{free / 2**20:,.0f} MB are free and {needed / 2**20:,.0f} MB needed. Make room, then upgrade."
        )


def copy(server: psycopg.Connection) -> None:
    """The database as it is, under another name in the same server."""
    connections.close_all()
    names = {"copy": sql.Identifier(name() + BEFORE), "database": sql.Identifier(name())}
    try:
        server.execute(sql.SQL("create database {copy} template {database}").format(**names))
    except psycopg.errors.InsufficientPrivilege as error:
        message = "The database role may not make the safety copy. Grant it CREATEDB, then upgrade."
        raise click.ClickException(message) from error
    except psycopg.errors.ObjectInUse as error:
        raise click.ClickException("Somebody uses the database. Stop the site and its workers first.") from error


def attempt(server: psycopg.Connection) -> None:
    """Migrate and look. Dropping the copy is the moment from which the upgrade has happened."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("set statement_timeout = 0")
        migrate(verbosity=0)
        if found := health.troubles():
            raise Failed(" ".join(found))
    except Exception as error:
        put_back(server)
        reason = str(error).strip() or type(error).__name__
        raise click.ClickException(
            f"The upgrade failed and was taken back; the database is as it was. Start the earlier version.\n{reason}"
        ) from error
    drop(server, name() + BEFORE)


def put_back(server: psycopg.Connection) -> None:
    """Take the copy for the database. Cut short, it is begun again."""
    connections.close_all()
    drop(server, name())
    names = {"copy": sql.Identifier(name() + BEFORE), "database": sql.Identifier(name())}
    server.execute(sql.SQL("alter database {copy} rename to {database}").format(**names))


def drop(server: psycopg.Connection, database: str) -> None:
    """Remove a database, whoever looks at it."""
    server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


def name() -> str:
    """The name of this site's database."""
    return str(settings.DATABASES["default"]["NAME"])
