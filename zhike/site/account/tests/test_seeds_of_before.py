"""Code apps that were turned on before the vault go on working."""

import os
from base64 import urlsafe_b64encode
from importlib import import_module

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps

from zhike.site.account import seeds
from zhike.site.account.tests.doors import SEED, code_of, is_in, knock, stranger, with_app

pytestmark = pytest.mark.django_db
migration = import_module("zhike.site.migrations.0002_seeds_in_the_vault")


@pytest.fixture
def former_key(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    file = tmp_path / "keys" / "key"
    file.parent.mkdir()
    file.write_bytes(b"a key of the time before, in the data directory")
    return AESGCM(HKDF(SHA256(), 32, None, b"zhike/v1|seeds").derive(file.read_bytes()))


def as_before(app, cipher):
    nonce = os.urandom(12)
    sealed = cipher.encrypt(nonce, SEED.encode(), b"\x01" + seeds.whose(app.user_id).encode())
    app.data["secret"] = urlsafe_b64encode(b"\x01" + nonce + sealed).decode()
    app.save()


def test_a_seed_of_before_opens_the_door_after(ana, former_key):
    as_before(with_app(ana), former_key)

    migration.into_the_vault(apps, None)

    browser = stranger()
    knock(browser)
    browser.post("/sign-in/code/", {"code": code_of()})
    assert is_in(browser)
    assert seeds.count().old == 0


def test_one_that_nobody_can_open_stays_as_it_is(ana, former_key):
    app = with_app(ana)
    as_before(app, AESGCM(bytes(32)))
    before = app.data["secret"]

    migration.into_the_vault(apps, None)

    app.refresh_from_db()
    assert app.data["secret"] == before
