"""An upgrade from the schema of the version before: it works, or it has not happened."""

import os

import psycopg
import pytest
from click import ClickException
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AlterModelTable,
    CreateModel,
    DeleteModel,
    RemoveField,
    RenameField,
    RenameModel,
    SeparateDatabaseAndState,
)
from psycopg.conninfo import make_conninfo

from zhike.backup.sealing import make_key
from zhike.postgres.cluster import embedded_address, running
from zhike.site import upgrading
from zhike.site.tests.processes import alive, python, zhike

# The last migrations of the version that people have; they are set anew when a version goes out.
LANDED = {
    "catalog": "0001_initial",
    "customers": "0003_fields_people_add",
    "insight": "0001_initial",
    "kit": "0011_bulk",
    "notices": "0001_notices",
    "sales": "0003_boards",
    "work": "0003_boards",
}
# What was plain may not stay behind beside what is sealed, so the version before does not run on these tables (ADR 34).
AT_ONCE = {("customers", "0007_nothing_in_plain"), ("notices", "0003_sealed_addresses")}
MAKE = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "zhike.site.settings"
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from zhike.site.cli.frame import database
with database():
    for target in sys.argv[1:]:
        call_command("migrate", *target.split("."), verbosity=0)
    for app in ("procrastinate", "sessions", "auth"):
        call_command("migrate", app, verbosity=0)
    executor = MigrationExecutor(connection)
    apps = executor.loader.project_state([key for key in executor.loader.applied_migrations if key[0] == "kit"]).apps
    apps.get_model("kit", "Staff").objects.create(username="ana", name="安娜", role="admin")
    django.db.connections.close_all()
"""
BROKEN = {"DJANGO_SETTINGS_MODULE": "zhike.site.tests.broken.settings"}


@pytest.fixture(scope="module")
def landed(module_path):
    """A data directory as the version before left it, with a key for backups."""
    folder = module_path / "data"
    targets = [f"{app}.{name}" for app, name in LANDED.items()]
    with python("-c", MAKE, *targets, environment={"ZHIKE_DATA_DIR": str(folder)}) as process:
        output, _nothing = process.communicate(timeout=200)
    assert process.returncode == 0, output
    (folder / "backup_keys").write_text(make_key(module_path / "private.key"))
    yield folder
    assert alive(folder) == []


def say(*arguments, status=0, **options):
    with zhike(*arguments, **options) as process:
        output, _nothing = process.communicate(timeout=200)
    assert process.returncode == status, output
    return output


def asked(data_dir, statement, database="zhike"):
    with running(data_dir), psycopg.connect(embedded_address(data_dir), dbname=database, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def state(data_dir):
    """Everything the database says of itself that an upgrade could change, and one row."""
    columns = "select table_name, column_name from information_schema.columns where table_schema = 'public'"
    return (
        sorted(asked(data_dir, columns)),
        sorted(asked(data_dir, "select app, name from django_migrations")),
        asked(data_dir, "select username, name from kit_staff where username = 'ana'"),
        asked(data_dir, "select datname from pg_database order by 1"),
    )


def test_since_the_version_before_migrations_only_add():
    """That version still runs on the tables of this one: what is no longer used goes with the next."""
    loader = MigrationLoader(None)
    landed = {name for app, last in LANDED.items() for name in loader.graph.forwards_plan((app, last))}
    new = [key for key in loader.graph.nodes if key not in landed | AT_ONCE and key[0] in ours()]

    made = {(key[0], op.name.lower()) for key in new for op in loader.graph.nodes[key].operations if is_made(op)}
    removing = [
        f"{'.'.join(key)}: {type(op).__name__}"
        for key in new
        for op in taken_away(loader.graph.nodes[key].operations)
        if (key[0], getattr(op, "model_name", "")) not in made
    ]

    assert removing == []


def ours():
    return {config.label for config in apps.get_app_configs() if config.name.startswith("zhike.")}


def taken_away(operations):
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from taken_away(operation.database_operations)
        elif isinstance(operation, DeleteModel | RemoveField | RenameField | RenameModel | AlterModelTable):
            yield operation


def is_made(operation):
    """A table that the version before does not have may still change as it likes."""
    return isinstance(operation, CreateModel)


def test_an_upgrade_that_fails_has_not_happened(landed):
    before = state(landed)

    output = say("upgrade", "--data-dir", landed, status=1, environment=BROKEN)

    plan = next(line for line in output.splitlines() if line.startswith("Migrating: "))
    assert {"backup.0001_backups", "broken.0001_begins", "broken.0002_breaks"} <= {*plan[11:].split(", ")}
    assert "The upgrade failed and was taken back; the database is as it was." in output
    assert "division by zero" in output
    assert "Traceback" not in output
    assert state(landed) == before
    assert len(os.listdir(landed / "backups")) >= 2  # a backup and the lock


def test_from_a_cut_short_one_and_the_version_before_to_this_one(landed):
    asked(landed, "create database zhike_before_upgrade template zhike", database="postgres")
    asked(landed, "drop table kit_token cascade")
    assert "An upgrade was cut short. Run bin/zhike upgrade" in say("serve", "--data-dir", landed, status=1)

    output = say("upgrade", "--data-dir", landed)

    assert output.startswith("An earlier upgrade was cut short; putting the database back as it was before")
    assert output.splitlines()[-1] == "Upgraded. Start the site."
    assert asked(landed, "select username, name from kit_staff where username = 'ana'") == [("ana", "安娜")]
    assert asked(landed, "select datname from pg_database where datname like 'zhike%'") == [("zhike",)]
    assert asked(landed, "select count(*) from backup_backup where trouble = ''") == [(1,)]
    asked(landed, "insert into django_migrations (app, name, applied) values ('kit', '9999_later', now())")
    newer = say("upgrade", "--data-dir", landed, status=1)
    assert "A newer version has used this database (kit.9999_later)." in newer


@pytest.mark.django_db(transaction=True)
def test_nobody_may_be_connected(monkeypatch, settings):
    monkeypatch.setattr(upgrading, "PATIENCE", 0)

    with psycopg.connect(settings.DATABASE_ADDRESS, autocommit=True) as server:
        # Threads of tests before this one may have left theirs open.
        left = "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = %s"
        server.execute(left, [upgrading.name()])
        with (
            psycopg.connect(make_conninfo(settings.DATABASE_ADDRESS, dbname=upgrading.name())),
            pytest.raises(ClickException, match="1 sessions use the database. Stop the site and its workers first."),
        ):
            upgrading.refuse_while_in_use(server)
