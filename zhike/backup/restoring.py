"""Restoring into an empty folder: everything is checked and rebuilt beside it, and put in its place whole."""

import fcntl
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pyrage.x25519 import Identity

from zhike.backup import logs, streams
from zhike.backup.digests import Digest
from zhike.backup.making import CONTENTS, FILES
from zhike.backup.problem import (
    DAMAGED,
    INCOMPLETE,
    NO_BACKUP,
    NOT_THERE,
    OTHER_FILE,
    OTHER_MAJOR,
    PROGRAM_FAILED,
    BackupProblem,
)
from zhike.backup.sealing import Part, opened
from zhike.backup.shelf import BASE, Manifest, Shelf, is_whole
from zhike.backup.taking import BASE_FILE, DUMP_FILE, LOG_FILE
from zhike.postgres import cluster
from zhike.postgres.programs import ClusterProblem, major, owner, prepare_owner, programs

LOG = "log.restored"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Contents:
    """What a backup holds, as it was written down when it was made."""

    tables: dict[str, Digest]
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Restored:
    """What was restored, and in how many seconds."""

    manifest: Manifest
    contents: Contents
    seconds: float


@dataclass(frozen=True)
class Exactly:
    """The state of the backup itself."""

    def chosen(self, shelf: Shelf) -> Manifest:
        """The latest backup; where that is damaged nobody should be given an older one unasked."""
        return shelf.manifest(newest(shelf.names()))


@dataclass(frozen=True)
class Named(Exactly):
    """The state of one backup."""

    name: str

    def chosen(self, shelf: Shelf) -> Manifest:
        """That one."""
        if self.name not in shelf.names():
            raise BackupProblem(NOT_THERE, name=self.name, folder=shelf.folder)
        return shelf.manifest(self.name)


@dataclass(frozen=True)
class Until:
    """The state at a moment; without one, the last that the log knows."""

    moment: datetime | None = None

    def chosen(self, shelf: Shelf) -> Manifest:
        """The latest backup that was made by then."""
        found = [one for one in shelf.readable() if self.moment is None or one.at <= self.moment]
        return newest(found)


def newest(found: list[Any]) -> Any:
    """The first of a list that is sorted so."""
    if not found:
        raise BackupProblem(NO_BACKUP)
    return found[0]


def restore(shelf: Shelf, into: Path, *, key: Identity, state: Exactly | Until, tell: Tell) -> Restored:
    """Rebuild a data directory in a folder that is empty or not there; until it is whole, nothing stands there."""
    began = time.monotonic()
    manifest = state.chosen(shelf)
    refuse_unless_empty(into)
    refuse_unless_possible(manifest, state)
    tell(f"Checking backup {manifest.name} ({manifest.size / 2**20:,.1f} MB)")
    if wrong := shelf.damaged(manifest.name):
        raise BackupProblem(DAMAGED, name=manifest.name, parts=", ".join(wrong))
    backup = shelf.folder / manifest.name
    contents = read_contents(backup, key)
    with beside(into) as work:
        tell("Rebuilding the database")
        rebuild(manifest, shelf, work, key, state)
        tell(f"Unpacking {manifest.files:,} files")
        bring_files(backup, work / "uploads", contents, key)
        work.rename(into)
    return Restored(manifest, contents, time.monotonic() - began)


def refuse_unless_empty(into: Path) -> None:
    """A folder with anything in it is somebody's."""
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise BackupProblem(f"{into} is not empty; restore into a new folder, so that nothing is overwritten.")


def refuse_unless_possible(manifest: Manifest, state: Exactly | Until) -> None:
    """The files of a cluster are read by the PostgreSQL that wrote them; a dump knows one moment only."""
    if manifest.kind == BASE and manifest.postgres.split(".")[0] != major():
        raise BackupProblem(OTHER_MAJOR, name=manifest.name, version=manifest.postgres)
    if manifest.kind != BASE and isinstance(state, Until) and state.moment:
        raise BackupProblem("These backups are dumps without a log: choose one of them with --backup instead of --to.")


def read_contents(backup: Path, key: Identity) -> Contents:
    """The sealed list of a backup; a wrong key shows here, before anything is done."""
    with opened(backup / CONTENTS, key=key) as sealed:
        listed = json.load(streams.unzipped(sealed))
    tables = {name: Digest(*counted) for name, counted in listed["tables"].items()}
    return Contents(tables, {name: (size, sha256) for name, (size, sha256) in listed["files"].items()})


