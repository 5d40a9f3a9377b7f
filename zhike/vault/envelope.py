"""The bytes of a sealed value, without a database: format, algorithm, number of the key, nonce, cipher text, tag.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits. The first six bytes and what the value is about (table,
column, row) are authenticated with it, so that no row can borrow what another row holds.
"""

import os
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zhike.vault.problem import Unreadable

FORMAT, AES_256_GCM = 1, 1
HEAD = struct.Struct(">BBI")
NONCE, TAG = 12, 16
LEAST = HEAD.size + NONCE + TAG  # bytes that a sealed value is longer than what it seals
KEY = 32


def derive(key: bytes, purpose: str) -> bytes:
    """The key of one purpose (HKDF with SHA-256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY, salt=None, info=f"zhike/v1|{purpose}".encode()).derive(key)


def close(cipher: AESGCM, number: int, plain: bytes, *, about: str, nonce: bytes | None = None) -> bytes:
    """Seal with the key of this number. A nonce is only ever given to prove the format."""
    head, nonce = HEAD.pack(FORMAT, AES_256_GCM, number), nonce or os.urandom(NONCE)
    return head + nonce + cipher.encrypt(nonce, plain, head + about.encode())


def key_of(raw: bytes) -> int:
    """The number of the key that a value is sealed with. Raises Unreadable where it is no sealed value of ours."""
    if len(raw) < LEAST or raw[:2] != bytes((FORMAT, AES_256_GCM)):
        raise Unreadable("This is no sealed value, or one of a later version.")
    return int(HEAD.unpack_from(raw)[2])


def unclose(cipher: AESGCM, raw: bytes, *, about: str) -> bytes:
    """What was sealed. Raises Unreadable."""
    nonce, sealed = raw[HEAD.size : HEAD.size + NONCE], raw[HEAD.size + NONCE :]
    try:
        return cipher.decrypt(nonce, sealed, raw[: HEAD.size] + about.encode())
    except InvalidTag:
        raise Unreadable(
            f"What stands at {about} was sealed with another key or for another row, or is damaged."
        ) from None
