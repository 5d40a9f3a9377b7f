"""What the log may say: what happened, to which request or job, for which account; never what a row holds."""

import json
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import psycopg

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
Facts = dict[str, Any]
FRAMES = 20  # the innermost of a traceback
_about: ContextVar[Callable[[], Facts]] = ContextVar("about", default=dict)


class PlainFormatter(logging.Formatter):
    """Lines for people at a terminal, without the row values PostgreSQL adds to an error as its DETAIL."""

    def formatException(self, exc_info: ExceptionInfo) -> str:  # noqa: N802 - the name is logging's
        """The traceback, row values left out."""
        lines = super().formatException(exc_info).splitlines()
        return "\n".join(line for line in lines if not line.startswith("DETAIL:"))


class JsonFormatter(logging.Formatter):
    """One JSON object a line. Values are written only from our own messages, which name rows by number.

    Libraries put addresses, arguments and rows into theirs, and exceptions carry what they stumbled over: of those only
    the fixed words, the class and the way through the code are told.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        told: Facts = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": said(record),
            **_about.get()(),
            **getattr(record, "facts", {}),
            **queued(record),
        }
        if record.exc_info and record.exc_info[1]:
            told["error"] = error_facts(record.exc_info[1])
        return json.dumps(told, ensure_ascii=False, default=str)


def said(record: logging.LogRecord) -> str:
    """The words of a record: whole where they are ours, without any value where they are a library's."""
    if record.name.split(".")[0] == "zhike":
        return record.getMessage()
    return str(getattr(record, "action", record.msg))[:200]


def queued(record: logging.LogRecord) -> Facts:
    """Which job the queue speaks of; what the job was given is not told."""
    job = getattr(record, "job", None)
    return {"queued": job.get("id"), "task": job.get("task_name")} if isinstance(job, dict) else {}


def error_facts(error: BaseException) -> Facts:
    """What kind of error, what the database calls it, and where it came from."""
    causes = list(chain(error))
    diagnosis = next((cause.diag for cause in causes if isinstance(cause, psycopg.Error)), None)
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {
        "kinds": [f"{type(cause).__module__}.{type(cause).__qualname__}" for cause in causes],
        **({"sqlstate": diagnosis.sqlstate, "constraint": diagnosis.constraint_name} if diagnosis else {}),
        "way": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what caused it, the last cause last."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


@contextmanager
def about(facts: Callable[[], Facts]) -> Iterator[None]:
    """Everything that is logged in the block carries these facts."""
    before = _about.set(facts)
    try:
        yield
    finally:
        _about.reset(before)
