"""Links that work once: into a first account, into an invited one, to a new password."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit.access.models import Staff
from zhike.kit.refusal import Refusal
from zhike.site.account.limits import digest
from zhike.site.account.models import OneTimeLink

Purpose = OneTimeLink.Purpose
VALID = {
    Purpose.FIRST: timedelta(hours=72),
    Purpose.INVITATION: timedelta(hours=72),
    Purpose.RESET: timedelta(minutes=30),
}


@transaction.atomic
def make(purpose: str, *, person: Staff | None = None, by: Staff | None = None) -> str:
    """The text of a new link; those for the same person and purpose before it end."""
    text, now = secrets.token_urlsafe(32), timezone.now()
    OneTimeLink.objects.filter(purpose=purpose, person=person, used_at=None).update(expires_at=now)
    OneTimeLink.objects.create(
        purpose=purpose,
        person=person,
        made_by=by,
        digest=digest(text),
        bound=state_of(person),
        expires_at=now + VALID[Purpose(purpose)],
    )
    return text


def found(text: str) -> OneTimeLink | None:
    """The link with this text if it still works."""
    link = OneTimeLink.objects.select_related("person").filter(digest=digest(text)).first()
    return link if link and works(link) else None


def works(link: OneTimeLink) -> bool:
    """Whether a link is unused, in time, and its person as they were when it was made."""
    in_time = link.used_at is None and timezone.now() < link.expires_at
    return in_time and secrets.compare_digest(link.bound, state_of(link.person))


def use(link: OneTimeLink) -> None:
    """Use a link up, inside the transaction of what it is for. Of several at once one gets it; the others are refused.

    The person is read again behind the lock, so that what the link was bound to is what holds now.
    """
    locked = OneTimeLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if locked.person_id:
        locked.person = Staff.objects.select_for_update().get(pk=locked.person_id)
    if not works(locked):
        raise Refusal(_("This link was used or is too old. Ask for a new one."))
    locked.used_at = timezone.now()
    locked.save(update_fields=["used_at"])


def address_of(text: str, *, site: str = "") -> str:
    """The whole address of a link. It is made from the settings: what a request calls this site may be a lie."""
    return (site or settings.SITE_URL) + reverse("account:link", args=[text])


def state_of(person: Staff | None) -> str:
    """A digest of what a link is bound to."""
    if person is None:
        return ""
    return digest(str(person.pk), person.password, person.email, str(person.is_active))
