"""The embedded PostgreSQL of a data directory, shared by every process that uses it.

Each user holds a shared lock on one file for as long as it lives; the kernel drops it however the process
ends, so a killed process is never counted. Whoever leaves tries to turn its own lock into an exclusive one:
that works only for the last, and the last one stops the server. Coming and going happen behind a second lock,
one at a time.
"""

import fcntl
import hashlib
import os
import shlex
import shutil
import signal
import socket
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

import psutil
import psycopg
from psycopg.conninfo import make_conninfo

from zhike.postgres.programs import OWNER, ClusterProblem, give, owner, prepare_owner, run

DATABASE = "zhike"
PATIENCE = 300  # seconds for a start; recovery after a crash may take minutes
LONGEST_SOCKET_PATH = 103  # bytes: what macOS allows; Linux allows 107
SOCKET_NAME = ".s.PGSQL.5432"

SETTINGS = MappingProxyType(
    {
        "synchronous_commit": "on",
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        # A backup takes its digests in a snapshot that lies at one exact place of the log.
        "wal_level": "logical",
        # Statements carry names and telephone numbers; the server's log must not.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
)
MEGABYTE = 2**20


def memory_settings(machine: int) -> dict[str, str]:
    """What the server takes of a machine with so much memory (bytes): an eighth for its pages, from 128 MB to 1 GB.

    PostgreSQL's own choice of 128 MB makes it ask the system for every second page of a million customers.
    """
    pages = min(max(machine // 8, 128 * MEGABYTE), 1024 * MEGABYTE) // MEGABYTE
    return {
        "shared_buffers": f"{pages}MB",
        "effective_cache_size": f"{machine // 2 // MEGABYTE}MB",
        "work_mem": "16MB",
        "max_wal_size": "4GB",
    }


# For a cluster that is thrown away: a crash may lose it.
THROWAWAY = MappingProxyType({"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"})


@contextmanager
def running(data_dir: Path, *, settings: Mapping[str, str] = SETTINGS) -> Iterator[None]:
    """Keep the PostgreSQL of `data_dir` running while the block runs. The last one out stops it."""
    make_data_dir(data_dir)
    with (data_dir / "postgres.users").open("a") as users:
        os.register_at_fork(after_in_child=users.close)  # a forked child would share our lock, and keep it
        try:
            with gate(data_dir):
                fcntl.flock(users, fcntl.LOCK_SH)
                start(data_dir, {**SETTINGS, **memory_settings(psutil.virtual_memory().total), **settings})
            yield
        finally:
            with gate(data_dir):
                if is_last(users.fileno()):
                    stop(data_dir)


def revive(data_dir: Path, *, settings: Mapping[str, str] = SETTINGS) -> bool:
    """Start the server again where it ended though it is in use. Whether it had."""
    if postmaster(data_dir / "postgres") or not (data_dir / "postgres" / "PG_VERSION").exists():
        return False
    with gate(data_dir):
        if is_dead := postmaster(data_dir / "postgres") is None:
            start(data_dir, {**SETTINGS, **memory_settings(psutil.virtual_memory().total), **settings})
    return is_dead


def make_data_dir(data_dir: Path) -> None:
    """Uploads and keys live here: other accounts stay out, but the server's own account may pass through."""
    if not data_dir.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        data_dir.chmod(0o711 if os.geteuid() == 0 else 0o700)


@contextmanager
def gate(data_dir: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with (data_dir / "postgres.gate").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_last(users: int) -> bool:
    """Whether no other process holds the users' lock."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def start(data_dir: Path, settings: Mapping[str, str]) -> None:
    """Make the cluster where there is none, start it where it does not run, wait until it answers."""
    cluster = data_dir / "postgres"
    prepare_owner(data_dir)
    if not (cluster / "PG_VERSION").exists():
        create(cluster)
    if cluster.stat().st_uid != owner().pw_uid:
        raise ClusterProblem(f"{cluster} belongs to another account; use that one, or another --data-dir.")
    if not is_listening(data_dir) and postmaster(cluster) is None:
        launch(data_dir, settings)
    wait_until_ready(data_dir)


def create(cluster: Path) -> None:
    """Make an empty cluster beside its place and move it when complete: nothing half-made is ever found."""
    unfinished = cluster.with_name("postgres.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    give(unfinished)
    # Code-point order and Unicode character classes, the same everywhere; names are sorted by a stored key.
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
    trust = ("--auth-local=trust", "--auth-host=reject")  # only the owner can reach the socket
    result = run("initdb", "-D", unfinished, "-U", OWNER, "-k", *locale, *trust, folder=unfinished)
    if result.returncode:
        raise ClusterProblem(f"PostgreSQL could not make its files in {cluster}:\n{result.stdout}")
    unfinished.rename(cluster)


def launch(data_dir: Path, settings: Mapping[str, str]) -> None:
    """Start the server. Whether it came up is seen by asking it."""
    cluster = data_dir / "postgres"
    forget_reused_number(cluster / "postmaster.pid")
    make_socket_folder(data_dir)
    choices = {**settings, "unix_socket_directories": str(socket_folder(data_dir))}
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in choices.items())
    log = cluster / "server.log"
    run("pg_ctl", "start", "-w", "-t", PATIENCE, "-D", cluster, "-l", log, "-o", options, folder=cluster)


def forget_reused_number(file: Path) -> None:
    """After a crash the recorded process number may be any program's, and the server would wait for it."""
    number = recorded_number(file)
    if number and psutil.pid_exists(number) and psutil.Process(number).name() != "postgres":
        file.unlink()


def wait_until_ready(data_dir: Path) -> None:
    """Return when the database answers; a server that another process has begun to start is waited for."""
    cluster = data_dir / "postgres"
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return ensure_database(data_dir)
        except psycopg.OperationalError as error:
            if postmaster(cluster) is None or time.monotonic() > deadline:
                log = last_lines(cluster / "server.log")
                raise ClusterProblem(f"PostgreSQL did not start: {error}\n{log}") from error
            time.sleep(0.05)


def ensure_database(data_dir: Path) -> None:
    """Create the database in a new cluster."""
    host = str(socket_folder(data_dir))
    with psycopg.connect(host=host, user=OWNER, dbname="postgres", connect_timeout=5, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def stop(data_dir: Path) -> None:
    """Stop the server, gently if it lets us: what was committed is safe either way."""
    cluster = data_dir / "postgres"
    for farewell in (signal.SIGINT, signal.SIGQUIT):  # what PostgreSQL calls a fast and an immediate shutdown
        server = postmaster(cluster)
        deadline = time.monotonic() + 30
        with suppress(psutil.NoSuchProcess):
            if server:
                server.send_signal(farewell)
        while postmaster(cluster) and time.monotonic() < deadline:
            time.sleep(0.02)
    if socket_folder(data_dir) != cluster:
        shutil.rmtree(socket_folder(data_dir), ignore_errors=True)


def is_listening(data_dir: Path) -> bool:
    """Whether anything accepts connections where the server would."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.fsencode(socket_folder(data_dir) / SOCKET_NAME))
        except OSError:
            return False
    return True


def postmaster(cluster: Path) -> psutil.Process | None:
    """The running server of this cluster."""
    number = recorded_number(cluster / "postmaster.pid")
    try:
        process = psutil.Process(number) if number else None
        return process if process and str(cluster) in process.cmdline() else None
    except psutil.Error:
        return None


def recorded_number(file: Path) -> int | None:
    """The process number in a postmaster.pid file."""
    try:
        return int(file.read_text().split("\n")[0])
    except (FileNotFoundError, ValueError):
        return None


def socket_folder(data_dir: Path) -> Path:
    """Where the server listens: in its own folder, or in /tmp where that path is too long for a socket."""
    cluster = data_dir / "postgres"
    if len(os.fsencode(cluster / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return cluster
    return Path("/tmp") / f"zhike-{hashlib.sha256(os.fsencode(cluster)).hexdigest()[:16]}"  # noqa: S108


def make_socket_folder(data_dir: Path) -> None:
    """Only the owner may enter; a folder that somebody else put there first is refused."""
    folder = socket_folder(data_dir)
    if folder == data_dir / "postgres":
        return
    if not folder.exists():
        folder.mkdir(mode=0o700)
        give(folder)
    status = folder.lstat()
    if status.st_uid != owner().pw_uid or not stat.S_ISDIR(status.st_mode) or status.st_mode & 0o077:
        raise ClusterProblem(f"{folder} is not ours; remove it, or choose a --data-dir with a shorter path.")


def embedded_address(data_dir: Path) -> str:
    """The address of the PostgreSQL that belongs to a data directory, running or not."""
    return make_conninfo(host=str(socket_folder(data_dir)), user=OWNER, dbname=DATABASE)


def last_lines(log: Path) -> str:
    """The end of the server's log, for a person to read."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-10:]) if log.exists() else ""
