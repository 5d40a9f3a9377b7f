"""A request sent twice is done once (`Idempotency-Key`, draft-ietf-httpapi-idempotency-key-header).

The answer is kept in the transaction of the act itself: a process that dies in between leaves neither, and whoever
asks again acts anew. A refusal changes nothing and is not kept.
"""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.api.rest import limits
from zhike.api.rest.models import Answered
from zhike.api.rest.problems import Misfit
from zhike.kit import jobs
from zhike.kit.refusal import Refusal

KEPT = timedelta(hours=24)
LONGEST = 200  # characters of a key
CARRIED = ("Content-Type", "ETag", "Location")


def once(request: HttpRequest, *, actor: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `act`, or the one kept from the same request of the same actor within a day."""
    asked = request.headers.get("Idempotency-Key", "")
    if not asked or request.method not in ("POST", "PATCH"):
        return act()
    if len(asked) > LONGEST:
        raise Refusal(_("The key has more than %(most)s characters.") % {"most": LONGEST}, field="Idempotency-Key")
    key, content = _digest(actor, asked), _content(request)
    with transaction.atomic():
        _take(key)
        kept = Answered.objects.filter(pk=key, at__gt=timezone.now() - KEPT).first()
        if kept:
            return _again(kept, content)
        response = act()
        if response.status_code < 400:
            _keep(key, content, response)
        else:
            transaction.set_rollback(True)
        return response


@jobs.named(gettext_lazy("Forget old answers of the interface"))
@jobs.daily(2)
def forget_old_answers() -> None:
    """Answers are kept for a day."""
    Answered.objects.filter(at__lte=timezone.now() - KEPT).delete()
    limits.forget_the_past()


def _take(key: str) -> None:
    """Hold the key until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        if not cursor.fetchone()[0]:
            sentence = _("The same request is being worked on. Ask again in a moment.")
            raise Misfit(409, sentence, **{"Retry-After": "1"})


def _again(kept: Answered, content: str) -> HttpResponse:
    if kept.request != content:
        raise Refusal(_("This key was used for another request."), field="Idempotency-Key")
    return HttpResponse(kept.body, status=kept.status, headers={**kept.headers, "Idempotency-Replayed": "true"})


def _keep(key: str, content: str, response: HttpResponse) -> None:
    headers = {name: response.headers[name] for name in CARRIED if name in response.headers}
    kept = {"request": content, "status": response.status_code, "headers": headers, "at": timezone.now()}
    Answered.objects.update_or_create(pk=key, defaults={**kept, "body": response.content.decode()})


def _content(request: HttpRequest) -> str:
    return _digest(str(request.method), request.get_full_path(), request.headers.get("If-Match", ""), request.body)


def _digest(*parts: str | bytes) -> str:
    return sha256(b"\0".join(part if isinstance(part, bytes) else part.encode() for part in parts)).hexdigest()
