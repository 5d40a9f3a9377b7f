"""The notices that work tells, and their words."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.look.format import short_date
from zhike.notices.kinds import Kind


def _reminded(words: dict[str, Any]) -> str:
    at = timezone.localtime(datetime.fromisoformat(words["at"]))
    when = short_date(at, today=timezone.localdate())
    return _("Reminder: “%(what)s”, %(when)s") % (words | {"when": when})


Kind("reminded", gettext_lazy("What I wanted to be reminded of"), _reminded, replaces=True)
Kind(
    "year_unknown",
    gettext_lazy("The holidays of the coming year are unknown"),
    lambda words: _("The public holidays of %(year)s are not known here yet") % words,
    advice=gettext_lazy("Enter them under “Special days”: targets, calendar and due days go by them."),
)
