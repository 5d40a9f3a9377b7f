"""How often somebody may try to sign in, counted in PostgreSQL so that neither processes nor machines race it."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.api.rest.limits import Limit, TooMuch, spend
from zhike.kit import jobs
from zhike.site.account.models import Spent

TRIES = Limit("sign-in", "SIGN_IN_TRIES_PER_MINUTE", 60)  # from one address
FAILURES = Limit("sign-in-failed", "SIGN_IN_FAILURES_PER_MINUTE", 60)  # from one address
GUESSES = Limit("guesses", "SIGN_IN_GUESSES_PER_5_MINUTES", 300)  # at one account, from one address
GUESSES_OF_ALL = Limit("guesses-of-all", "SIGN_IN_GUESSES_OF_ALL_PER_5_MINUTES", 300)  # at one account
RESETS = Limit("resets", "RESETS_PER_MINUTE", 60)  # of one account
COUNTED = (FAILURES, GUESSES, GUESSES_OF_ALL)


def count_try(request: HttpRequest) -> None:
    """Count somebody at the door. Raises TooMuch."""
    spend(TRIES, [address(request)])


def count_guess(request: HttpRequest, account: str) -> None:
    """Count a guess at an account before it is looked at. Raises TooMuch."""
    _each(request, account, 1)


def take_back(request: HttpRequest, account: str) -> None:
    """The guess was right and counts no more; wrong ones before it still do."""
    _each(request, account, -1)


def count_reset(request: HttpRequest, account: str) -> None:
    """Count somebody who asks for a new password. Raises TooMuch."""
    spend(TRIES, [address(request)])
    spend(RESETS, [digest(account)])


def too_many(error: TooMuch) -> str:
    """The sentence for somebody who tried too often."""
    return _("Too many tries. Try again in %(seconds)s seconds.") % {"seconds": error.seconds}


def spent_now(*proof: str) -> bool:
    """Whether this proof is used for the first time; from now on it is used."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {Spent._meta.db_table} (proof, at) values (%s, %s) on conflict do nothing",  # noqa: S608
            [digest(*proof), timezone.now()],
        )
        return cursor.rowcount == 1


@jobs.named(gettext_lazy("Forget used sign-in codes"))
@jobs.daily(2)
def forget_proofs() -> None:
    """Drop used proofs that would be too old by themselves."""
    Spent.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()


def address(request: HttpRequest) -> str:
    """Where a request comes from."""
    return request.META.get("REMOTE_ADDR", "")


def digest(*parts: str) -> str:
    """A name of fixed length for something that should not stand in a table."""
    return sha256("\0".join(parts).encode()).hexdigest()


def _each(request: HttpRequest, account: str, amount: int) -> None:
    place, known = address(request), digest(account.casefold())
    payers: Sequence[str] = (place, f"{place} {known}", known)
    for limit, payer in zip(COUNTED, payers, strict=True):
        spend(limit, [payer], amount)
