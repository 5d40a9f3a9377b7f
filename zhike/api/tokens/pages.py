"""One's own tokens: make one, see it once, end it."""

from ipaddress import ip_network
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhike.api.tokens.keeping import end, known_scopes, make
from zhike.api.tokens.models import Token
from zhike.kit import registry
from zhike.kit.access.fresh import require_fresh
from zhike.kit.access.person import person
from zhike.look.entry import signed_in
from zhike.look.toast import toast

app_name = "tokens"
SHOWN = 50


class TokenForm(forms.Form):
    """What a token is for and may do."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=80)
    days = forms.IntegerField(label=gettext_lazy("Valid for days"), min_value=1, max_value=365, initial=90)
    networks = forms.CharField(
        label=gettext_lazy("Only from these addresses"),
        required=False,
        help_text=gettext_lazy("Such as 203.0.113.7 or 10.2.0.0/16, separated by spaces. Empty: from anywhere."),
    )
    scopes = forms.MultipleChoiceField(label=gettext_lazy("Scopes"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any):
        super().__init__(data)
        self.fields["scopes"].choices = [(scope, scope_words(scope)) for scope in known_scopes()]  # type: ignore[attr-defined]

    def clean_networks(self) -> list[str]:
        try:
            return [str(ip_network(word)) for word in self.cleaned_data["networks"].replace(",", " ").split()]
        except ValueError as error:
            raise forms.ValidationError(_("This is no address or network: %(error)s") % {"error": error}) from error


def scope_words(scope: str) -> str:
    """A scope as people read it."""
    extra = {"export": _("Read without an hourly limit"), "admin": _("What only administrators may do")}
    if scope in extra:
        return extra[scope]
    noun, _colon, right = scope.partition(":")
    entity = registry.entity_named(noun)
    words = {"nouns": entity.nouns if entity else _("everything")}
    return (_("Read %(nouns)s") if right == "read" else _("Read and write %(nouns)s")) % words


@never_cache
def tokens_page(request: HttpRequest) -> HttpResponse:
    """The person's tokens and the form for another one, whose text is on this one answer and never again."""
    by, text = person(request), ""
    form = TokenForm(request.POST or None)
    if form.is_valid():
        require_fresh(by)  # who holds a token is the person
        asked = {name: form.cleaned_data[name] for name in ("name", "scopes", "days", "networks")}
        _token, text = make(by=by, **asked)
        form = TokenForm(None)
    tokens = Token.objects.filter(owner=by).order_by("-pk")[:SHOWN]
    told = [(token, [scope_words(scope) for scope in token.scopes]) for token in tokens]
    context = {"form": form, "text": text, "tokens": told}
    return render(request, "api/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def end_page(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    end(Token.objects.get(pk=pk, owner=person(request)), by=person(request))
    toast(request, _("The token no longer works."))
    return redirect("tokens:list")


urlpatterns = [
    path("settings/tokens/", signed_in(tokens_page), name="list"),
    path("settings/tokens/<int:pk>/end/", signed_in(end_page), name="end"),
]
