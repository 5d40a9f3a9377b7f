"""The door: password, then the second factor where there is one; or a passkey; or an account at another house."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from zhike.api.rest.limits import TooMuch
from zhike.site.account import identities
from zhike.site.account.forms import CodeForm, PasskeyForm, PasskeySignInForm, SignInForm, as_json
from zhike.site.account.limits import count_try, too_many


class SignIn(LoginView):
    """The door. A wrong password keeps the user name and says so in one sentence."""

    template_name = "account/sign_in.html"
    form_class = SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "houses": identities.houses(self.request),
            "next": get_next_redirect_url(self.request) or "",
        }


class SecondStep(AuthenticateView):
    """What comes after the password: a code, a recovery code, or a passkey."""

    template_name = "account/second_step.html"
    form_class = CodeForm
    webauthn_form_class = PasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = super().get_context_data(**kwargs)
        return told | {"options": as_json(told["js_data"]["request_options"])}


@method_decorator(login_not_required, name="dispatch")
class PasskeySignIn(LoginWebAuthnView):
    """Coming in with a passkey alone. The browser asks for the challenge first, then sends the answer."""

    form_class = PasskeySignInForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            count_try(request)
        except TooMuch as error:
            messages.error(request, too_many(error))
            return redirect("account_login")
        return super().dispatch(request, *args, **kwargs)


@require_POST
@login_not_required
def start_over(request: HttpRequest) -> HttpResponse:
    """Forget who gave a password a moment ago."""
    clear_login(request)
    return redirect("account_login")
