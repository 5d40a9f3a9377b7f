"""The tables as this version of the code needs them."""

from pathlib import Path
from pkgutil import iter_modules

import click
from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from zhike.site.environment import text
from zhike.site.migrating import making_few_models

ONE_AT_A_TIME = 0x5A48494B  # any number, the same in every process
BEFORE = "_before_upgrade"  # ends the name of the copy that an upgrade keeps until it has worked


def bring_up_to_date() -> None:
    """Migrate an embedded database that is behind; an external one is its operator's to migrate, so refuse there."""
    refuse_half_upgraded()
    if not is_behind():
        return
    if text("ZHIKE_DATABASE_URL"):
        raise click.ClickException("The database is behind this version. Run bin/zhike migrate first.")
    migrate(verbosity=0)


def refuse_half_upgraded() -> None:
    """Nothing is served from, or written to, a database whose upgrade was cut short."""
    if is_half_upgraded():
        raise click.ClickException("An upgrade was cut short. Run bin/zhike upgrade; it begins again from before.")


def is_half_upgraded() -> bool:
    """Whether the copy of an upgrade is still there."""
    with connection.cursor() as cursor:
        cursor.execute("select from pg_database where datname = current_database() || %s", [BEFORE])
        return cursor.fetchone() is not None


def migrate(*, verbosity: int) -> None:
    """Run the migrations that have not run here. Of several commands at once the others wait and find none."""
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '5min'")
        cursor.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            with making_few_models():
                call_command("migrate", interactive=False, verbosity=verbosity)
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [ONE_AT_A_TIME])


def is_behind() -> bool:
    """Whether a migration of this version has not run here. They are loaded only where a name is new."""
    ran = MigrationRecorder(connection).applied_migrations()
    if all((app.label, one.name) in ran for app in apps.get_app_configs() for one in iter_modules(_migrations(app))):
        return False
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrations(app: AppConfig) -> list[str]:
    return [str(Path(app.path) / "migrations")]
