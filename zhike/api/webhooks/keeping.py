"""Making, turning and switching addresses: an administrator's work, and traced."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from zhike.api.webhooks.delivering import send
from zhike.api.webhooks.models import Delivery, Webhook
from zhike.api.webhooks.sending import Unsent, understood
from zhike.kit.access.models import Role, Staff
from zhike.kit.audit import trace
from zhike.kit.events import Event
from zhike.kit.refusal import NotAllowed, Refusal


def require_admin(by: Staff) -> None:
    """Refuse whoever may not decide what leaves the firm: not an administrator, or a token without that scope."""
    if not by.is_at_least(Role.ADMIN) or not by.has_scope("", "admin"):
        raise NotAllowed


@transaction.atomic
def subscribe(url: str, *, by: Staff, patterns: Sequence[str]) -> Webhook:
    """Tell an address of events from now on."""
    require_admin(by)
    try:
        understood(url)
    except Unsent as error:
        raise Refusal(str(error), field="url") from error
    webhook = Webhook.objects.create(url=url, patterns=list(patterns), made_by=by)
    trace.record("create", webhook, by=by, changes={"url": [None, url], "patterns": [None, " ".join(patterns)]})
    return webhook


@transaction.atomic
def rotate(webhook: Webhook, *, by: Staff) -> None:
    """A new secret; the one before signs as well for a day."""
    require_admin(by)
    webhook.generation, webhook.rotated_at = webhook.generation + 1, timezone.now()
    webhook.save(update_fields=["generation", "rotated_at"])
    trace.record("change", webhook, by=by, changes={"secret": [None, str(webhook.generation)]})


@transaction.atomic
def switch(webhook: Webhook, *, by: Staff) -> None:
    """On where it was off, off where it was on."""
    require_admin(by)
    webhook.is_active, webhook.failing_since = not webhook.is_active, None
    webhook.save(update_fields=["is_active", "failing_since"])
    trace.record("change", webhook, by=by, changes={"active": [str(not webhook.is_active), str(webhook.is_active)]})


@transaction.atomic
def try_out(webhook: Webhook, *, by: Staff) -> Delivery:
    """Send an event that means nothing, to this one address alone."""
    require_admin(by)
    now = timezone.now()
    event = Event.objects.create(name="kit.webhook_tried", keys={"webhook": webhook.pk}, at=now, heard_at=now)
    return send(event, to=webhook)
