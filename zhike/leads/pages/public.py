"""The form that a stranger fills in. It answers the same to everybody, known or not."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhike.api.rest.limits import Limit, TooMuch, spend
from zhike.kit.access.models import Staff
from zhike.kit.atomic import one_act
from zhike.kit.fields import UNSTORABLE
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.leads import intake
from zhike.leads.models import CaptureForm, Lead, Trust
from zhike.leads.models.lead import Basis
from zhike.leads.suspecting import Sent, suspicions
from zhike.leads.ways import LONGEST, MEDIA

SENDERS = Limit("captures", "CAPTURES_PER_MINUTE", 60)  # from one address
TRACKED = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
LONGEST_TRACKED = 100  # characters
SAME_WITHIN = timedelta(days=1)
AGAIN_WITHIN = timedelta(minutes=10)  # the same words in this time are a second click
ROBOT = "web form"
SALT = "zhike.leads.form"


class PublicForm(forms.Form):
    """What is asked of a stranger. `website` is seen by programs alone; `stamp` says when the page was made."""

    name = forms.CharField(label=gettext_lazy("Your name"), max_length=60)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=LONGEST, required=False)
    mail = forms.CharField(label=gettext_lazy("E-mail"), max_length=LONGEST, required=False)
    wechat = forms.CharField(label=gettext_lazy("WeChat"), max_length=LONGEST, required=False)
    company = forms.CharField(label=gettext_lazy("Company"), max_length=120, required=False)
    title = forms.CharField(label=gettext_lazy("Job title"), max_length=60, required=False)
    interest = forms.CharField(label=gettext_lazy("What are you interested in?"), max_length=200, required=False)
    message = forms.CharField(
        label=gettext_lazy("What else should we know?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    agreed = forms.BooleanField()
    website = forms.CharField(required=False, max_length=200)
    stamp = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, capture: CaptureForm, data: Any = None):
        super().__init__(data)
        self.capture = capture
        for name, hint in (("name", "name"), ("phone", "tel"), ("mail", "email"), ("company", "organization")):
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["phone"].widget.input_type, self.fields["mail"].widget.input_type = "tel", "email"
        if capture.consent:
            self.fields["agreed"].label = capture.consent
        else:
            del self.fields["agreed"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if any(UNSTORABLE.search(value) for value in told.values() if isinstance(value, str)):
            raise ValidationError(_("There is a character in it that cannot be kept."))
        if not any(told.get(medium) for medium in MEDIA) and not self.errors:
            raise ValidationError(_("Tell us a phone, an e-mail or a WeChat, so that we can answer."))
        return told

    @property
    def asked(self) -> list[Any]:
        """The inputs that people see."""
        return [self[name] for name in self.fields if name not in ("website", "stamp", "agreed")]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def filled_in(request: HttpRequest, token: str) -> HttpResponse:
    """The form; a POST keeps a lead, suspected where it looks like spam, and never tells more than thanks."""
    capture = _open(token)
    if capture is None:
        return _closed(request)
    form = PublicForm(capture, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _counted(request, form) and form.is_valid():
        age = _age(form.cleaned_data["stamp"], token)
        if age is None:
            form.add_error(None, _("Please look through it and send it from here."))
        elif _kept(request, capture, form, age):
            return redirect("leads:thanks", token)
    context = {"form": form, "capture": capture, "tracked": _tracked(request), "stamp": stamp(token)}
    return render(request, "leads/public.html", context, status=_status(form))


@never_cache
@require_GET
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """A word of thanks, the same for everybody."""
    capture = _open(token)
    if capture is None:
        return _closed(request)
    return render(request, "leads/thanks.html", {"capture": capture})


def stamp(token: str) -> str:
    """When a page of this form was made, signed."""
    return signing.dumps([token, timezone.now().timestamp()], salt=SALT)


def _open(token: str) -> CaptureForm | None:
    capture = CaptureForm.objects.filter(token=token).first()
    return capture if capture and capture.takes(on=timezone.localdate()) else None


def _closed(request: HttpRequest) -> HttpResponse:
    """Nobody is told whether there ever was such a form."""
    return render(request, "leads/closed.html", status=404)


def _counted(request: HttpRequest, form: PublicForm) -> bool:
    try:
        spend(SENDERS, [request.META.get("REMOTE_ADDR", "")])
    except TooMuch as error:
        form.add_error(None, str(error))
        form.is_too_much = True  # type: ignore[attr-defined]
        return False
    return True


def _age(signed: str, token: str) -> float | None:
    """How long ago the page was made, in seconds; None where it was not made here for this form."""
    try:
        made_for, at = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return timezone.now().timestamp() - at if made_for == token else None


def _kept(request: HttpRequest, capture: CaptureForm, form: PublicForm, age: float) -> bool:
    told, now = form.cleaned_data, timezone.now()
    words = [told[name] for name in ("name", "company", "interest", "message", *MEDIA)]
    said = intake.digest(capture.token, *words)
    if intake.said_before(said, since=now - AGAIN_WITHIN):
        return True  # it is there
    sent = Sent(
        trap=told["website"],
        age=age,
        names=(told["name"], told["company"], told["title"]),
        texts=(told["interest"], told["message"]),
        same_before=intake.said_before(said, since=now - SAME_WITHIN),
    )
    lead = _lead(request, capture, told, said=said, why=suspicions(sent))
    try:
        with one_act():
            intake.take_in(lead, by=Staff.objects.robot(ROBOT), reached_by={medium: told[medium] for medium in MEDIA})
    except Refusal as refusal:
        refuse(form, refusal)
        return False
    return True


def _lead(request: HttpRequest, capture: CaptureForm, told: dict[str, Any], *, said: str, why: list[str]) -> Lead:
    tracked = _tracked(request)
    return Lead(
        name=told["name"],
        company=told["company"],
        title=told["title"],
        interest=told["interest"],
        note=told["message"],
        form=capture,
        source=capture.source,
        campaign=(capture.campaign or tracked.get("utm_campaign", ""))[:60],
        tracked=tracked,
        owner=capture.owner,
        consent_basis=Basis.AGREED if capture.consent else Basis.ASKED,
        notice_version=capture.notice_version,
        trust=Trust.SUSPECTED if why else Trust.FINE,
        suspicion=",".join(why),
        digest=said,
    )


def _tracked(request: HttpRequest) -> dict[str, str]:
    """Where somebody came from: what the address said, and the house of the page before; kept from page to page."""
    given = {name: request.POST.get(name, "") or request.GET.get(name, "") for name in (*TRACKED, "referrer")}
    given["referrer"] = given["referrer"] or _house(request.headers.get("Referer", ""))
    clean = {name: UNSTORABLE.sub("", value)[:LONGEST_TRACKED] for name, value in given.items()}
    return {name: value for name, value in clean.items() if value}


def _house(address: str) -> str:
    try:
        house = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return "" if house in settings.ALLOWED_HOSTS else house


def _status(form: PublicForm) -> int:
    if getattr(form, "is_too_much", False):
        return 429
    return 422 if form.is_bound else 200
