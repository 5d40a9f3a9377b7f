"""What a good password is (NIST SP 800-63B-4): long and not known to everybody. How it is kept: Argon2id (RFC 9106)."""

from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

AT_ONCE = BoundedSemaphore(2)  # hashes of one process at a time, 19 MiB each: a flood of sign-ins waits here
COMMON = Path(__file__).parent / "common_passwords.txt"
SHORTEST, SHORTEST_WITH_SECOND_FACTOR = 15, 8


class Argon2(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: some 25 ms of one core."""

    time_cost, memory_cost, parallelism = 2, 19 * 1024, 1

    def encode(self, password: str, salt: str) -> str:
        with AT_ONCE:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with AT_ONCE:
            return super().verify(password, encoded)


class LongEnough:
    """Fifteen characters, or eight where a second factor stands beside the password. Longer is always welcome."""

    def validate(self, password: str, user: Any = None) -> None:
        least = SHORTEST_WITH_SECOND_FACTOR if has_second_factor(user) else SHORTEST
        if len(password) < least:
            raise ValidationError(self._sentence(least), code="password_too_short")

    def get_help_text(self) -> str:
        return _("At least 15 characters, or 8 with a second factor. A few words you remember will do.")

    def _sentence(self, least: int) -> str:
        return _("Use at least %(n)s characters; a few words will do.") % {"n": least}


class NotCommon:
    """Not what everybody tries first, in China as elsewhere, however it is written."""

    def validate(self, password: str, user: Any = None) -> None:
        if reduced(password) in common():
            raise ValidationError(_("Everybody tries this password first. Choose another one."), code="password_common")

    def get_help_text(self) -> str:
        return _("Not a password that everybody tries first.")


def has_second_factor(user: Any) -> bool:
    """Whether somebody who has the password alone stays outside."""
    if user is None or user.pk is None:
        return False
    types = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user_id=user.pk, type__in=types).exists()


def reduced(password: str) -> str:
    """A password without capitals, without marks around it, and said only once."""
    bare = password.casefold().strip(" .!！。@#*_-")
    if len(set(bare)) == 1:
        return bare[0] * 6
    for times in (4, 3, 2):
        part, rest = divmod(len(bare), times)
        if not rest and bare == bare[:part] * times:
            return bare[:part]
    return bare


@cache
def common() -> frozenset[str]:
    """The list, one password in a line, as `reduced` leaves it."""
    return frozenset(line for line in COMMON.read_text().splitlines() if line)
