"""Keys: wrapped in the database by a root key that is elsewhere, counted, and never guessed."""

from functools import cache

import pytest
from django.db import connection

from zhike.vault import keyset
from zhike.vault.keyset import Keys, add_key, begin, keys, wrap_again
from zhike.vault.problem import Unreadable, VaultProblem
from zhike.vault.root import FileRoot, root
from zhike.vault.sealing import seal, unseal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("more_keys")]


@pytest.fixture
def other_root(tmp_path):
    made = FileRoot(tmp_path / "keys" / "root")
    made.begin()
    return made


def test_the_root_key_is_its_owners_alone_and_made_once(other_root):
    secret = other_root.file.read_bytes()

    other_root.begin()

    assert other_root.file.read_bytes() == secret
    assert other_root.file.stat().st_mode & 0o777 == 0o600
    assert other_root.file.parent.stat().st_mode & 0o777 == 0o700


def test_a_new_key_seals_and_the_old_one_still_opens():
    before = seal("tea", place="a|b", row=1)

    assert add_key() == 2

    after = seal("tea", place="a|b", row=1)
    assert (before[2:6], after[2:6]) == (b"\0\0\0\1", b"\0\0\0\2")
    assert unseal(before, place="a|b", row=1) == unseal(after, place="a|b", row=1) == "tea"


def test_a_key_that_another_process_added_is_learnt_when_it_is_met():
    stale = keys()
    add_key()
    met = seal("tea", place="a|b", row=1)
    keyset.keys.cache_clear()
    keys().data.pop(2)

    assert unseal(met, place="a|b", row=1) == "tea"
    assert (stale.primary, keys().primary) == (1, 2)


def test_a_process_that_only_writes_learns_of_a_new_key_too(monkeypatch):
    stale = keys()
    add_key()
    known = iter([stale, keys()])
    monkeypatch.setattr(keyset, "keys", cache(lambda: next(known)))
    monkeypatch.setattr(keyset, "FRESH", -1)

    assert stale.primary == 1
    assert keyset.present().primary == 2


def test_a_value_of_a_key_that_nobody_has_is_not_opened():
    raw = bytearray(seal("tea", place="a|b", row=1))
    raw[5] = 9

    with pytest.raises(Unreadable, match="key 9"):
        unseal(bytes(raw), place="a|b", row=1)


def test_the_wrong_root_key_opens_nothing_and_says_so(settings, other_root):
    settings.KEY_FILE = other_root.file
    keys.cache_clear()

    with pytest.raises(VaultProblem, match="is not the key this database was sealed with"):
        keys()


def test_a_root_key_that_is_lost_is_not_made_anew(settings, tmp_path):
    settings.KEY_FILE = tmp_path / "gone"
    keys.cache_clear()
    begin()

    with pytest.raises(VaultProblem, match="cannot be read"):
        keys()
    assert not settings.KEY_FILE.exists()


def test_a_file_that_holds_no_key_is_refused(tmp_path):
    (tmp_path / "root").write_text("short")

    with pytest.raises(VaultProblem, match="too short"):
        FileRoot(tmp_path / "root").wrap(bytes(32), about="x")


def test_another_root_key_wraps_everything_again(settings, other_root):
    sealed = seal("tea", place="a|b", row=1)
    former = root()

    assert wrap_again(other_root) == 2

    settings.KEY_FILE = other_root.file
    keys.cache_clear()
    assert unseal(sealed, place="a|b", row=1) == "tea"
    assert wrap_again(former) == 2


def test_seals_are_counted_whatever_is_rolled_back():
    fresh, before = Keys({1: bytes(32)}, {1: bytes(32)}, marks=1), keyset.seals(1)

    for _nth in range(keyset.STEP + 1):
        fresh.count()

    assert keyset.seals(1) == before + 2 * keyset.STEP


def test_a_key_that_has_sealed_enough_seals_no_more():
    add_key()
    with connection.cursor() as cursor:
        cursor.execute("select setval('vault_seals_2', %s)", [keyset.MOST - keyset.STEP])

    with pytest.raises(VaultProblem, match="zhike vault rotate"):
        seal("tea", place="a|b", row=1)
