"""Seeing what an act did, or that it did nothing."""

import functools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import connection
from django.db.models import Model
from django.utils import translation

from zhike.kit.apps import Domain
from zhike.kit.audit.trace import phrase, trace_of
from zhike.kit.events import Event, deliver
from zhike.kit.refusal import Refusal

NO = (Refusal, ValidationError, ObjectDoesNotExist)
# A statement that writes what a refusal must leave alone; sessions and how often somebody asked are not of it, and
# locking a row changes nothing in it.
WRITES = re.compile(
    r"^(?!.*\b(django_session|api_spending)\b).*"
    r"\b(insert|(?<!\bfor )(?<!\bfor no key )update|delete|truncate|copy|call|create|alter|drop)\b",
    re.IGNORECASE | re.DOTALL,
)
# What a transaction wrote is counted for each table, and counted on where it was taken back.
WRITTEN = """
select relname, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
    + pg_stat_get_xact_tuples_deleted(oid) > 0
from pg_class where relname = any(%s) and relkind = 'r'
"""
FINGERPRINT = """
select '{0}', md5(string_agg(r, '|' order by r)) from (select (to_jsonb(t) - 'last_login')::text r from "{0}" t) rows
having count(*) > 0
"""
OURS = {"version", "changed_at"}  # an undo is a change like any other


@contextmanager
def refused(sentence: str | None = None) -> Iterator[pytest.ExceptionInfo]:
    """What is inside must be refused, with a sentence that holds `sentence`, and change nothing."""
    before = digest()
    with translation.override("en"), pytest.raises(NO, match=sentence) as refusal:
        yield refusal
    assert digest() == before, "it was refused, yet something was written"


def digest() -> dict[str, str]:
    """A fingerprint of the content of every table of ours, but for when people signed in; none of an empty one.

    A table that the transaction of a test did not write holds what it held for the test before: it is looked into once.
    """
    if not connection.in_atomic_block:
        return _fingerprints(_tables())
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [_tables()])
        is_written = dict(cursor.fetchall())
    untouched = [table for table in _tables() if not is_written[table]]
    _committed.update(_fingerprints([table for table in untouched if table not in _committed]))
    return {table: _committed[table] for table in untouched} | _fingerprints(
        [table for table in _tables() if is_written[table]]
    )


def forget_what_is_committed() -> None:
    """A test committed something, or what it committed was taken away."""
    _committed.clear()


@contextmanager
def before_it_writes() -> Iterator[dict[str, str]]:
    """The fingerprint taken in the block ahead of its first statement that writes; empty where there is none."""
    before: dict[str, str] = {}

    def look(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not before and WRITES.search(str(sql)):
            before["begun"] = ""  # what takes the fingerprint is looked at too
            fingerprint = digest()
            before.clear()
            before.update(fingerprint)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield before


def content(*models: Any) -> dict[str, list[str]]:
    """Every row of these tables and of the search, to the last column that an undo brings back."""
    tables = [*(model._meta.db_table for model in models), "kit_searchdoc"]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            without = OURS | ({"id"} if table == "kit_searchdoc" else set())
            cursor.execute(f"select (to_jsonb(t) - %s::text[])::text from {table} t order by 1", [list(without)])
            found[table] = [line for (line,) in cursor.fetchall()]
    return found


def trace(row: Model) -> list[str]:
    """What was done to a row, oldest first, as sentences: `["Ana finished this task"]`."""
    with translation.override("en"):
        return [phrase(entry) for entry in reversed(trace_of(row))]


def forget_trace() -> None:
    """As if nothing had been done before. Only who owns the server can, past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "set session_replication_role = replica; delete from kit_trace; set session_replication_role = origin"
        )


def announced() -> list[str]:
    """The names of all events, oldest first."""
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def deliver_events() -> None:
    """Let every waiting event be heard here and now, and those that this causes."""
    while waiting := list(Event.objects.filter(heard_at=None).order_by("pk").values_list("pk", flat=True)):
        for event in waiting:
            deliver(event=event)


_committed: dict[str, str] = {}


def _fingerprints(tables: list[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        if tables:
            cursor.execute(" union all ".join(map(FINGERPRINT.format, tables)))
        return dict.fromkeys(tables, "") | (dict(cursor.fetchall()) if tables else {})


@functools.cache
def _tables() -> list[str]:
    domains = [config for config in apps.get_app_configs() if isinstance(config, Domain)]
    return [model._meta.db_table for domain in domains for model in domain.get_models()]
