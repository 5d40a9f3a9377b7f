"""The stand at a fair: a few fields on a phone, a card read or photographed, the next one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.person import person
from zhike.kit.access.rows import require, rows
from zhike.kit.atomic import one_act
from zhike.kit.attached.actions import attach
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import refuse
from zhike.leads import cards, intake, known
from zhike.leads.models import CaptureForm, Lead, Source
from zhike.leads.models.lead import Basis
from zhike.leads.ways import LONGEST, MEDIA
from zhike.look.toast import toast
from zhike.reading.encodings import text_of
from zhike.reading.problems import UnreadableFile

CARD_BYTES = 100_000


class QuickForm(forms.Form):
    """What is asked at a stand. A card fills the fields that are still empty."""

    fair = forms.ModelChoiceField(
        CaptureForm.objects.none(), label=gettext_lazy("Fair"), required=False, empty_label=gettext_lazy("no fair")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=LONGEST, required=False)
    company = forms.CharField(label=gettext_lazy("Company"), max_length=120, required=False)
    title = forms.CharField(label=gettext_lazy("Job title"), max_length=60, required=False)
    mail = forms.CharField(label=gettext_lazy("E-mail"), max_length=LONGEST, required=False)
    wechat = forms.CharField(label=gettext_lazy("WeChat"), max_length=LONGEST, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=60, required=False)
    interest = forms.CharField(label=gettext_lazy("Interest"), max_length=200, required=False)
    photo = forms.FileField(label=gettext_lazy("Photo of the card"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("Agreed that we get in touch"), required=False)
    card = forms.CharField(
        label=gettext_lazy("text of the card"), required=False, max_length=cards.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    card_file = forms.FileField(label=gettext_lazy("file of the card"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, by: Any, initial: Any = None):
        super().__init__(data, files, initial=initial)
        today = timezone.localdate()
        choices = [one.pk for one in rows(CaptureForm, by=by).filter(is_open=True) if one.takes(on=today)]
        fairs = CaptureForm.objects.filter(pk__in=choices, source=Source.FAIR)
        self.fields["fair"].queryset, self.fields["fair"].initial = fairs, fairs.first()  # type: ignore[attr-defined]
        self.fields["phone"].widget.input_type = "tel"
        self.fields["photo"].widget.attrs |= {"accept": "image/*", "capture": "environment"}


def quick(request: HttpRequest) -> HttpResponse:
    """Keep one after the other: the fair stays chosen, and who is known already is told."""
    by = person(request)
    require(by, "create", Lead)
    form = QuickForm(request.POST or None, request.FILES or None, by=by, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        if "read" in request.POST:
            form = _read(form, by)
        elif lead := _kept(form, by):
            toast(request, _("“%(lead)s” is kept.") % {"lead": lead})
            doubles = known.customers(lead, by=by)
            if doubles:
                told = {"customer": doubles[0].row, "why": doubles[0].why}
                toast(request, _("Known already: %(customer)s (%(why)s)") % told)
            fair = form.cleaned_data["fair"]
            return redirect(f"{request.path}?fair={fair.pk}" if fair else request.path)
    return render(request, "leads/quick.html", {"form": form}, status=422 if form.errors else 200)


def _read(form: QuickForm, by: Any) -> QuickForm:
    """The form again, with what the card says where nothing stood."""
    typed, upload = form.cleaned_data["card"], form.cleaned_data["card_file"]
    found = cards.read(typed or (_text(upload.read(CARD_BYTES)) if upload else ""))
    if not found:
        form.add_error("card", _("This is no business card (vCard). Paste one, or choose a .vcf file."))
        return form
    said = {name: value for name, value in form.cleaned_data.items() if value and name in QuickForm.base_fields}
    kept = {name: value for name, value in said.items() if name not in ("card", "card_file", "photo")}
    return QuickForm(by=by, initial=found | kept)


def _text(raw: bytes) -> str:
    """The file of a card in whatever letters a phone writes; nothing where nobody can tell."""
    try:
        return text_of(raw)
    except UnreadableFile:
        return ""


def _kept(form: QuickForm, by: Any) -> Lead | None:
    told = form.cleaned_data
    fair = told["fair"]
    lead = Lead(
        **{name: told[name] for name in ("name", "company", "title", "city", "interest")},
        source=Source.FAIR,
        form=fair,
        campaign=(fair.campaign or fair.name)[:60] if fair else "",
        consent_basis=Basis.AGREED if told["agreed"] else Basis.ASKED,
        notice_version=fair.notice_version if fair and told["agreed"] else "",
        owner=by,
    )
    try:
        with one_act():
            if not lead.name:
                raise Refusal(_("Who is it? Type a name, or read the card first."), field="name")
            intake.take_in(lead, by=by, reached_by={medium: told[medium] for medium in MEDIA})
            if told["photo"]:
                attach(lead, by=by, upload=told["photo"])
            return lead
    except ValidationError as error:
        refuse(form, error)
    except Refusal as refusal:
        refuse(form, Refusal(str(refusal), field="photo" if refusal.field == "upload" else refusal.field))
    return None
