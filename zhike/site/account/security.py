"""One's own security: password, code app, passkeys, recovery codes, sessions, linked accounts."""

from base64 import b64encode
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as codes
from allauth.mfa.totp.internal import flows as totp
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.internal import flows as keys
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhike.kit.access.person import person
from zhike.look.toast import toast
from zhike.site.account import identities, sessions
from zhike.site.account.forms import PasswordForm, as_json, code_field, once, readable
from zhike.site.account.limits import spent_now
from zhike.site.account.requiring import HAS
from zhike.site.account.seeds import seal, unseal
from zhike.site.account.stepping_up import fresh
from zhike.site.account.telling import note
from zhike.site.account.warning import warn

Type = Authenticator.Type
SEED = "seed"  # in the session


class AppForm(forms.Form):
    """The first code of a code app shows that the app has the seed, which waits sealed in the session."""

    code = code_field()

    def __init__(self, data: Any, *, request: HttpRequest):
        super().__init__(data)
        self.user = person(request)
        about = f"{SEED} of {self.user.pk}"
        if not self.is_bound or SEED not in request.session:
            request.session[SEED] = seal(generate_totp_secret().encode(), about=about)
        self.secret = unseal(request.session[SEED], about=about).decode()

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        is_right = validate_totp_code(self.secret, code)
        if not is_right or not spent_now("code", str(self.user.pk), "".join(code.split())):
            raise get_adapter().validation_error("incorrect_code")
        return code


class PasskeyAddForm(AddWebAuthnForm):
    """A new passkey and what to call it."""

    name = forms.CharField(label=gettext_lazy("What to call it"), max_length=60, required=False)

    def clean(self) -> Any:
        with readable():
            once(passkeys.get_state())
            return super().clean()


@never_cache
def security_page(request: HttpRequest) -> HttpResponse:
    """Everything by which somebody comes in, and where they are in."""
    return _shown(request, PasswordForm(request.user))


@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; every other session of this person ends."""
    password = PasswordForm(request.user, request.POST)
    if not password.is_valid():
        return _shown(request, password, status=422)
    ended = password.save_for(request)
    sessions.prove(request)
    note(request, "password_changed", sessions=[str(ended), None])
    warn(person(request), "password_changed")
    toast(request, _("Your password is changed. Other devices were signed out."))
    return redirect("account:security")


@never_cache
@fresh
def app_page(request: HttpRequest) -> HttpResponse:
    """Show the seed once to a code app, and turn it on with the first code."""
    by = person(request)
    if Authenticator.objects.filter(user=by, type=Type.TOTP).exists():
        return redirect("account:security")
    form = AppForm(request.POST or None, request=request)
    if form.is_valid():
        _made, recovery = totp.activate_totp(request, form)
        del request.session[SEED]
        _added(request, Type.TOTP.value, codes_too=recovery)
        toast(request, _("The code app is on. From now on it is asked for when you sign in."))
        return redirect("account:codes" if recovery else "account:security")
    url = get_adapter().build_totp_url(by, form.secret)
    picture = b64encode(get_adapter().build_totp_svg(url).encode()).decode()
    context = {"form": form, "picture": f"data:image/svg+xml;base64,{picture}", "url": url}
    return render(request, "account/code_app.html", context, status=422 if form.errors else 200)


@never_cache
@fresh
def passkey_page(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device or another one."""
    by = person(request)
    form = PasskeyAddForm(request.POST or None, user=by)
    if form.is_valid():
        name = form.cleaned_data["name"]
        _made, recovery = keys.add_authenticator(request, name=name, credential=form.cleaned_data["credential"])
        _added(request, Type.WEBAUTHN.value, codes_too=recovery, name=[None, name])
        toast(request, _("The passkey is ready. You can sign in with it alone."))
        return redirect("account:codes" if recovery else "account:security")
    context = {"form": form, "options": as_json(passkeys.begin_registration(by, passwordless=True))}
    return render(request, "account/passkey.html", context, status=422 if form.errors else 200)


@require_POST
@fresh
def factor_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the code app or a passkey; with the last one the recovery codes go too."""
    found = Authenticator.objects.exclude(type=Type.RECOVERY_CODES).get(pk=pk, user=person(request))
    delete_and_cleanup(request, found)
    request.session.pop(HAS, None)
    note(request, "factor_removed", factor=[found.type, None])
    warn(person(request), "factor_removed")
    toast(request, _("Removed."))
    return redirect("account:security")


@never_cache
@fresh
def codes_page(request: HttpRequest) -> HttpResponse:
    """The recovery codes, shown this once; made anew with a post."""
    if request.method == "POST" and codes.can_generate_recovery_codes(person(request)):
        codes.generate_recovery_codes(request)
        note(request, "codes_made")
        warn(person(request), "codes_made")
        return redirect("account:codes")
    found, may_see = codes.view_recovery_codes(request)
    if found is None or not may_see:
        return redirect("account:security")
    return render(request, "account/codes.html", {"codes": found.get_unused_codes()})


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's sessions, or all but this."""
    pk = request.POST.get("pk", "")
    if pk.isdecimal():
        mine = UserSession.objects.filter(user=person(request)).exclude(session_key=request.session.session_key)
        ended = sessions.end([mine.get(pk=int(pk))])
    else:
        ended = sessions.end_others(request)
    note(request, "sessions_ended", sessions=[str(ended), None])
    toast(request, _("Signed out there."))
    return redirect("account:security")


def _added(request: HttpRequest, kind: str, *, codes_too: Any, **more: list[str | None]) -> None:
    """Trace a new factor; with the first one recovery codes come."""
    note(request, "factor_added", factor=[None, kind], **more)
    warn(person(request), "passkey_added" if kind == Type.WEBAUTHN else "factor_added")
    if codes_too:
        note(request, "codes_made")


def _shown(request: HttpRequest, password: PasswordForm, *, status: int = 200) -> HttpResponse:
    by = person(request)
    factors = list(Authenticator.objects.filter(user=by).order_by("pk"))
    recovery = next((one.wrap() for one in factors if one.type == Type.RECOVERY_CODES), None)
    context = {
        "password": password,
        "app": next((one for one in factors if one.type == Type.TOTP), None),
        "passkeys": [one for one in factors if one.type == Type.WEBAUTHN],
        "codes_left": len(recovery.get_unused_codes()) if recovery else None,
        "places": sessions.places(request),
        "houses": identities.houses(request),
        "linked": SocialAccount.objects.filter(user=by).order_by("pk"),
    }
    return render(request, "account/security.html", context, status=status)
