"""Telling people that their way in was changed or used anew: under the bell and by mail, whatever else they chose."""

from copy import copy
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.notices.kinds import Kind
from zhike.notices.sending import post
from zhike.notices.telling import tell

SENTENCES = {
    "password_changed": gettext_lazy("The password of your account was changed"),
    "factor_added": gettext_lazy("A second factor was set up for your account"),
    "passkey_added": gettext_lazy("A passkey was set up for your account"),
    "factor_removed": gettext_lazy("A second factor of your account was removed"),
    "codes_made": gettext_lazy("New recovery codes were made for your account; the old ones work no more"),
    "code_used": gettext_lazy("A recovery code of your account was used"),
    "house_linked": gettext_lazy("An account at another house was linked with yours and opens it"),
    "email_changed": gettext_lazy("The mail address of your account was changed"),
    "new_device": gettext_lazy("Somebody signed in to your account on a new device: %(device)s, %(address)s"),
}
ADVICE = gettext_lazy(
    "If this was not you: change your password at once, sign out every other device under “Security”, and tell an"
    " administrator. If you cannot sign in any more, an administrator can end every session and hand you a new link."
)

Kind(
    "security",
    gettext_lazy("My way in was changed or used anew"),
    lambda words: str(SENTENCES[words["act"]]) % words,
    advice=ADVICE,
    is_always_told=True,
)


def warn(somebody: Staff, act: str, **values: Any) -> None:
    """Tell somebody what happened to their account. Whoever was never in has nothing to be warned of."""
    if somebody.last_login is not None:
        tell(somebody, "security", url=reverse("account:security"), act=act, **values)


def warn_of_address(somebody: Staff, *, old: str) -> None:
    """Tell somebody that their mail address changed, at the old one too: the new one may be that of a stranger."""
    warn(somebody, "email_changed")
    if old:
        jobs.later(warn_at, person=somebody.pk, address=old)


@jobs.named(gettext_lazy("Warn at an old mail address"))
@jobs.job
def warn_at(*, person: int, address: str) -> None:
    """Mail to an address that was somebody's until a moment ago."""
    to = copy(Staff.objects.get(pk=person))
    to.email = address
    if settings.EMAIL_HOST:
        with override(to.language):
            told = _("%(name)s, mail of your account goes to another address from now on, and no longer to this one.")
            post(to, str(SENTENCES["email_changed"]), f"{told % {'name': to.name}}\n\n{ADVICE}")
