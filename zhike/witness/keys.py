"""The key that signs seals: a file beside the data, in no database and no backup."""

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

NAME = "trace"


def signer() -> Ed25519PrivateKey:
    """The key that signs now; made where there is none, with its public half beside it in `trace.pub`."""
    file = Path(settings.KEYS_DIR) / NAME
    if not file.exists():
        _make(file)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text()))
    _write(file.with_suffix(".pub"), public(key).hex())
    return key


def public(key: Ed25519PrivateKey) -> bytes:
    """The public half, 32 bytes."""
    return key.public_key().public_bytes_raw()


def name_of(half: bytes) -> str:
    """What a seal calls the key it was signed with: the beginning of the digest of its public half."""
    return hashlib.sha256(half).hexdigest()[:16]


def known() -> dict[str, bytes]:
    """The public halves kept here by name: the present one and, as `trace-….pub`, those that signed before."""
    halves = [bytes.fromhex(file.read_text()) for file in Path(settings.KEYS_DIR).glob(f"{NAME}*.pub")]
    return {name_of(half): half for half in halves}


def is_signed(half: bytes, signature: str, said: bytes) -> bool:
    """Whether the key with this public half signed these bytes."""
    try:
        _loaded(half).verify(bytes.fromhex(signature), said)
    except (InvalidSignature, ValueError):
        return False
    return True


@cache
def _loaded(half: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(half)


def _make(file: Path) -> None:
    """Whoever comes first decides, and nobody reads half a key."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(file, Ed25519PrivateKey.generate().private_bytes_raw().hex())


def _write(file: Path, text: str) -> None:
    """Make a file nobody else may read, aside and then in place; one that is there stays."""
    if file.exists():
        return
    descriptor, aside = tempfile.mkstemp(dir=file.parent)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
        os.link(aside, file)
    except FileExistsError:
        pass  # another process was first
    finally:
        os.close(descriptor)
        os.unlink(aside)
