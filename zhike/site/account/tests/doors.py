"""What the tests of signing in have in common: coming to the door, a code app, a key of software."""

import hashlib
import html
import json
import os
import re
import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.test import Client
from django.utils.module_loading import import_string
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from tests.cast import PASSWORD
from zhike.kit.testing.acting import at_the_screen
from zhike.site.account.adapters import secrets_of

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ORIGIN = "http://localhost"


class Racer(Client):
    """A browser beside others: what they write meanwhile is not held against its refusals."""

    request = Client.request  # as it was before tests watch it


def stranger(**extra) -> Client:
    """A browser in which nobody is signed in."""
    return in_english(Client(SERVER_NAME="localhost", **extra))


def in_english(browser: Client) -> Client:
    browser.cookies["django_language"] = "en"
    return browser


def here(person) -> Client:
    """A browser in which a person signed in a moment ago, of which the trace says nothing."""
    browser = in_english(at_the_screen(person))
    browser.defaults["SERVER_NAME"] = "localhost"
    return browser


def knock(browser: Client, username: str = "ana", password: str = PASSWORD, **more):
    return browser.post("/sign-in/", {"login": username, "password": password, **more})


def signed_in(username: str = "ana") -> Client:
    browser = stranger()
    assert knock(browser, username).status_code == 302
    return browser


def work_here() -> None:
    """Do what waits for a worker, in the transaction of the test."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs returning id, task_name, args")
        waiting = sorted(cursor.fetchall())
    for _number, name, arguments in waiting:
        import_string(name)(**json.loads(arguments))


def is_in(browser: Client) -> bool:
    return browser.get("/profile/").status_code == 200


def with_app(person) -> Authenticator:
    with secrets_of(person):
        return TOTP.activate(person, SEED).instance


def with_codes(person) -> list[str]:
    with secrets_of(person):
        return RecoveryCodes.activate(person).get_unused_codes()


def code_of(seed: str = SEED, *, steps: int = 0) -> str:
    """What the app shows now, or so many steps of thirty seconds later."""
    return format_hotp_value(hotp_value(seed, int(time.time()) // 30 + steps))


class Key:
    """A passkey of software: an ES256 key that says it verified its user."""

    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV

    def __init__(self):
        self.private, self.id = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    def made(self, options: dict, **more) -> str:
        """The answer to a challenge that asks for a new passkey."""
        public = options["publicKey"]
        self.owner = public["user"]["id"]
        known = ES256.from_cryptography_key(self.private.public_key())
        data = AttestedCredentialData.create(b"\0" * 16, self.id, known)
        seen = AuthenticatorData.create(_rp(public["rp"]["id"]), self.flags | AuthenticatorData.FLAG.AT, 0, data)
        attested = AttestationObject.create("none", seen, {})
        client = CollectedClientData.create("webauthn.create", public["challenge"], ORIGIN)
        return self._told({"attestationObject": websafe_encode(attested), "clientDataJSON": client.b64}, **more)

    def shown(self, options: dict) -> str:
        """The answer to a challenge that asks for this passkey."""
        public = options["publicKey"]
        seen = AuthenticatorData.create(_rp(public["rpId"]), self.flags, 0)
        client = CollectedClientData.create("webauthn.get", public["challenge"], ORIGIN)
        signature = self.private.sign(seen + client.hash, ec.ECDSA(hashes.SHA256()))
        parts = {"authenticatorData": seen, "signature": signature}
        response = {name: websafe_encode(value) for name, value in parts.items()}
        return self._told(response | {"clientDataJSON": client.b64, "userHandle": self.owner})

    def _told(self, response: dict, **more) -> str:
        name = websafe_encode(self.id)
        extensions = {"credProps": {"rk": True}}
        told = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps(told | {"clientExtensionResults": extensions} | more)


def _rp(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def a_passkey_of(person, key=None, *, status=302):
    browser, key = at_the_screen(person), key or Key()
    browser.defaults["SERVER_NAME"] = "localhost"
    options = options_in(browser.get("/profile/security/passkey/"))
    answer = browser.post("/profile/security/passkey/", {"name": "Laptop", "credential": key.made(options)})
    assert answer.status_code == status, answer.text
    return key


def options_in(page):
    return json.loads(html.unescape(re.search(r'data-options="([^"]*)"', page.text)[1]))
