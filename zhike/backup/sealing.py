"""Sealing in the age format (age-encryption.org/v1, by pyrage): X25519, then ChaCha20-Poly1305 in chunks of 64 KB.

Whoever seals needs only public keys; whoever opens needs one of the private ones. The chunks are numbered and the last
one is marked, so a changed, moved, lost or cut chunk is noticed when it is read.
"""

import io
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
from pyrage.x25519 import Identity, Recipient

from zhike.backup.problem import DAMAGED_PART, NO_PUBLIC_KEY, WRONG_KEY, BackupProblem
from zhike.backup.streams import Counted, Pieces


@dataclass(frozen=True)
class Part:
    """One file of a backup as it lies there, sealed: its name, its bytes, and their SHA-256."""

    name: str
    size: int
    sha256: str


def make_key(file: Path) -> str:
    """Write a new private key where there is no file yet, readable by its owner alone; the public one is returned."""
    identity = Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupProblem(f"{file} is there already and may be a key in use; choose another name.") from error
    except OSError as error:
        raise BackupProblem(f"{file} cannot be written ({error.strerror}).") from error
    with open(descriptor, "w") as out:
        out.write(f"# public key: {public}\n{identity}\n")
        out.flush()
        os.fsync(descriptor)
    return public


def read_keys(text: str) -> list[Recipient]:
    """Public keys from lines or from words between commas; what follows # is a remark."""
    words = " ".join(line.split("#")[0] for line in text.splitlines()).replace(",", " ").split()
    try:
        return [Recipient.from_str(word) for word in words]
    except pyrage.RecipientError as error:
        raise BackupProblem(NO_PUBLIC_KEY) from error


def read_identity(file: Path) -> Identity:
    """The private key of a file."""
    try:
        lines = [line.strip() for line in file.read_text().splitlines() if not line.startswith("#")]
        return Identity.from_str(next(filter(None, lines), ""))
    except OSError as error:
        raise BackupProblem(f"The key file {file} cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupProblem(f"{file} holds no private key; it has a line that begins with AGE-SECRET-KEY-1.") from error


def seal(pieces: Iterable[bytes], into: Path, *, keys: Sequence[Recipient]) -> Part:
    """Write pieces to a new file, sealed, and have it on disk when this returns."""
    source = Pieces(pieces)
    with into.open("xb") as file:
        counted = Counted(file)
        try:
            pyrage.encrypt_io(io.BufferedReader(source, 1 << 20), counted, list(keys))
        except pyrage.EncryptError as error:
            raise source.failure or counted.failure or error from error
        file.flush()
        os.fsync(file.fileno())
    return Part(into.name, counted.size, counted.sha256.hexdigest())


@contextmanager
def opened(file: Path, *, key: Identity) -> Iterator[BinaryIO]:
    """A sealed file, read in plain; a wrong key or damage ends the block with a sentence."""
    inner, outer = os.pipe()
    trouble: list[Exception] = []
    thread = threading.Thread(target=pour, args=[file, outer, key, trouble], daemon=True)
    thread.start()
    try:
        with open(inner, "rb") as plain:
            yield plain
            while plain.read(1 << 20):
                pass  # the last chunk is proven when it is read
    except Exception as error:
        thread.join()
        raise told(trouble, file) or error from error
    thread.join()
    if trouble:
        raise told(trouble, file) or trouble[0]


def pour(file: Path, outer: int, key: Identity, trouble: list[Exception]) -> None:
    """Open the file into a pipe; a reader that has gone away is no trouble."""
    with suppress(BrokenPipeError), open(outer, "wb") as plain:
        counted = Counted(plain)
        try:
            with file.open("rb") as sealed:
                pyrage.decrypt_io(sealed, counted, [key])
        except Exception as error:
            if counted.failure is None:
                trouble.append(error)


def told(trouble: Sequence[Any], file: Path) -> BackupProblem | None:
    """What went wrong in opening, as a sentence."""
    for error in trouble:
        if isinstance(error, pyrage.DecryptError) and "matching keys" in str(error):
            return BackupProblem(WRONG_KEY)
        if isinstance(error, pyrage.DecryptError) or "decrypt" in str(error):
            return BackupProblem(DAMAGED_PART, name=file.name)
    return None
