"""Secrets that must be read again, such as the seed of a code app, sealed with a key that is not in the database.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits; what the secret is about is authenticated with it, so that
nobody's sealed secret can be put in another's place.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION, NONCE = b"\x01", 12
INFO = b"zhike/v1|seeds"


class Unreadable(Exception):
    """A sealed secret cannot be opened: another key, another owner, or damage. Never read as plain text."""


def seal(secret: bytes, *, about: str) -> str:
    """The secret as text for a column of the database."""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(_key(settings.KEY_FILE)).encrypt(nonce, secret, VERSION + about.encode())
    return urlsafe_b64encode(VERSION + nonce + sealed).decode()


def unseal(text: str, *, about: str) -> bytes:
    """The secret again. Raises Unreadable."""
    try:
        raw = urlsafe_b64decode(text.encode())
        version, nonce, sealed = raw[:1], raw[1 : 1 + NONCE], raw[1 + NONCE :]
        return AESGCM(_key(settings.KEY_FILE)).decrypt(nonce, sealed, version + about.encode())
    except (ValueError, InvalidTag) as error:
        raise Unreadable(about) from error


@cache
def _key(file: Path) -> bytes:
    """The key of this use, derived from the one in the file."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=INFO).derive(file.read_bytes())
