"""From an announcement to an answer: one job for each try, the next one later and later, until it is given up."""

import hmac
import json
import random
from base64 import b64encode
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.api.webhooks.models import Delivery, Webhook
from zhike.api.webhooks.sending import ALTOGETHER, EACH_STEP, Unsent, post
from zhike.kit import events, jobs
from zhike.kit.events import Event, announce

TRIES = 16
FIRST_WAIT = timedelta(seconds=8)  # doubled after every try: the sixteenth comes three days after the first
PATIENCE = timedelta(days=5)
ONE_TRY = timedelta(seconds=EACH_STEP + ALTOGETHER)  # at most
LOST = timedelta(hours=1)
SWITCHED_OFF = "switched off"
Status = Delivery.Status


@events.watch
def queue(several: list[Event]) -> None:
    """Let every address that wants these events have them, as part of the transaction that announces them."""
    for webhook in Webhook.objects.filter(is_active=True):
        for event in several:
            if webhook.wants(event.name):
                send(event, to=webhook)


def send(event: Event, *, to: Webhook) -> Delivery:
    """Put one event on its way to one address."""
    delivery = Delivery.objects.create(webhook=to, event=event)
    jobs.later(attempt, delivery=delivery.pk, nth=1)
    return delivery


@transaction.atomic
def replay(deliveries: Iterable[Delivery]) -> int:
    """Begin anew with what was given up or already arrived; the receiver knows a message by its id."""
    some = [delivery for delivery in deliveries if delivery.status != Status.WAITING]
    for delivery in some:
        delivery.status, delivery.tries, delivery.next_at = Status.WAITING, 0, timezone.now()
        delivery.save(update_fields=["status", "tries", "next_at"])
        jobs.later(attempt, delivery=delivery.pk, nth=1)
    return len(some)


@jobs.named(_("Deliver a webhook message"))
@jobs.job
def attempt(*, delivery: int, nth: int) -> None:
    """The n-th try. A job that runs twice sends once: whoever counts the try first makes it."""
    mine = Delivery.objects.filter(pk=delivery, status=Status.WAITING, tries=nth - 1)
    if not mine.update(tries=nth, next_at=timezone.now()):
        _doubt(delivery, nth)
        return
    row = Delivery.objects.select_related("webhook", "event").get(pk=delivery)
    code, reason = _sent(row) if row.webhook.is_active else (None, SWITCHED_OFF)
    with transaction.atomic():
        _settle(row, code, reason)


@jobs.named(_("Find lost webhook messages"))
@jobs.daily(4)
def find_lost() -> None:
    """Try again what waits without a job, because the worker died in the middle of a try."""
    for row in Delivery.objects.filter(status=Status.WAITING, next_at__lt=timezone.now() - LOST):
        jobs.later(attempt, delivery=row.pk, nth=row.tries + 1)


def wait_after(nth: int) -> timedelta:
    """How long to wait after the n-th try; a tenth more or less, so that many do not come back at once."""
    return FIRST_WAIT * 2 ** (nth - 1) * random.uniform(0.9, 1.1)  # noqa: S311  # no secret hangs on it


def signed(webhook: Webhook, event: Event) -> tuple[bytes, dict[str, str]]:
    """The body of a message (keys only, nothing about anybody) and its headers, by Standard Webhooks 1.0."""
    content = {"id": event.pk, "event": event.name, "at": event.at.isoformat(), "keys": event.keys}
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    message, moment = f"evt_{event.pk}", str(int(timezone.now().timestamp()))
    signing = f"{message}.{moment}.".encode() + body
    signatures = [b64encode(hmac.digest(key, signing, sha256)).decode() for key in webhook.signing_keys()]
    return body, {
        "Content-Type": "application/json",
        "User-Agent": "Zhike-Webhooks/1",
        "webhook-id": message,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _doubt(delivery: int, nth: int) -> None:
    """The n-th try has begun before. If it died with its worker, which nobody can know, the next one is made."""
    begun = Delivery.objects.filter(pk=delivery, status=Status.WAITING, tries=nth, next_at__lte=timezone.now()).first()
    if begun and begun.next_at:
        again = begun.next_at + ONE_TRY
        jobs.later(attempt, at=again, once=f"delivery-{delivery}-{nth + 1}", delivery=delivery, nth=nth + 1)


def _sent(row: Delivery) -> tuple[int | None, str]:
    body, headers = signed(row.webhook, row.event)
    try:
        code = post(row.webhook.url, body, headers)
    except Unsent as error:
        return None, str(error)
    return code, "" if 200 <= code < 300 else "redirect" if 300 <= code < 400 else "refused"


def _settle(row: Delivery, code: int | None, reason: str) -> None:
    row.code, row.reason, row.next_at = code, reason[:200], None
    if not reason:
        row.status = Status.DELIVERED
        Webhook.objects.filter(pk=row.webhook_id).exclude(failing_since=None).update(failing_since=None)
    elif row.tries >= TRIES or reason == SWITCHED_OFF or _is_hopeless(row.webhook):
        row.status = Status.DEAD
    else:
        row.next_at = timezone.now() + wait_after(row.tries)
        jobs.later(attempt, at=row.next_at, delivery=row.pk, nth=row.tries + 1)
    row.save()


def _is_hopeless(webhook: Webhook) -> bool:
    """Note that an address fails; after five days without one success it is switched off, and that is announced."""
    now = timezone.now()
    Webhook.objects.filter(pk=webhook.pk, failing_since=None).update(failing_since=now)
    overdue = Webhook.objects.filter(pk=webhook.pk, is_active=True, failing_since__lt=now - PATIENCE)
    if overdue.update(is_active=False):
        announce("kit.webhook_stopped", webhook=webhook.pk)
        return True
    return False
