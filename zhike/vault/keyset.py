"""The keys of this site: in the database wrapped, in this process once they were asked for.

Keys are numbered. Of the data keys the highest one seals, all of them open. Of the index keys the highest one marks, by
all of them is asked; a new one marks only after `SETTLED`, when every process asks by it. How often a key has sealed is
counted by a sequence, which no transaction holds up and no rollback takes back, in steps of `STEP`.
"""

import os
from functools import cache
from threading import Lock
from time import monotonic, sleep

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction

from zhike.vault.envelope import KEY, derive
from zhike.vault.problem import Unreadable, VaultProblem
from zhike.vault.root import Root, root

DATA, INDEX = "data", "index"
STEP = 4096  # seals that a process counts at once
FRESH = 10.0  # seconds after which a process that seals or marks looks whether there is a newer key
SETTLED = 2 * FRESH  # seconds after which every process knows of a key
MOST = 2**31  # seals of one key: half of what NIST SP 800-38D allows with random nonces


class Keys:
    """Every key, in plain. `marks` is the number of the index key that marks what is written."""

    def __init__(self, data: dict[int, bytes], index: dict[int, bytes], *, marks: int):
        self.data, self.primary, self.marked_by, self.marks = data, max(data), index, marks
        self._ciphers: dict[tuple[int, str], AESGCM] = {}
        self._indexes: dict[tuple[int, str], bytes] = {}
        self._left, self._lock = 0, Lock()
        self.asked = monotonic()

    @property
    def is_settled(self) -> bool:
        """Whether the newest index key is the one that marks."""
        return self.marks == max(self.marked_by)

    def cipher(self, number: int, place: str) -> AESGCM:
        """The cipher of one column with the key of this number. Raises Unreadable where there is no such key."""
        if (number, place) not in self._ciphers:
            if number not in self.data:
                raise Unreadable(
                    f"What stands in {place} was sealed with key {number}, which this database does not have."
                )
            self._ciphers[number, place] = AESGCM(derive(self.data[number], f"{place}|seal"))
        return self._ciphers[number, place]

    def index(self, number: int, place: str) -> bytes:
        """The key by which values of one column are marked with the index key of this number."""
        if (number, place) not in self._indexes:
            self._indexes[number, place] = derive(self.marked_by[number], f"{place}|index")
        return self._indexes[number, place]

    def count(self) -> None:
        """Count one seal of the present key. Raises VaultProblem when it has sealed enough."""
        with self._lock:
            if not self._left:
                if seals(self.primary, more=True) >= MOST:
                    raise VaultProblem("This key has sealed all it may. Change it: zhike vault rotate.")
                self._left = STEP
            self._left -= 1


@cache
def keys() -> Keys:
    """The keys of this site; `keys.cache_clear()` after they changed."""
    found = _rows()
    if INDEX not in {purpose for (purpose, _number), _wrapped, _age in found}:
        raise VaultProblem("This database has no keys yet. Make them: zhike migrate.")
    plain = {one: root().unwrap(wrapped, about=_about(*one)) for one, wrapped, _age in found}
    data, index = ({n: key for (of, n), key in plain.items() if of == purpose} for purpose in (DATA, INDEX))
    settled = [number for (purpose, number), _wrapped, age in found if purpose == INDEX and age >= SETTLED]
    return Keys(data, index, marks=max(settled, default=min(index)))


def present() -> Keys:
    """The keys to seal and mark with, where another process may have added one some seconds ago."""
    known = keys()
    if monotonic() - known.asked > FRESH:
        known.asked = monotonic()
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from vault_key")
            if not known.is_settled or cursor.fetchone()[0] != len(known.data) + len(known.marked_by):
                keys.cache_clear()
    return keys()


def begin() -> None:
    """Make the first keys, and the root key where there is none."""
    if not _rows():
        root().begin()
        _add(INDEX, 1)
        _add(DATA, 1)
        keys.cache_clear()


def add_key(purpose: str = DATA) -> int:
    """A new data key, which seals from now on, or index key, which marks once it has settled; its number."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table vault_key")
        number = max(number for (known, number), _wrapped, _age in _rows() if known == purpose) + 1
        _add(purpose, number)
    keys.cache_clear()
    return number


def settle() -> None:
    """Wait until every process marks with the newest index key."""
    age = max(_rows(), key=lambda row: row[0] if row[0][0] == INDEX else ("", 0))[2]
    sleep(max(0.0, SETTLED + FRESH - age))
    keys.cache_clear()


def wrap_again(new: Root) -> int:
    """Wrap every key with another root key; how many there are. The old one opens only older backups from then on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table vault_key")
        found = _rows()
        for (purpose, number), wrapped, _age in found:
            about = _about(purpose, number)
            again = new.wrap(root().unwrap(wrapped, about=about), about=about)
            cursor.execute(
                "update vault_key set wrapped = %s where purpose = %s and number = %s", [again, purpose, number]
            )
    return len(found)


def seals(number: int, *, more: bool = False) -> int:
    """How often a key has sealed, rounded up to `STEP`; with `more`, after counting another step."""
    with connection.cursor() as cursor:
        if more:
            cursor.execute("select nextval(%s)", [_sequence(number)])
        else:
            cursor.execute(f"select case when is_called then last_value else 0 end from {_sequence(number)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def _rows() -> list[tuple[tuple[str, int], bytes, float]]:
    """Every key by its purpose and number, wrapped, with its age in seconds; the first ones have no youth."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select purpose, number, wrapped, extract(epoch from clock_timestamp() - made_at)"
            " from vault_key order by purpose, number"
        )
        return [((purpose, number), bytes(wrapped), float(age)) for purpose, number, wrapped, age in cursor.fetchall()]


def _add(purpose: str, number: int) -> None:
    wrapped = root().wrap(os.urandom(KEY), about=_about(purpose, number))
    with connection.cursor() as cursor:
        if purpose == DATA:
            cursor.execute(f"create sequence {_sequence(number)} start {STEP} increment {STEP}")
        cursor.execute(
            "insert into vault_key (purpose, number, wrapped) values (%s, %s, %s)", [purpose, number, wrapped]
        )


def _sequence(number: int) -> str:
    return f"vault_seals_{number:d}"


def _about(purpose: str, number: int) -> str:
    return f"vault_key|{purpose}|{number}"
