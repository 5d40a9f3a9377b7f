"""Asking again who is acting, in the middle of an act; what was filled in comes along and the act goes on.

Whatever raises `NotFresh` is answered by a page at the same address that carries the form in hidden inputs. Its post is
looked at here before the view sees it: with a good proof the session is fresh and the view does what it was asked.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.fresh import NotFresh, require_fresh
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.site.account.forms import CodeForm, PasskeyForm, as_json
from zhike.site.account.guessing import guess
from zhike.site.account.passwords import has_second_factor
from zhike.site.account.sessions import prove
from zhike.site.account.telling import note_later

MARK = "step-up"  # names the button that says by what
PREFIX = "step-up"  # of the other inputs of this page
ONLY = "only-step-up"  # the page was to be seen, and nothing to be done


class PasswordProof(forms.Form):
    """The password, of somebody who has no second factor."""

    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, data: Any = None, *, user: Staff, **options: Any):
        super().__init__(data, **options)
        self.user = user

    def clean_password(self) -> str:
        with guess(passkeys.context.request, self.user, way="password"):
            if not self.user.check_password(self.cleaned_data["password"]):
                raise forms.ValidationError(_("This is not your password."))
        return ""


PROOFS: dict[str, Any] = {"password": PasswordProof, "code": CodeForm, "passkey": PasskeyForm}


class StepUp:
    """Middleware: asks where an act needs somebody fresh, and takes the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, place: Any, named: Any) -> HttpResponse | None:
        """Take an answer, after the check against forgery and before the page it belongs to."""
        if request.method != "POST" or _is_for_programs(request) or not isinstance(request.user, Staff):
            return None
        if not request.POST.get(MARK):
            return None
        by = request.POST[MARK]
        if by not in ways(request.user):
            return ask(request)
        form = PROOFS[by](request.POST, user=request.user, prefix=PREFIX)
        if not form.is_valid():
            return ask(request, form)
        prove(request)
        note_later(request.user, "proved", way=_way(form))
        return redirect(request.get_full_path()) if ONLY in request.POST else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Ask. A program is told instead."""
        if not isinstance(error, NotFresh):
            return None
        if _is_for_programs(request):
            told = {"status": 403, "title": _("Confirm on the screen who you are, or use a token.")}
            return JsonResponse(told, status=403, content_type="application/problem+json")
        return ask(request)


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that only somebody sees who proved a moment ago who they are."""

    @wraps(view)
    def guarded(request: HttpRequest, *place: Any, **named: Any) -> HttpResponse:
        require_fresh(person(request))
        return view(request, *place, **named)

    return guarded


def ask(request: HttpRequest, form: forms.Form | None = None) -> HttpResponse:
    """The page that asks, with everything that was typed."""
    by = person(request)
    known = ways(by)
    asked = [one for one in known if one != "passkey"]
    shown = form if isinstance(form, PasswordProof | CodeForm) else None
    if shown is None and asked:
        shown = PROOFS[asked[0]](user=by, prefix=PREFIX)
    context = {
        "form": shown,
        "by": asked[0] if asked else "",
        "passkey": as_json(passkeys.begin_authentication(by)) if "passkey" in known else "",
        "problems": form.errors.get("credential", []) if isinstance(form, PasskeyForm) else [],
        "carried": _carried(request),
        "here": request.get_full_path(),
    }
    if not request.headers.get("HX-Request"):
        return render(request, "account/step_up.html", context, status=422)
    response = render(request, "account/step_up.html", context)  # htmx shows only an answer that is well
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "body", "innerHTML"
    return response


def ways(by: Staff) -> list[str]:
    """How somebody can prove who they are: the strongest they have."""
    types = set(Authenticator.objects.filter(user=by).values_list("type", flat=True))
    if not has_second_factor(by):
        return ["password"] if by.has_usable_password() else []
    return ["code"] * bool(types - {"webauthn"}) + ["passkey"] * ("webauthn" in types)


def _way(form: forms.Form) -> str:
    """By what somebody proved it, as the trace calls it."""
    if isinstance(form, CodeForm):
        return str(form.authenticator.type)
    return "webauthn" if isinstance(form, PasskeyForm) else "password"


def _is_for_programs(request: HttpRequest) -> bool:
    """Programs send no forms: what they send is read at their own door."""
    return request.path.startswith("/api/")


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, but for what is this page's own."""
    if request.method != "POST":
        return [(ONLY, "1")]
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in (MARK, "csrfmiddlewaretoken") and not name.startswith(f"{PREFIX}-")
    ]
