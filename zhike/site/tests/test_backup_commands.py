"""Backup, drill and restore as an operator runs them."""

import gzip

import psycopg
import pytest

from tests.ready_made import own_data_dir
from zhike.backup.sealing import make_key, opened, read_identity
from zhike.postgres.cluster import embedded_address, running
from zhike.site.tests.processes import alive, zhike


def say(*arguments, status=0, **options):
    with zhike(*arguments, **options) as process:
        output, _nothing = process.communicate(timeout=200)
    assert process.returncode == status, output
    return output


@pytest.fixture(scope="module")
def data_dir(module_path):
    """A site with one person, and the key of its backups outside."""
    folder = module_path / "data"
    own_data_dir(folder)
    say("backup-key", module_path / "private.key", "--data-dir", folder)
    say("createuser", "ana", "--name", "安娜", "--data-dir", folder)
    yield folder
    assert alive(folder) == []


@pytest.fixture(scope="module")
def backup(data_dir):
    """What the command says that made one."""
    return say("backup", "--data-dir", data_dir)


def test_the_private_key_may_not_lie_beside_what_it_opens(module_path, data_dir):
    output = say("backup-key", data_dir / "private.key", "--data-dir", data_dir, status=1)

    assert "must not lie beside what it opens" in output
    assert (data_dir / "backup_keys").read_text().count("age1") == 1


def test_a_backup_is_drilled_and_restored_into_a_site_that_works(module_path, data_dir, backup):
    key = ("--key", module_path / "private.key", "--data-dir", data_dir)
    drilled = say("drill", *key)
    restored = say("restore", "--into", module_path / "again", *key)

    assert " rows of " in backup
    assert "holds what it held: digests equal in " in drilled
    assert "bin/zhike serve --data-dir" in restored
    assert f"{module_path / 'again-keys' / 'root'}" in restored
    assert "All tables can be read, and the sign-in page answers." in say("health", "--data-dir", module_path / "again")
    assert asked(module_path / "again", "select username from kit_staff where username = 'ana'") == [("ana",)]
    assert asked(data_dir, "select rows = (select rows from backup_drill), differences, trouble from backup_drill") == [
        (True, {}, "")
    ]
    verbs = asked(data_dir, "select verb, door from kit_trace where verb like 'backup.%' order by id")
    assert verbs == [("backup.made", "command"), ("backup.drilled", "command")]


def test_the_root_key_is_in_no_backup(module_path, data_dir, backup):
    """What it wraps is there: so a backup and its private key, without the root key, tell no number."""
    root = (module_path / "data-keys" / "root").read_bytes()
    wrapped = [bytes(key) for (key,) in asked(data_dir, "select wrapped from vault_key")]

    parts = sorted((data_dir / "backups").rglob("*.age"))
    held = b"".join(in_plain(part, module_path / "private.key") for part in parts)

    assert len(wrapped) == 2
    assert [key in held for key in wrapped] == [True, True]
    assert root.strip() not in held
    assert bytes.fromhex(root.decode()) not in held


def in_plain(part, private_key):
    with opened(part, key=read_identity(private_key)) as plain:
        content = plain.read()
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def test_a_wrong_key_is_a_sentence_and_a_drill_that_failed(module_path, data_dir, backup):
    make_key(module_path / "other.key")

    output = say("drill", "--key", module_path / "other.key", "--data-dir", data_dir, status=1)

    assert "This key does not open the backup" in output
    assert "Traceback" not in output
    assert asked(data_dir, "select count(*) from backup_drill where trouble <> ''") == [(1,)]


def asked(folder, statement):
    with running(folder), psycopg.connect(embedded_address(folder)) as connection:
        return connection.execute(statement).fetchall()
