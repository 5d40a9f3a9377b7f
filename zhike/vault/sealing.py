"""Sealing and opening the values of columns, and marking them so that they can be found.

A place is `table|column`. A mark is the beginning of an HMAC with SHA-256 of the normal form of a value: equal values
have equal marks, and nobody without the index key learns more. Before it stands the number of its index key, but for
the first one; while that key is being changed values are found by either.
"""

import hmac

from zhike.vault import envelope
from zhike.vault.keyset import Keys, keys, present
from zhike.vault.normal import VERSION

UNIQUE = 16  # bytes of a mark that tells values apart
FOUND = 5  # bytes of a mark that finds them
NUMBER = 4  # bytes of the number of an index key
WRITTEN = ("utf-8", "surrogatepass")  # what people type may hold half a character


def seal(text: str, *, place: str, row: object) -> bytes:
    """The value of one column of one row, as it may lie in the database."""
    known = present()
    known.count()
    number = known.primary
    return envelope.close(known.cipher(number, place), number, text.encode(*WRITTEN), about=f"{place}|{row}")


def unseal(raw: bytes, *, place: str, row: object) -> str:
    """The value again. Raises Unreadable."""
    number = envelope.key_of(raw)
    return envelope.unclose(_knowing(number).cipher(number, place), raw, about=f"{place}|{row}").decode(*WRITTEN)


def mark(normal: str, *, place: str) -> bytes:
    """The mark of a value in its normal form, as it is written."""
    known = present()
    return marker(known.marks) + digest(known, known.marks, normal, place=place)[:UNIQUE]


def marks(normal: str, *, place: str) -> list[bytes]:
    """Every mark that a value in its normal form may have, by whichever index key."""
    known = present()
    return [marker(one) + digest(known, one, normal, place=place)[:UNIQUE] for one in known.marked_by]


def marker(number: int) -> bytes:
    """What stands before marks by the index key of this number."""
    return b"" if number == 1 else number.to_bytes(NUMBER, "big")


def digest(known: Keys, number: int, normal: str, *, place: str) -> bytes:
    """The whole HMAC by one of the index keys."""
    return hmac.digest(known.index(number, place), VERSION + normal.encode(*WRITTEN), "sha256")


def _knowing(number: int) -> Keys:
    """The keys, read again where another process has added one meanwhile."""
    if number not in keys().data:
        keys.cache_clear()
    return keys()