@contextmanager
def beside(into: Path) -> Iterator[Path]:
    """An empty folder next to the place, for one restore at a time; what a killed one left is cleared away."""
    work = into.with_name(f"{into.name}.restoring")
    into.parent.mkdir(parents=True, exist_ok=True)
    with work.with_name(f".{work.name}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupProblem(f"Another restore into {into} is running; wait until it has ended.") from error
        try:
            clear(work)
            cluster.make_data_dir(work)
            yield work
        finally:
            clear(work)
            os.unlink(lock.name)


def clear(work: Path) -> None:
    """Stop a server that still runs there, and remove the folder."""
    if (work / "postgres").exists():
        cluster.stop(work)
    shutil.rmtree(work, ignore_errors=True)


def rebuild(manifest: Manifest, shelf: Shelf, work: Path, key: Identity, state: Exactly | Until) -> None:
    """The database of a backup in a cluster of its own, stopped when this returns."""
    backup = shelf.folder / manifest.name
    try:
        if manifest.kind == BASE:
            unpack_base(backup, work, key)
            replay(manifest, shelf, work, key, state)
        else:
            load_dump(backup / DUMP_FILE, work, key)
    except ClusterProblem as problem:
        raise BackupProblem(why(problem)) from problem


def unpack_base(backup: Path, work: Path, key: Identity) -> None:
    """The files of the cluster, each compared with PostgreSQL's own list."""
    prepare_owner(work)
    place = work / "postgres"
    place.mkdir(mode=0o700)
    with opened(backup / BASE_FILE, key=key) as sealed:
        streams.unpack(sealed, place)
    if wrong := [name for name, file in listed(place) if not is_whole(place / name, file)]:
        raise BackupProblem(INCOMPLETE, names=", ".join(wrong[:5]))
    for left in place.glob(f"{cluster.SOCKET_NAME}*"):
        left.unlink()  # belongs to the server that was copied


def listed(place: Path) -> Iterator[tuple[str, Part]]:
    """PostgreSQL's own list of what it handed over, with sizes and hashes; pg_verifybackup is not in every build."""
    for entry in json.loads((place / "backup_manifest").read_bytes())["Files"]:
        name = entry["Path"] if "Path" in entry else os.fsdecode(bytes.fromhex(entry["Encoded-Path"]))
        yield name, Part(name, entry["Size"], entry["Checksum"])


def replay(manifest: Manifest, shelf: Shelf, work: Path, key: Identity, state: Exactly | Until) -> None:
    """Run the log up to the state that is asked for."""
    log = work / LOG
    log.mkdir(mode=0o700)
    with opened(shelf.folder / manifest.name / LOG_FILE, key=key) as sealed:
        streams.unpack(sealed, log)
    if isinstance(state, Until):
        damaged = logs.bring_back(shelf.folder, log, since=manifest.first, key=key)
        if damaged and state.moment is None:
            raise BackupProblem(f"The log segment {damaged} is damaged. Name a moment before it with --to.")
    (work / "postgres" / "recovery.signal").touch()
    hand_over(work / "postgres", log)
    with cluster.running(work, settings={**target(manifest, state), **reading(log)}):
        pass
    shutil.rmtree(log)


def target(manifest: Manifest, state: Exactly | Until) -> Mapping[str, str]:
    """How far to run the log, in PostgreSQL's words."""
    if isinstance(state, Exactly):
        line = {"recovery_target_lsn": manifest.until, "recovery_target_inclusive": "off"}
        return {**line, "recovery_target_timeline": "current", "recovery_target_action": "promote"}
    if state.moment:
        return {"recovery_target_time": state.moment.isoformat(), "recovery_target_action": "promote"}
    return {}


def reading(log: Path) -> Mapping[str, str]:
    """Where the log is read from. Nobody is let in before it has been run."""
    place = str(log).replace("%", "%%").replace("'", "'\\''")
    return {"restore_command": f"cp '{place}'/%f %p", "hot_standby": "off", "archive_mode": "off"}


def hand_over(*folders: Path) -> None:
    """Under root: give what was unpacked to the account that runs the server."""
    if os.geteuid() == 0:
        account = owner()
        for folder in folders:
            for file in (folder, *folder.rglob("*")):
                os.chown(file, account.pw_uid, account.pw_gid, follow_symlinks=False)


def load_dump(file: Path, work: Path, key: Identity) -> None:
    """A dump, into an empty database."""
    with cluster.running(work), opened(file, key=key) as dump:
        address = cluster.embedded_address(work)
        command = [str(programs() / "pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "-d", address]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdin is not None, "it was asked for"
            with suppress(BrokenPipeError):
                shutil.copyfileobj(dump, process.stdin, 1 << 20)
            _nothing, said = process.communicate()
        if process.returncode:
            words = said.decode(errors="replace").strip()[-500:]
            raise BackupProblem(PROGRAM_FAILED, program="pg_restore", words=words)


def bring_files(backup: Path, into: Path, contents: Contents, key: Identity) -> None:
    """The uploaded files, each compared with its hash."""
    into.mkdir(mode=0o700)
    with opened(backup / FILES, key=key) as sealed:
        streams.unpack(sealed, into)
    for name, (size, sha256) in contents.files.items():
        if not is_whole(into / name, Part(name, size, sha256)):
            raise BackupProblem(OTHER_FILE, name=name)


def why(problem: ClusterProblem) -> str:
    """A log that ends too early is the one thing that people can mend."""
    if "recovery ended before configured recovery target" in str(problem):
        return "The kept log ends before that moment. Leave --to out to restore all that there is."
    return str(problem)
