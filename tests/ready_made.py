"""What many tests begin with is made by the first that needs it and copied for the others, of whichever worker."""

import fcntl
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from tests.database import FIRM, READY
from zhike.kit.access.models import Staff
from zhike.kit.testing.observing import forget_what_is_committed
from zhike.site import demo
from zhike.site.migrating import making_few_models
from zhike.site.tests.processes import zhike

FIRM_AS_OF = date(2026, 11, 20)


@contextmanager
def own_database(worker: str) -> Iterator[None]:
    """A database of a worker's own, with all tables, in place of the one that the settings name."""
    named, own = connection.settings_dict["NAME"], f"test_zhike_{worker}"
    once("ready-database", _make_ready)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"drop database if exists {own} with (force)")
        cursor.execute(f"create database {own} template {READY}")
    _turn_to(own)
    _number_apart()
    yield
    _turn_to(named)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"drop database {own} with (force)")


@contextmanager
def firm_database() -> Iterator[None]:
    """The database with the demonstration firm and an administrator from before; what is written is taken back."""
    own = connection.settings_dict["NAME"]
    once("firm", _make_firm)
    _turn_to(FIRM)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    _turn_to(own)


def own_data_dir(place: Path) -> list[str]:
    """A data directory, and the keys beside it, as two commands `bin/zhike migrate` at once left it: what each said."""
    folder = Path(os.environ["ZHIKE_DATA_DIR"]) / "ready"
    once("ready-data-dir", lambda: _make_data_dir(folder / "data"))
    for part in ("data", "data-keys"):
        copied = place.with_name(place.name + part.removeprefix("data"))
        subprocess.run(["cp", "-a", folder / part, copied], check=True)
    said: list[str] = json.loads((folder / "said.json").read_text())
    return said


def once(name: str, make: Callable[[], None]) -> None:
    """Let one of the workers of a test run do something; the others wait until it is done."""
    folder = Path(os.environ["ZHIKE_DATA_DIR"])
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / f"{name}.done").exists():
            make()
            (folder / f"{name}.done").touch()


def _number_apart() -> None:
    """Begin every table's numbers elsewhere, so that no row is taken for one of another noun with the same number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select setval(quote_ident(sequencename)::regclass, 100000 * row_number() over (order by sequencename)) "
            "from pg_sequences where schemaname = 'public'"
        )


def _make_ready() -> None:
    named = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = READY
    with making_few_models():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    _turn_to(named)


def _make_firm() -> None:
    own = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"create database {FIRM} template {READY}")
    _turn_to(FIRM)
    before = Staff(username="admin", name="Before", role="admin")
    before.set_password("my own")
    before.save()
    demo.load(as_of=FIRM_AS_OF)
    _turn_to(own)


def _make_data_dir(data_dir: Path) -> None:
    data_dir.parent.mkdir(mode=0o711)
    command = ("migrate", "--data-dir", data_dir)
    with zhike(*command) as first, zhike(*command) as second:
        said = [process.communicate(timeout=200)[0] for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), said
    (data_dir.parent / "said.json").write_text(json.dumps(said))


def _turn_to(name: str) -> None:
    connection.close()
    forget_what_is_committed()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
