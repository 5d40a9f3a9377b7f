"""Notices that leave the house: by mail, and to the group tool of their reader.

Both are words to the firm's own staff. What is said to customers never goes this way.
"""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy, ngettext

from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.notices.models import GroupTool, Notice
from zhike.notices.told import told

Attached = tuple[str, bytes, str]  # a file of a mail: its name, what it holds, its type


class Unanswered(Exception):
    """The group tool did not take a message."""


@jobs.named(gettext_lazy("Send a notice by mail"))
@jobs.job
def mail(*, notice: int) -> None:
    """Mail one notice at once."""
    _mail(Notice.objects.filter(pk=notice, mailed_at=None))


@jobs.named(gettext_lazy("Send the daily mails"))
@jobs.daily(8)
def digest() -> None:
    """Let everybody have in one mail what they have not read."""
    for person in Notice.objects.awaiting_mail().order_by("to").values_list("to", flat=True).distinct():
        jobs.later(digest_of, once=f"digest-{person}", person=person)


@jobs.named(gettext_lazy("Send somebody their daily mail"))
@jobs.job
def digest_of(*, person: int) -> None:
    """The daily mail of one person."""
    _mail(Notice.objects.awaiting_mail().filter(to=person).order_by("-id"))


@jobs.named(gettext_lazy("Bring a notice to a group tool"))
@jobs.job
def call(*, notice: int) -> None:
    """Bring a notice to the group tool of its reader; one that does not answer is tried again."""
    row = Notice.objects.select_related("to", "by").get(pk=notice)
    tool = GroupTool.objects.filter(person=row.to).first()
    with translation.override(row.to.language):
        for one in told([row], by=row.to):
            if tool:
                say(tool.url, f"{one.text}\n{settings.SITE_URL}{one.url}")


def say(url: str, text: str) -> None:
    """Say something in a group tool. Raises Unanswered, or Refusal for an address that is not of one."""
    from zhike.notices.tools import understood  # noqa: PLC0415 -- a fifth of a second that only this needs

    if not understood(url).notify(text):
        raise Unanswered(url.partition("://")[0])


def post(to: Staff, subject: str, text: str, *, html: str | None = None, files: Sequence[Attached] = ()) -> None:
    """Mail one of the firm's own staff; every mail leaves here."""
    letter = EmailMultiAlternatives(" ".join(subject.split()), text, None, [to.email])
    if html:
        letter.attach_alternative(html, "text/html")
    for name, content, kind in files:
        letter.attach(name, content, kind)
    letter.send()


@transaction.atomic
def _mail(notices) -> None:
    """One mail to one reader; a failed one leaves everything to be mailed again."""
    some = list(notices.select_for_update(of=("self",)).select_related("to", "by"))
    if some and settings.EMAIL_HOST:
        with translation.override(some[0].to.language):
            _send(some[0].to, told(some, by=some[0].to))
        Notice.objects.filter(pk__in=[one.pk for one in some]).update(mailed_at=timezone.now())


def _send(to: Staff, lines: list) -> None:
    if not (lines and to.email):
        return
    subject = lines[0].text
    if len(lines) > 1:
        subject = ngettext("%(many)d notice", "%(many)d notices", len(lines)) % {"many": len(lines)}
    context = {"lines": lines, "to": to, "site": settings.SITE_URL, "subject": subject}
    text, html = (render_to_string(f"notices/mail.{kind}", context) for kind in ("txt", "html"))
    post(to, subject, text, html=html)
