"""The page on which a customer reads a quote and answers it. Whoever has the link sees this quote and nothing else."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhike.api.rest.limits import Limit, TooMuch, spend
from zhike.kit.audit.door import entering
from zhike.kit.refusal import Refusal
from zhike.look.entry import open_to_strangers, unlisted
from zhike.sales import answering, offers, options
from zhike.sales.issuing import Content, said
from zhike.sales.models import Offer
from zhike.sales.models.quoting import DeclinedFor
from zhike.sales.pages.paper import pdf
from zhike.sales.papers.drawing import read

app_name = "offers"
LOOKS = Limit("offers", "OFFER_REQUESTS_PER_MINUTE", 60)  # from one address, at whatever link


class AnswerForm(forms.Form):
    """Yes with a name and a tick, or no with a reason."""

    signed_by = forms.CharField(label=gettext_lazy("Your name"), max_length=60, required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I accept this quotation with its terms"), required=False)
    declined_for = forms.ChoiceField(
        label=gettext_lazy("What spoke against it?"),
        choices=DeclinedFor.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("In your words"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> Any:
        """A yes needs both, a no nothing; what says neither is no answer."""
        told = super().clean() or {}
        if self.data.get("answer") not in ("yes", "no"):
            raise forms.ValidationError(_("Please accept or decline."))
        if self.data.get("answer") == "yes":
            if not told.get("signed_by", "").strip():
                self.add_error("signed_by", _("Please type your name."))
            if not told.get("agreed"):
                self.add_error("agreed", _("Please tick that you accept."))
        return told


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offer_page(request: HttpRequest, token: str) -> HttpResponse:
    """The quote as it was sent, and the way to answer it."""
    if wait := _too_often(request):
        return wait
    offer, content = _found(token)
    if offer is None or content is None:
        return render(request, "sales/offer_gone.html", status=404)
    with translation.override(content["language"]):
        taken, letter = choice(request, content)
        form = _form(request)
        if form.is_bound and form.is_valid():
            try:
                _answer(request, offer, form, taken, letter)
                return redirect("offers:offer", token)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
        is_open = offer.is_open(on=timezone.localdate())
        paper = read(options.taking(content, taken, letter) if is_open else content)
        context = {"offer": offer, "paper": paper, "form": form, "token": token, "lang": content["language"]}
        context |= {"is_open": is_open, **left_open(paper), "address": request.path}
        status = 422 if form.is_bound else 200
        return render(request, "sales/offer.html", context, status=status)


@never_cache
@require_GET
def offer_paper(request: HttpRequest, token: str) -> HttpResponse:
    """The same as a file."""
    if wait := _too_often(request):
        return wait
    _offer, content = _found(token)
    if content is None:
        raise Http404
    return pdf(content)


def choice(request: HttpRequest, content: Content) -> tuple[set[int], str]:
    """The optional lines and the alternative that are ticked: by whoever sends the form, and before that by us."""
    if "answer" not in request.POST:
        return options.chosen(content), options.alternative(content)
    taken = {place for place in options.places(content) if str(place) in request.POST.getlist("take")}
    letter = request.POST.get("alternative", "")
    return taken, letter if letter in options.alternatives(content) else options.alternative(content)


def left_open(paper: dict[str, Any]) -> dict[str, Any]:
    """What there is to choose, as the form shows it."""
    return {"options": [line for line in paper["lines"] if line["part"] == options.OPTIONAL], "paper": paper}


def _found(token: str) -> tuple[Offer | None, Content | None]:
    """The link and what it shows: where it ended unanswered nothing any more, as where it was never given out."""
    try:
        offer = offers.found(token)
    except Offer.DoesNotExist:
        return None, None
    is_gone = offer.ended_at is not None and offer.answered_at is None
    return offer, None if is_gone else said(offer.quote)


def _too_often(request: HttpRequest) -> HttpResponse | None:
    """What somebody is told who asks too often."""
    try:
        spend(LOOKS, [request.META.get("REMOTE_ADDR", "")])
    except TooMuch as error:
        sentence = _("Too many tries. Try again in %(seconds)s seconds.") % {"seconds": error.seconds}
        return HttpResponse(sentence, status=429, content_type="text/plain; charset=utf-8")
    return None


def _form(request: HttpRequest) -> AnswerForm:
    """The answer; where only the total is asked for anew, what was typed so far stays and is not judged."""
    if request.POST.get("answer") == "reckon":
        return AnswerForm(initial={name: request.POST.get(name, "") for name in AnswerForm.base_fields})
    return AnswerForm(request.POST or None)


def _answer(request: HttpRequest, offer: Offer, form: AnswerForm, taken: set[int], letter: str) -> None:
    is_yes, place = request.POST.get("answer") == "yes", request.META.get("REMOTE_ADDR", "")
    told = {name: form.cleaned_data[name].strip() for name in ("signed_by", "declined_for", "reason")}
    with entering(program="offer", address=place):
        answering.answer(offer, yes=is_yes, address=place, taken=taken, alternative=letter, **told)


urlpatterns = [
    path("q/<str:token>/", open_to_strangers(unlisted(offer_page)), name="offer"),
    path("q/<str:token>/paper.pdf", open_to_strangers(unlisted(offer_paper)), name="paper"),
]
