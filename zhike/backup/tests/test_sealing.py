"""What is sealed comes out as it went in, for whoever holds the key, or not at all."""

import random

import pytest

from zhike.backup.problem import BackupProblem
from zhike.backup.sealing import make_key, opened, read_identity, read_keys, seal


@pytest.fixture
def private(tmp_path):
    return tmp_path / "private.key"


@pytest.fixture
def public(private):
    return make_key(private)


def sealed(tmp_path, public, content=b"tea" * 100_000):
    seal([content[:7], b"", content[7:]], tmp_path / "part.age", keys=read_keys(public))
    return tmp_path / "part.age"


def content_of(file, private):
    with opened(file, key=read_identity(private)) as plain:
        return plain.read()


@pytest.mark.parametrize("content", [b"", b"x", b"tea" * 500_000])
def test_it_comes_out_as_it_went_in(tmp_path, private, public, content):
    assert content_of(sealed(tmp_path, public, content), private) == content


def test_nothing_of_it_can_be_read_in_between(tmp_path, public):
    assert b"teatea" not in sealed(tmp_path, public).read_bytes()


def test_the_private_key_is_its_owners_alone_and_never_written_over(private, public):
    assert private.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupProblem, match="choose another name"):
        make_key(private)
    assert public in private.read_text()


def test_any_of_several_keys_opens(tmp_path, private, public):
    other = make_key(tmp_path / "other.key")
    file = sealed(tmp_path, f"{public}  # the owner\n{other}")

    assert content_of(file, private) == content_of(file, tmp_path / "other.key")


def test_another_key_is_told_so(tmp_path, public):
    make_key(tmp_path / "other.key")

    with pytest.raises(BackupProblem, match="This key does not open the backup"):
        content_of(sealed(tmp_path, public), tmp_path / "other.key")


def test_a_flipped_bit_a_cut_and_a_swapped_chunk_are_noticed(tmp_path, private, public):
    file = sealed(tmp_path, public)
    whole = file.read_bytes()
    chunk = 64 * 1024 + 16
    head = len(whole) % chunk
    bit = random.Random(1).randrange(300, len(whole))
    flipped = bytearray(whole)
    flipped[bit] ^= 4

    for spoilt in (
        bytes(flipped),
        whole[:-1],
        whole[: -(len(whole) // 2)],
        whole[:head] + whole[head + chunk : head + 2 * chunk] + whole[head : head + chunk] + whole[head + 2 * chunk :],
    ):
        file.write_bytes(spoilt)
        with pytest.raises(BackupProblem, match="part.age is damaged"):
            content_of(file, private)


@pytest.mark.parametrize("words", ["nonsense", "AGE-SECRET-KEY-1NO", ""])
def test_a_file_without_a_key_is_told_so(tmp_path, words):
    (tmp_path / "file").write_text(words)

    with pytest.raises(BackupProblem, match="holds no private key"):
        read_identity(tmp_path / "file")


def test_a_public_key_that_is_none_is_told_so():
    with pytest.raises(BackupProblem, match="begins with age1"):
        read_keys("age1nonsense")


def test_what_the_source_fails_with_is_what_is_raised(tmp_path, public):
    def broken():
        yield b"tea"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        seal(broken(), tmp_path / "part.age", keys=read_keys(public))
