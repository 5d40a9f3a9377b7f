"""Secrets that must be read again, such as the seed of a code app, as text for a column of a library's table."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from zhike.vault import sealing
from zhike.vault.problem import Unreadable

PLACE = "seeds"


def seal(secret: bytes, *, about: str) -> str:
    """The secret, sealed in the vault; nobody's can be put in another's place, which `about` tells."""
    return urlsafe_b64encode(sealing.seal(secret.decode(), place=PLACE, row=about)).decode()


def unseal(text: str, *, about: str) -> bytes:
    """The secret again. Raises Unreadable."""
    try:
        raw = urlsafe_b64decode(text.encode())
    except ValueError as error:
        raise Unreadable(about) from error
    return sealing.unseal(raw, place=PLACE, row=about).encode()
