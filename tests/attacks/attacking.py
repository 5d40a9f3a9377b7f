"""Sending what means harm, reading every byte that comes back, and looking whether anything was written."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.urls import Resolver404, resolve

from tests.attacks.canaries import CANARY, content
from tests.attacks.personas import Persona
from tests.attacks.size import CHANGED, ECHOED, LEAKED
from tests.attacks.world import World
from zhike.kit.testing.observing import digest

# Statements that write; those on how often somebody asked are not what a refusal must leave alone.
WRITES = re.compile(r"^(?!.*\bapi_spending\b).*\b(insert|update|delete|truncate)\b", re.IGNORECASE | re.DOTALL)
DIFFERS = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]*"|csrf-token" content="[^"]*"|X-CSRFToken[^,}]*|nonce-[\w=+/-]+|nonce="[^"]*"'
)


@dataclass
class Attack:
    """What was tried on a world, and what came of it that must not have."""

    world: World
    found: list[str] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    before: dict[str, str] = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)  # of the last request, as they were before their values
    sent: set[tuple[str, str]] = field(default_factory=set)  # routes and methods

    def __post_init__(self) -> None:
        self.before = fingerprint()
        self.counts |= dict.fromkeys((LEAKED, ECHOED, CHANGED), 0)

    def send(self, persona: Persona, method: str, address: str, body: Any = None, **more: Any) -> Any:
        """One request, undone afterwards. Whatever is wrong with its answer is kept in `found`."""
        with transaction.atomic():
            with _statements() as self.statements:
                answer = persona.ask(method, address, body, **more)
                content(answer)
            is_written = any(map(WRITES.search, self.statements))
            guesses = set(CANARY.findall(f"{address} {body} {more}".encode()))
            self._look_at(persona, f"{method} {address}", answer, guesses, is_written=is_written)
            transaction.set_rollback(True)
        return answer

    def _look_at(self, persona: Persona, asked: str, answer: Any, guesses: set[bytes], *, is_written: bool) -> None:
        self.counts["responses"] += 1
        self.counts[f"{answer.status_code // 100}xx"] += 1
        where = f"{persona} {asked} → {answer.status_code}"
        if answer.status_code >= 500:
            self.found.append(f"{where}: {_reason(answer)}")
        heard = self.world.cage.flown(answer, to=persona.name, at=name_of(asked.partition(" ")[2]))
        leaks = heard - guesses  # a word that stands in the question, and is heard again, has not flown
        self.found += sorted(f"{where}: tells {self.world.cage.known[word].place}" for word in leaks)
        self.counts[LEAKED] += len(leaks)
        self.counts[ECHOED] += len(heard & guesses)
        if answer.status_code < 400 or not is_written or connection.needs_rollback:
            return
        self.counts["compared"] += 1
        after = fingerprint()
        changed = [table for table, content in after.items() if self.before.get(table) != content]
        self.counts[CHANGED] += len(changed)
        if changed:
            self.found.append(f"{where}: refused, yet wrote to {changed}")


def fingerprint() -> dict[str, str]:
    """The content of every table of ours, and how many jobs wait."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        return {**digest(), "jobs": str(cursor.fetchone()[0])}


def shape(answer: Any, *keys: Any) -> tuple[int, bytes]:
    """An answer as it can be compared with another: without what is new each time, and without the keys asked for."""
    body = DIFFERS.sub(b"", content(answer))
    for key in keys:
        body = body.replace(str(key).encode(), b"#")
    return answer.status_code, body


def name_of(address: str) -> str:
    """The name of a route, by an address."""
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return ""
    return ":".join([*found.namespaces, found.url_name or ""])


@contextmanager
def _statements() -> Iterator[list[str]]:
    """The statements of the block; values that go beside them are not in them."""
    seen: list[str] = []

    def look(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        seen.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


def _reason(answer: Any) -> str:
    info = getattr(answer, "exc_info", None)
    return f"{info[0].__name__}: {info[1]}"[:300] if info else "server error"
