"""The bytes of a sealed value, against what other implementations make of the same."""

import hmac
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhike.vault.envelope import LEAST, close, derive, key_of, unclose
from zhike.vault.problem import Unreadable

KEY = bytes(range(32))
PLACE, ROW = "customers_contactpoint|value", UUID("00000000-0000-4000-8000-000000000001")
ABOUT = f"{PLACE}|{ROW}"
# By PyCryptodome: HKDF, then AES-256-GCM, with key number 7 and the nonce 00 01 … 0b.
SEALED = "010100000007000102030405060708090a0bd52d477f43d423400da0298df051cd2371bc15fcc1a179188bedc12751"


@pytest.fixture
def cipher():
    return AESGCM(derive(KEY, f"{PLACE}|seal"))


def test_another_library_makes_the_same_bytes_of_the_same(cipher):
    made = close(cipher, 7, b"138 0000 1234", about=ABOUT, nonce=bytes(range(12)))

    assert made.hex() == SEALED
    assert len(made) == len(b"138 0000 1234") + LEAST == 13 + 34
    assert key_of(made) == 7
    assert unclose(cipher, made, about=ABOUT) == b"138 0000 1234"


def test_a_key_is_derived_as_rfc_5869_has_it():
    drawn = hmac.digest(bytes(32), KEY, "sha256")

    assert derive(KEY, "a|b|seal") == hmac.digest(drawn, b"zhike/v1|a|b|seal\x01", "sha256")


def test_aes_gcm_is_that_of_its_authors():
    """Test case 16 of McGrew and Viega, The Galois/Counter Mode of Operation."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
        "b16aedf5aa0de657ba637b39"
    )
    beside = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")

    made = AESGCM(key).encrypt(bytes.fromhex("cafebabefacedbaddecaf888"), plain, beside)

    assert made.hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
        "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
    )


def test_the_same_is_never_sealed_the_same_way_twice(cipher):
    assert len({close(cipher, 1, b"", about=ABOUT) for _nth in range(100)}) == 100


@pytest.mark.parametrize("place", range(47))
def test_every_byte_of_it_counts(cipher, place):
    changed = bytearray.fromhex(SEALED)
    changed[place] ^= 1

    with pytest.raises(Unreadable):
        key_of(changed), unclose(cipher, bytes(changed), about=ABOUT)


@pytest.mark.parametrize("about", [f"{PLACE}|{UUID(int=2)}", f"customers_contactpoint|note|{ROW}", ""])
def test_no_row_and_no_column_can_borrow_it(cipher, about):
    with pytest.raises(Unreadable):
        unclose(cipher, bytes.fromhex(SEALED), about=about)


@pytest.mark.parametrize("raw", [b"", b"13800001234", b"\x01\x02" + bytes(60), b"\x02\x01" + bytes(60)])
def test_what_is_not_sealed_is_never_taken_for_plain(raw):
    with pytest.raises(Unreadable):
        key_of(raw)
