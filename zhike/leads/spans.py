"""Spans of time in words."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

HOUR, DAY = 60, 24 * 60  # minutes


def words(span: timedelta | None) -> str:
    """A span as people say it: minutes, hours to one digit below ten, days; a dash for none.

    >>> words(timedelta(minutes=42)), words(timedelta(hours=5, minutes=30)), words(timedelta(days=3))
    ('42 min', '5.5 h', '3 days')
    """
    if span is None:
        return "—"
    minutes = round(span.total_seconds() / 60)
    if minutes < HOUR:
        return _("%(count)s min") % {"count": minutes}
    if minutes < DAY:
        hours = minutes / HOUR
        return _("%(count)s h") % {"count": f"{hours:.1f}".removesuffix(".0") if hours < 10 else round(hours)}
    days = round(minutes / DAY)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
