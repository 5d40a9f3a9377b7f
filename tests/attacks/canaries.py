"""Canaries: words of 128 random bits that stand in one place, so that finding one elsewhere is proof of a leak."""

import io
import re
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

MARK = "c4n"
CANARY = re.compile(rb"c4n[0-9a-f]{32}")


@dataclass
class Cage:
    """Every canary: where it stands, who may hear it, and on which pages alone (none: on all)."""

    known: dict[bytes, "Canary"] = field(default_factory=dict)

    def new(self, place: str, *, for_: set[str], only_at: frozenset[str] = frozenset()) -> str:
        """A fresh canary for one place."""
        word = MARK + secrets.token_hex(16)
        self.known[word.encode()] = Canary(place, frozenset(for_), only_at)
        return word

    def flown(self, answer: Any, *, to: str, at: str) -> set[bytes]:
        """The canaries in an answer to somebody who may not hear them there."""
        found = {word for text in everything(answer) for word in CANARY.findall(text)}
        return {word for word in found & self.known.keys() if not self.known[word].may_be_heard(to, at)}


@dataclass(frozen=True)
class Canary:
    """One word in one place."""

    place: str
    for_: frozenset[str]
    only_at: frozenset[str]

    def may_be_heard(self, persona: str, at: str) -> bool:
        return persona in self.for_ and (not self.only_at or at in self.only_at or persona == "ada")


def everything(answer: Any) -> Iterator[bytes]:
    """Every byte of an answer: its headers, its cookies, its body, and what is folded in its body."""
    yield repr(dict(answer.headers)).encode()
    yield repr(answer.cookies).encode()
    body = content(answer)
    yield body
    if body[:4] == b"PK\x03\x04":
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(body)) as folded:
            for name in folded.namelist():
                yield folded.read(name)


def content(answer: Any) -> bytes:
    """The body, read once and kept."""
    if not hasattr(answer, "read_body"):
        answer.read_body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.read_body
