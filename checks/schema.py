"""Migrating as this project does it (docs/adr/0056) makes the tables that Django's own way makes.

`python -m checks.schema` makes both on a server that is thrown away, and prints where `pg_dump` tells them apart.
"""

import difflib
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from zhike.postgres.cluster import THROWAWAY, running, socket_folder
from zhike.postgres.programs import OWNER, run
from zhike.site.migrating import making_few_models


def main() -> int:
    """Print the difference; 1 if there is one."""
    with tempfile.TemporaryDirectory(prefix="zhike-schema-") as place:
        folder = Path(place) / "data"
        os.environ["ZHIKE_DATA_DIR"] = str(folder)
        Path(place).chmod(0o711)  # the server may run as another account
        with running(folder, settings=THROWAWAY):
            django.setup()
            plain, ours = (made(folder, *way) for way in (("plain", nullcontext), ("ours", making_few_models)))
            connection.close()
    difference = differences(plain, ours)
    print(*difference, sep="\n", end="\n" if difference else "")
    return int(bool(difference))


def made(data_dir: Path, name: str, way: Callable[[], AbstractContextManager[None]]) -> str:
    """What pg_dump tells of a database of that name, migrated from nothing in one way."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"create database {name}")
    connection.close()
    connection.settings_dict["NAME"] = name
    with way():
        call_command("migrate", interactive=False, verbosity=0)
    host = socket_folder(data_dir)
    dump = run("pg_dump", "--schema-only", "--host", host, "--username", OWNER, name, folder=host)
    if dump.returncode:
        raise RuntimeError(dump.stdout)
    return dump.stdout


def differences(plain: str, ours: str) -> list[str]:
    """Where two dumps differ, but for the word that each of them is guarded by."""
    one, other = ([line for line in dump.splitlines() if "restrict " not in line] for dump in (plain, ours))
    return list(difflib.unified_diff(one, other, "Django's own", "this project's", lineterm="", n=2))


if __name__ == "__main__":
    sys.exit(main())
