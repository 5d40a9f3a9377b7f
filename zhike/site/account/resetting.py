"""A forgotten password.

Whoever asks gets the same answer after the same work: whether there is such a person, a job finds out.
"""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache

from zhike.api.rest.limits import TooMuch
from zhike.kit import jobs
from zhike.kit.access.models import Staff
from zhike.notices.sending import post
from zhike.site.account import links
from zhike.site.account.limits import count_reset, too_many
from zhike.site.account.telling import note_of


class ForgottenForm(forms.Form):
    """Who forgot their password."""

    account = forms.CharField(label=gettext_lazy("User name or e-mail"), max_length=254)


@never_cache
@login_not_required
def forgotten_page(request: HttpRequest) -> HttpResponse:
    """Ask for a mail with a link."""
    form = ForgottenForm(request.POST or None)
    if form.is_valid() and _counted(request, form):
        jobs.later(send_reset, typed=form.cleaned_data["account"])
        return redirect("account:forgotten-sent")
    context = {"form": form, "has_mail": bool(settings.EMAIL_HOST)}
    return render(request, "account/forgotten.html", context, status=422 if form.errors else 200)


@login_not_required
def sent_page(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    return render(request, "account/forgotten_sent.html")


@jobs.named(gettext_lazy("Mail a link to a new password"))
@jobs.job
def send_reset(*, typed: str) -> None:
    """Mail a link to the one person who goes by this user name or mail address, if there is one."""
    people = Staff.objects.working().exclude(email="")
    field = "email__iexact" if "@" in typed else "username__iexact"
    found = list(people.filter(**{field: typed})[:2])
    if len(found) == 1:
        note_of(found[0], "link_made", by=Staff.objects.robot("door"), purpose=[None, links.Purpose.RESET])
        mail_link(found[0], links.make(links.Purpose.RESET, person=found[0]))


def mail_link(to: Staff, text: str) -> None:
    """Mail somebody a link to a new password, in their own language."""
    with override(to.language):
        subject = _("A new password for Zhike")
        body = _(
            "%(name)s, open this link within 30 minutes to choose a new password. It works once.\n\n%(link)s\n\n"
            "If you did not ask for it, ignore this mail: nothing was changed."
        )
        post(to, subject, body % {"name": to.name, "link": links.address_of(text)})


def _counted(request: HttpRequest, form: ForgottenForm) -> bool:
    try:
        count_reset(request, form.cleaned_data["account"])
    except TooMuch as error:
        form.add_error(None, too_many(error))
        return False
    return True
