"""Taking the database: the embedded one as a copy of its files with their log, any other as a dump."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any, Protocol

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from pyrage.x25519 import Recipient

from zhike.backup import streams
from zhike.backup.digests import Digest, digests
from zhike.backup.problem import LOG_GONE, OUTDATED, PROGRAM_FAILED, BackupProblem
from zhike.backup.sealing import Part, seal
from zhike.backup.shelf import BASE, DUMP
from zhike.postgres.cluster import embedded_address
from zhike.postgres.programs import programs

BASE_FILE, LOG_FILE, DUMP_FILE = "base.tar.gz.age", "log.tar.gz.age", "database.dump.age"
# Temporary slots go with the session that made them, however it ends.
HOLD = "select pg_create_physical_replication_slot('zhike_hold', true, true)"
HELD = "select restart_lsn::text from pg_replication_slots where slot_name = 'zhike_hold'"
SNAPSHOT = "CREATE_REPLICATION_SLOT zhike_snapshot TEMPORARY LOGICAL pgoutput (SNAPSHOT 'export')"
SEGMENTS = """
    with one as (select setting::bigint as size from pg_settings where name = 'wal_segment_size'), pg as (
        select floor(pg_wal_lsn_diff(%s, '0/0') / size)::bigint as low,
               floor((pg_wal_lsn_diff(%s, '0/0') - 1) / size)::bigint as high, size from one)
    select pg_walfile_name('0/0'::pg_lsn + number * size::numeric + 1) from pg, generate_series(low, high) as number
"""


@dataclass(frozen=True)
class Taken:
    """A database as it was at one moment: the parts that hold it, and what was in it."""

    kind: str
    at: datetime
    postgres: str
    digests: dict[str, Digest]
    parts: list[Part]
    first: str = ""
    until: str = ""


class Source(Protocol):
    """A database that can be taken."""

    def take(self, place: Path, *, keys: Sequence[Recipient]) -> Taken:
        """Write its parts to a folder, sealed."""


@dataclass(frozen=True)
class Embedded:
    """The running PostgreSQL of a data directory.

    The digests are those of a snapshot that PostgreSQL exports with its place in the log: what committed before that
    place is in it, what committed after is not. A restore that replays the log up to there must find the same rows,
    and nobody's writing is held up to know it.
    """

    data_dir: Path

    def take(self, place: Path, *, keys: Sequence[Recipient]) -> Taken:
        """The files, the log from their beginning to the snapshot, and the digests of the snapshot."""
        address = embedded_address(self.data_dir)
        with psycopg.connect(address, autocommit=True) as watcher:
            if value(watcher, "show wal_level") != "logical":
                raise BackupProblem(OUTDATED)
            watcher.execute("checkpoint")  # the log of the last minutes is in the files then
            value(watcher, HOLD)
            began = value(watcher, HELD)
            options = ("-D", "-", "-Ft", "-X", "none", "-c", "fast", "--manifest-checksums=SHA256")
            copied = output("pg_basebackup", address, *options)
            base = seal(streams.zipped(copied), place / BASE_FILE, keys=keys)
            with psycopg.connect(address, autocommit=True, replication="database") as exporter:
                created = exporter.execute(SNAPSHOT).fetchone()
                assert created is not None, "the command answers with one row"
                _slot, until, snapshot, _plugin = created
                at = value(watcher, "select clock_timestamp()")
                end = value(watcher, "select pg_create_restore_point('zhike backup')::text")
                found = within(address, snapshot)
            segments = [name for (name,) in watcher.execute(SEGMENTS, [began, end]).fetchall()]
            watcher.execute("select pg_switch_wal()")
            log = self.log(segments, place, keys)
            version = value(watcher, "show server_version")
        return Taken(BASE, at, version, found, [base, log], first=segments[0], until=until)

    def log(self, segments: Sequence[str], place: Path, keys: Sequence[Recipient]) -> Part:
        """Segments of the log as they lie in the cluster, held there by the session; and its earlier timelines."""
        folder = self.data_dir / "postgres" / "pg_wal"
        names = [*segments, *(file.name for file in folder.glob("*.history"))]
        files = [(name, folder / name) for name in names]
        if missing := [name for name, file in files if not file.exists()]:
            raise BackupProblem(LOG_GONE, name=missing[0])
        stream = streams.archive(files, seen=lambda _name, _size, _sha256: None)
        return seal(streams.zipped(stream), place / LOG_FILE, keys=keys)


@dataclass(frozen=True)
class External:
    """A PostgreSQL that somebody else runs: what one snapshot of it sees, by pg_dump."""

    address: str

    def take(self, place: Path, *, keys: Sequence[Recipient]) -> Taken:
        """A dump, and the digests of the same snapshot."""
        with psycopg.connect(self.address) as session:
            session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            session.execute("set idle_in_transaction_session_timeout = 0")  # while pg_dump is at work
            at = value(session, "select now()")
            snapshot = value(session, "select pg_export_snapshot()")
            options = ("--format=custom", "--compress=gzip:1", "--no-owner", "--no-privileges")
            dumped = output("pg_dump", self.address, *options, f"--snapshot={snapshot}")
            dump = seal(dumped, place / DUMP_FILE, keys=keys)
            return Taken(DUMP, at, value(session, "show server_version"), digests(session), [dump])


def within(address: str, snapshot: str) -> dict[str, Digest]:
    """The digests of an exported snapshot."""
    with psycopg.connect(address) as session:
        session.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        session.read_only = True
        session.execute(psycopg.sql.SQL("set transaction snapshot {}").format(snapshot))
        return digests(session)


def value(session: psycopg.Connection, statement: str, *arguments: object) -> Any:
    """The one value a statement answers with."""
    row = session.execute(statement, arguments).fetchone()
    assert row is not None, "these statements answer"
    return row[0]


def output(program: str, address: str, *arguments: str) -> Iterator[bytes]:
    """What one of PostgreSQL's programs writes, piece by piece; its failure is raised at the end."""
    with child(program, address, *arguments) as process:
        assert process.stdout is not None, "it was asked for"
        yield from streams.pieces_of(process.stdout)


@contextmanager
def child(program: str, address: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's programs, ended with the block. Its arguments can be seen by all, so no password is there."""
    parts: dict[str, Any] = dict(conninfo_to_dict(address))
    password = {"PGPASSWORD": str(parts.pop("password"))} if "password" in parts else {}
    command = [str(programs() / program), "--no-password", "-d", make_conninfo(**parts), *arguments]
    environment = {**os.environ, **password}
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=errors, env=environment) as process,
    ):
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        if process.wait():
            errors.seek(0)
            last = (errors.read().decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]
            raise BackupProblem(PROGRAM_FAILED, program=program, words=last)
