"""Secrets that must be read again, such as the seed of a code app, as text for a column of a library's table."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from zhike.vault import sealing
from zhike.vault.envelope import key_of
from zhike.vault.keyset import present
from zhike.vault.problem import Unreadable
from zhike.vault.rotation import Count

PLACE = "seeds"
SEALED = ("secret", "seed")  # what of a second factor is sealed: of a code app, of recovery codes


def seal(secret: bytes, *, about: str) -> str:
    """The secret, sealed in the vault; nobody's can be put in another's place, which `about` tells."""
    return urlsafe_b64encode(sealing.seal(secret.decode(), place=PLACE, row=about)).decode()


def unseal(text: str, *, about: str) -> bytes:
    """The secret again. Raises Unreadable."""
    return sealing.unseal(_raw(text), place=PLACE, row=about).encode()


def whose(person: int) -> str:
    """What the seeds of this person are about."""
    return f"second factor of {person}"


def count() -> Count:
    """The seeds of all people, and how many of them another key than the present one has sealed."""
    found = [name for factor in Authenticator.objects.all() for name in _sealed(factor)]
    return Count("mfa_authenticator|data", len(found), len(_old()))


def seal_again() -> int:
    """Seal with the present key every seed that another key has sealed; how many."""
    old = _old()
    for key, name in old:
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().get(pk=key)
            about = whose(factor.user_id)
            factor.data[name] = seal(unseal(factor.data[name], about=about), about=about)
            factor.save(update_fields=["data"])
    return len(old)


def _old() -> list[tuple[int, str]]:
    primary = present().primary
    factors = Authenticator.objects.all()
    return [(one.pk, name) for one in factors for name in _sealed(one) if key_of(_raw(one.data[name])) != primary]


def _sealed(factor: Any) -> list[str]:
    return [name for name in SEALED if name in factor.data]


def _raw(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.encode())
    except ValueError as error:
        raise Unreadable("This is no sealed value.") from error
