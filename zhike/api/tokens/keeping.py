"""Making a token, knowing it again, and putting it out of use."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from zlib import crc32

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.api.tokens.models import UNUSED, Token
from zhike.kit import jobs, registry
from zhike.kit.access.models import Staff
from zhike.kit.audit import trace

MARK = "zhk_"
FOUND_BY = 12  # characters: the mark and 48 bits, too few to guess the rest from
COARSE = timedelta(hours=1)
EXTRA = ("export", "admin")


def known_scopes() -> list[str]:
    """Every scope a token may hold: reading and writing of each noun, and what goes beyond nouns."""
    nouns = ["*", *(entity.slug for entity in registry.entities() if entity.rights.read is not None)]
    return [*(f"{noun}:{right}" for noun in nouns for right in ("read", "write")), *EXTRA]


@transaction.atomic
def make(
    name: str, *, by: Staff, scopes: Sequence[str], days: int = 90, networks: Sequence[str] = ()
) -> tuple[Token, str]:
    """A new token of `by`, and its text, which is kept nowhere and so can be shown this once only."""
    body = MARK + secrets.token_urlsafe(32)
    text = body + _checksum(body)
    token = Token.objects.create(
        owner=by,
        name=name,
        prefix=text[:FOUND_BY],
        digest=_digest(text),
        scopes=list(scopes),
        networks=list(networks),
        expires_at=timezone.now() + timedelta(days=days),
    )
    trace.record("create", token, by=by, changes={"scopes": [None, " ".join(scopes)]})
    return token, text


@transaction.atomic
def end(token: Token, *, by: Staff) -> None:
    """Put a token out of use for good; at once, on every machine."""
    if Token.objects.filter(pk=token.pk, ended_at=None).update(ended_at=timezone.now()):
        trace.record("change", token, by=by, changes={"ended": [None, "✓"]})


def known(text: str, *, address: str) -> Token | None:
    """The live token with this text, of a person still at work, for a request from `address`; else None."""
    # The checksum turns away what was cut off or mistyped before the database is asked.
    if not text.isascii() or not text.startswith(MARK) or _checksum(text[:-6]) != text[-6:]:
        return None
    token = Token.objects.select_related("owner__team").filter(prefix=text[:FOUND_BY]).first()
    if token is None or not secrets.compare_digest(token.digest, _digest(text)):
        return None
    return token if token.is_live and token.owner.is_active and token.works_from(address) else None


def note_use(token: Token) -> None:
    """Remember, to the hour, when a token was last of use."""
    now = timezone.now()
    if token.used_at is None or token.used_at < now - COARSE:
        Token.objects.filter(pk=token.pk).update(used_at=now)


@jobs.named(_("End unused tokens"))
@jobs.daily(2)
def end_unused() -> None:
    """Put out of use what expired or was not used for sixty days."""
    now = timezone.now()
    idle = Q(used_at__lt=now - UNUSED) | Q(used_at=None, created_at__lt=now - UNUSED)
    Token.objects.filter(Q(expires_at__lt=now) | idle, ended_at=None).update(ended_at=now)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _checksum(body: str) -> str:
    return urlsafe_b64encode(crc32(body.encode()).to_bytes(4, "big")).decode().rstrip("=")
