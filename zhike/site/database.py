"""Which PostgreSQL a process talks to, and how patient it is with it."""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from zhike.site.environment import EnvironmentProblem

SECOND = 1000  # PostgreSQL counts time-outs in milliseconds

# A page must answer or give up; a job or a command may take its time.
WEB = {
    "statement_timeout": 15 * SECOND,
    "lock_timeout": 3 * SECOND,
    "idle_in_transaction_session_timeout": 30 * SECOND,
    # A page asks for few rows: waking helpers for them costs more than they bring, and takes them from other pages.
    "max_parallel_workers_per_gather": 0,
}
PATIENT = {
    "statement_timeout": 300 * SECOND,
    "lock_timeout": 3 * SECOND,
    "idle_in_transaction_session_timeout": 600 * SECOND,
}

SEPARATE = ("dbname", "user", "password", "host", "port")  # what Django wants outside its OPTIONS

# How many connections one web process keeps; a page that finds none free within the time-out (seconds) fails.
POOL = {"min_size": 1, "max_size": 10, "timeout": 5}


def connection(address: str, *, process: str) -> dict[str, Any]:
    """Django's description of a connection.

    `address` is a libpq URL or conninfo string. `process` is "web" for pooled connections with short
    time-outs; anything else gets unpooled, patient ones.
    """
    parts = parse(address)
    limits = WEB if process == "web" else PATIENT
    options = {
        "connect_timeout": 5,
        "tcp_user_timeout": 5 * SECOND,
        "application_name": f"zhike {process}",
        **{key: value for key, value in parts.items() if key not in SEPARATE},
        "options": " ".join([parts.get("options", ""), *server_options(limits)]).strip(),
    }
    if process == "web":
        options["pool"] = POOL
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts["dbname"],
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_HEALTH_CHECKS": True,  # a pooled connection may have died with the server it led to
        "OPTIONS": options,
    }


def parse(address: str) -> dict[str, Any]:
    """The parts of an address, read by libpq itself so that everything it understands is understood here."""
    try:
        parts = conninfo_to_dict(address)
    except ProgrammingError as error:
        raise EnvironmentProblem(f"The database address cannot be read: {str(error).strip()}.") from error
    if not parts.get("dbname"):
        raise EnvironmentProblem("The database address names no database; end it with /zhike, for example.")
    return dict(parts)


def server_options(limits: dict[str, int]) -> list[str]:
    """Session settings as libpq passes them. A commit is on disk before it is reported, on any server."""
    settings = {"synchronous_commit": "on", **limits}
    return [f"-c {name}={value}" for name, value in settings.items()]
