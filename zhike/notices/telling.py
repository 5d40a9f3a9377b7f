"""Telling somebody something, once, if they may know it and in the ways they chose."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.notices import sending
from zhike.notices.kinds import KINDS
from zhike.notices.models import Mail, Notice, Preference
from zhike.notices.told import told


@transaction.atomic
def tell(
    to: Staff,
    kind: str,
    *,
    about: Model | None = None,
    by: Staff | None = None,
    key: str = "",
    url: str = "",
    **values: Any,
) -> Notice | None:
    """Tell one person; None where it is no news to them, not theirs to know, not wanted, or told already."""
    wanted = _wanted(to, kind)
    mail = wanted.mail if settings.EMAIL_HOST and to.email else Mail.NEVER
    place = {"noun": about._meta.label_lower, "object_id": about.pk} if about else {"url": url}
    notice = Notice(to=to, by=by, kind=kind, key=key, values=values, in_app=wanted.in_app, mail=mail, **place)
    if to == by or not (wanted.in_app or mail or wanted.tool) or not told([notice], by=to):
        return None
    # One writer at a time for each reader: numbers then grow in the order in which streams can see them.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended('notices', %s))", [to.pk])
    if key and Notice.objects.filter(to=to, key=key).exists():
        return None
    if KINDS[kind].replaces:
        Notice.objects.unread(to).filter(kind=kind, **place).delete()
    notice.save()
    if mail == Mail.NOW:
        jobs.later(sending.mail, notice=notice.pk)
    if wanted.tool:
        jobs.later(sending.call, notice=notice.pk)
    return notice


def _wanted(to: Staff, kind: str) -> Preference:
    if KINDS[kind].is_always_told:
        return Preference(person=to, kind=kind, mail=Mail.NOW)
    return Preference.objects.filter(person=to, kind=kind).first() or Preference(person=to, kind=kind)
