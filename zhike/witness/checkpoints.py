"""Checkpoints: what a seal said, in one signed line to be kept elsewhere.

A chain does not show that its end was cut off, nor that all of it was written anew by somebody with the key. A line
that left the machine before does. The newest is kept in a file beside the data at every seal, one of every few minutes
in another, and one of every hour is mailed.
"""

import os
import re
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext_lazy

from zhike.kit import jobs
from zhike.witness import keys
from zhike.witness.models import Seal

LINE = re.compile(
    r"(?P<said>zhike-checkpoint-1 (?P<number>\d+) (?P<at>\S+) (?P<last>\d+) (?P<digest>[0-9a-f]{64})"
    r" (?P<key>[0-9a-f]{64})) (?P<signature>[0-9a-f]{128})"
)
NEWEST, KEPT = "newest", "kept"


@dataclass(frozen=True)
class Checkpoint:
    """What a line says: the number and digest of a seal, and where the line was found."""

    number: int
    digest: str
    place: str


class NoCheckpoint(Exception):
    """A line that is none, or that its own key did not sign."""


def line(seal: Seal) -> str:
    """The checkpoint of a seal."""
    key = keys.signer()
    at = seal.at.astimezone(UTC).isoformat(timespec="seconds")
    said = f"zhike-checkpoint-1 {seal.number} {at} {seal.last} {seal.digest} {keys.public(key).hex()}"
    return f"{said} {key.sign(said.encode()).hex()}"


def read(text: str, *, place: str) -> list[Checkpoint]:
    """The checkpoints in a text, a mail say. Raises NoCheckpoint where there are none, or one is not signed."""
    found = list(LINE.finditer(text))
    for one in found:
        if not keys.is_signed(bytes.fromhex(one["key"]), one["signature"], one["said"].encode()):
            raise NoCheckpoint(f"{place}: the checkpoint of seal {one['number']} was not signed by its key.")
    if not found:
        raise NoCheckpoint(f"{place}: no checkpoint stands here.")
    return [Checkpoint(int(one["number"]), one["digest"], place) for one in found]


def kept_here() -> list[Checkpoint]:
    """The checkpoints in the files beside the data."""
    files = [file for file in (_folder() / KEPT, _folder() / NEWEST) if file.exists()]
    return [one for file in files for one in read(file.read_text(), place=str(file))]


def remember(seal: Seal) -> None:
    """Keep the newest checkpoint in its file."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = _folder() / f"{NEWEST}.{os.getpid()}"
    aside.write_text(line(seal) + "\n")
    aside.replace(_folder() / NEWEST)


@jobs.named(gettext_lazy("Keep a checkpoint of the trace"))
@jobs.recurring("*/5 * * * *")
def keep() -> None:
    """Add the newest checkpoint to those kept, where it is not there yet."""
    newest, kept = _folder() / NEWEST, _folder() / KEPT
    if newest.exists() and (said := newest.read_text()) != _last(kept):
        with kept.open("a") as file:
            file.write(said)
            file.flush()
            os.fsync(file.fileno())


@jobs.named(gettext_lazy("Mail a checkpoint of the trace"))
@jobs.recurring("7 * * * *")
def mail() -> None:
    """Send the newest checkpoint to whoever keeps it, where an address is set and something was sealed since."""
    newest, mailed = _folder() / NEWEST, _folder() / "mailed"
    if not (settings.TRACE_WITNESS and settings.EMAIL_HOST and newest.exists()):
        return
    said = newest.read_text()
    if said != _last(mailed):
        send_mail(f"Checkpoint of the trace of {settings.SITE_URL}", said, None, [settings.TRACE_WITNESS])
        mailed.write_text(said)


def _last(file: Path) -> str:
    """The last line of a file, with its end; empty where there is none."""
    if not file.exists():
        return ""
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - 1000))
        return (opened.read().decode(errors="replace").splitlines(keepends=True) or [""])[-1]


def _folder() -> Path:
    return Path(settings.CHECKPOINTS_DIR)
