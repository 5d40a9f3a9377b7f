"""Five helpers through which the settings read the environment, and a check for misspelt names."""

import os
from collections.abc import Sequence
from pathlib import Path

KNOWN = {
    "ZHIKE_DATA_DIR": "where the database, uploads and the warehouse live",
    "ZHIKE_DATABASE_URL": "an external PostgreSQL, version 15 or later",
    "ZHIKE_TEST_DATABASE_URL": "the PostgreSQL server the tests run on",
    "ZHIKE_SECRET_KEY": "the signing key, where several machines must share one",
    "ZHIKE_HOSTS": "host names the site answers to, separated by commas",
    "ZHIKE_HTTPS": "1 behind a proxy that terminates HTTPS",
    "ZHIKE_FIRM": "the name of the firm, shown beside the name of the system",
    "ZHIKE_CURRENCY": "the currency of amounts that name none, such as CNY",
    "ZHIKE_WEBHOOK_NETWORKS": "private networks that webhooks may reach, separated by commas",
    "ZHIKE_URL": "the address people open, such as https://crm.example.com, for links in mails",
    "ZHIKE_SMTP_URL": "where mails to staff leave, such as smtp://user:password@host:587/?from=crm@example.com",
    "ZHIKE_TRACE_WITNESS": "the mail address that is sent checkpoints of the trace, best at another house",
    "ZHIKE_FILE_MB": "the most megabytes of a file attached to a record, 25 unless set",
    "ZHIKE_KEY_FILE": "the file with the root key, which opens what is sealed; best on another disk",
    "ZHIKE_LOG": "json for one object a line, plain for people at a terminal, as it is unless set",
    "ZHIKE_METRICS_TOKEN": "who may see /metrics from elsewhere: whoever sends this as a bearer token",
    "ZHIKE_SPARK": "where Spark computes in place of DuckDB: local[*], spark://host:7077 or sc://host:15002",
    "ZHIKE_SPARK_MEMORY": "what a Spark that is started here may take, such as 4g; Spark's own 1 GB unless set",
    "ZHIKE_SPARK_PARTITIONS": "in how many parts Spark works, 8 unless set; about three for each core of the cluster",
    "ZHIKE_BACKUP_DIR": "where backups are kept; best on another disk",
    "ZHIKE_BACKUP_KEYS": "public keys that backups are sealed to, in place of the file backup_keys",
    "ZHIKE_BACKUP_KEEP": "how many daily, weekly and monthly backups stay, 7,4,12 unless set",
    "ZHIKE_IDLE_MINUTES": "how long a session lasts without being used, 60 unless set",
    "ZHIKE_SESSION_HOURS": "how long a session lasts at all, 12 unless set",
    "ZHIKE_PROXIES": "how many proxies stand in front and name the address they were asked from, 0 unless set",
    "ZHIKE_OIDC": "OpenID Connect providers, such as https://login.example.com/?client_id=…&secret=…&name=…",
    "ZHIKE_SECOND_FACTOR": "the least role that needs a second factor: staff, manager, admin (unless set) or nobody",
    "ZHIKE_DEMO": "1 for the demonstration: the sign-in page tells who may enter",
    "ZHIKE_PROCESS": "web inside a web worker; decides the time-outs of its database connections",
    "ZHIKE_PARENT": "the process a child process must not outlive",
    "ZHIKE_PYTHON": "the interpreter bin/ makes its environment from",
}


class EnvironmentProblem(Exception):
    """The environment says something the system cannot run with; the message tells what to change."""


def text(name: str, default: str = "") -> str:
    """The variable as it stands, or the default where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """True for 1, false for 0 or nothing; anything else is a mistake worth stopping for."""
    value = text(name, "0")
    if value not in ("0", "1"):
        raise EnvironmentProblem(f"{name} must be 1 or 0, not {value!r}.")
    return value == "1"


def number(name: str, default: int) -> int:
    """A whole number that is not negative."""
    value = text(name, str(default))
    if not value.isdecimal():
        raise EnvironmentProblem(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def one_of(name: str, words: Sequence[str], *, default: str) -> str:
    """One of some words."""
    value = text(name, default)
    if value not in words:
        raise EnvironmentProblem(f"{name} must be one of {', '.join(words)}, not {value!r}.")
    return value


def folder(name: str, default: Path) -> Path:
    """An absolute folder name; a relative one counts from where the command was started."""
    return Path(text(name, str(default))).expanduser().resolve()


def key_beside(data_dir: Path) -> Path:
    """Where the root key is that belongs to a data directory: not in it, or whoever takes it away has both."""
    return data_dir.parent / f"{data_dir.name}-keys" / "root"


def apart(file: Path, *, folders: Sequence[Path]) -> Path:
    """The file of the root key. Raises EnvironmentProblem where it lies in a folder that travels with what it opens."""
    for one in folders:
        if file.is_relative_to(one):
            raise EnvironmentProblem(
                f"The key file {file} lies in {one}, and whoever takes that away has both the key and what it opens. "
                f"Move it to a folder of its own, such as {key_beside(folders[0])}, and name that place in "
                "ZHIKE_KEY_FILE."
            )
    return file


def check_names() -> None:
    """Stop at a variable that looks like ours and is not: a misspelt setting would silently do nothing."""
    unknown = sorted(name for name in os.environ if name.startswith("ZHIKE_") and name not in KNOWN)
    if unknown:
        raise EnvironmentProblem(f"Unknown setting {', '.join(unknown)}. Known: {', '.join(KNOWN)}.")
