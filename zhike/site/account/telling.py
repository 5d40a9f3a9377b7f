"""The trace of ways in: who came in and by what, who was refused, what was done to an account. It keeps no secret."""

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.kit.audit import trace
from zhike.kit.audit.door import current_entrance, entering
from zhike.kit.audit.models import Door, Trace
from zhike.site.account.models import OneTimeLink
from zhike.site.account.warning import warn
from zhike.witness import words

REFUSED = "account.refused"
COUNTED = timedelta(minutes=5)
# How each goes on after a name: "Ana …".
trace.PLAIN.update(
    {
        "account.signed_in": _("signed in"),
        REFUSED: _("refused to let somebody in"),
        "account.signed_out": _("signed out"),
        "account.sessions_ended": _("ended sessions"),
        "account.proved": _("proved who they are"),
        "account.password_changed": _("changed the password"),
        "account.factor_added": _("set up a second factor"),
        "account.factor_removed": _("removed a second factor"),
        "account.codes_made": _("made recovery codes"),
        "account.code_used": _("used a recovery code"),
        "account.house_linked": _("linked an account at another house"),
        "account.house_unlinked": _("unlinked an account at another house"),
        "account.invited": _("invited this person"),
        "account.link_made": _("made a link that works once"),
    }
)
WAYS = {
    "password": _("password"),
    "totp": _("code app"),
    "recovery_codes": _("recovery code"),
    "webauthn": _("passkey"),
    "socialaccount": _("other house"),
    "link": _("link that works once"),
}
IN_THEIR_OWN_WORDS = {code: get_language_info(code)["name_local"] for code, _name in settings.LANGUAGES}
TOLD_OF_PEOPLE = ("name", "email", "role", "team", "language", "is_active")
words.CHANGED.update(
    {
        "way": (_("by"), WAYS),
        "device": (_("device"), {}),
        "tries": (_("tries in five minutes"), {}),
        "factor": (_("second factor"), WAYS),
        "factors": (_("second factors"), {}),
        "house": (_("other house"), {}),
        "sessions": (_("sessions"), {}),
        "purpose": (_("for"), dict(OneTimeLink.Purpose.choices)),
        **{
            one.attname: (one.verbose_name, dict(one.flatchoices))
            for one in Staff._meta.concrete_fields
            if one.name in TOLD_OF_PEOPLE
        },
        "language": (Staff._meta.get_field("language").verbose_name, IN_THEIR_OWN_WORDS),
    }
)


def note(request: HttpRequest, act: str, **changes: list[str | None]) -> None:
    """Trace what somebody did to their own account: by name what was, and what is."""
    by = Staff.objects.get(pk=person(request).pk)  # a request has only a stand-in for it
    note_of(by, act, by=by, **changes)


def note_of(somebody: Staff, act: str, *, by: Staff, **changes: list[str | None]) -> None:
    """Trace what was done to somebody's account."""
    trace.record(f"account.{act}", somebody, by=by, changes=changes)


def ways_in(request: HttpRequest, somebody: Staff) -> list[str | None]:
    """By what somebody comes in, as a change of the trace: what was proven, else the link they were handed."""
    proven = [_way(one) for one in get_authentication_records(request, somebody)]
    return [None, ", ".join(dict.fromkeys(proven)) or "link"]


def note_later(somebody: Staff | None, act: str, *, way: str) -> None:
    """Trace what the answer may still refuse to act upon, such as a proof or a wrong guess: a job writes the entry.

    It also finds out whether there is an account at all, so that nobody reads that from the time an answer takes. Only
    guesses that the limits let through come here, which is how often an account's trace can grow.
    """
    came = current_entrance()
    number = somebody.pk if somebody else 0
    jobs.later(keep, person=number, act=act, way=way, address=came.address, request=came.request)


@jobs.named(_("Trace a try to sign in"))
@jobs.job
def keep(*, person: int, act: str, way: str, address: str, request: str) -> None:
    """Write an entry as it came in; one of a refusal with how many there were lately."""
    somebody = Staff.objects.filter(pk=person).first()
    if somebody is None:
        return
    by, changes = somebody, {"way": [None, way]}
    if act == "refused":
        by, changes["tries"] = Staff.objects.robot("door"), [None, str(_refusals(somebody) + 1)]
    with entering(door=Door.SCREEN, program="", address=address, request=request):
        note_of(somebody, act, by=by, **changes)
    if act == "code_used":
        warn(somebody, act)


def _refusals(somebody: Staff) -> int:
    entries = Trace.objects.filter(noun=somebody._meta.label_lower, object_id=somebody.pk, verb=REFUSED)
    return entries.filter(at__gt=timezone.now() - COUNTED).count()


def _way(record: dict[str, Any]) -> str:
    return record.get("type") or record["method"]
