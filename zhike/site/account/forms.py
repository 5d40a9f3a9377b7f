"""The forms of the pages around every page."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from allauth.mfa.webauthn.internal import auth as passkeys
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhike.api.rest.limits import TooMuch
from zhike.kit.access.models import Staff
from zhike.site.account import sessions
from zhike.site.account.adapters import secrets_of
from zhike.site.account.guessing import guess
from zhike.site.account.limits import count_try, spent_now, too_many
from zhike.site.account.seeds import Unreadable
from zhike.site.account.telling import note_later

IN_THEIR_OWN_WORDS = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


TAKEN = _("Somebody goes by this user name already.")


class SignInForm(LoginForm):
    """User name and password."""

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label, password.help_text = _("User name"), _("Password"), ""
        for field in (name, password):
            field.widget.attrs.pop("placeholder", None)
        # Where it is bound, the user name is there already.
        (password if self.is_bound else name).widget.attrs["autofocus"] = True

    def clean(self) -> Any:
        try:
            count_try(self.request)
        except TooMuch as error:
            raise forms.ValidationError(too_many(error)) from error
        return super().clean()


class CodeForm(AuthenticateForm):
    """A code of the app, or a recovery code; each works once, on whichever machine."""

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        self.fields["code"] = code_field()

    def clean_code(self) -> str:
        with guess(passkeys.context.request, self.user, way="totp"), secrets_of(self.user):
            code = self._looked_up()
            is_app = self.authenticator.type == Authenticator.Type.TOTP
            if is_app and not spent_now("code", str(self.user.pk), "".join(code.split())):
                raise get_adapter().validation_error("incorrect_code")
        if not is_app:
            note_later(self.user, "code_used", way="recovery_codes")
        return code

    def _looked_up(self) -> str:
        try:
            code: str = super().clean_code()
        except Unreadable as error:
            raise get_adapter().validation_error("incorrect_code") from error
        return code


class PasskeyForm(AuthenticateWebAuthnForm):
    """The answer of a passkey to a challenge that is good for one answer, right or wrong."""

    def clean_credential(self) -> Any:
        with guess(passkeys.context.request, self.user, way="webauthn"), readable():
            once(passkeys.get_state())
            return super().clean_credential()


class PasskeySignInForm(LoginWebAuthnForm):
    """The same from somebody of whom nothing is known yet."""

    def clean_credential(self) -> Any:
        with readable():
            once(passkeys.get_state())
            found = super().clean_credential()
        if not found.user.is_active:
            note_later(found.user, "refused", way="webauthn")
            raise get_adapter().validation_error("incorrect_code")
        return found


class ProfileForm(forms.ModelForm):
    """What people may change about themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=IN_THEIR_OWN_WORDS)

    class Meta:
        model = Staff
        fields = ("name", "email", "language")
        labels = {"name": pgettext_lazy("of a person", "name")}
        error_messages = {"email": {"invalid": _("This is not an e-mail address.")}}


class PasswordForm(PasswordChangeForm):
    """A new password against the old one."""

    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": _("The old password is not right."),
        "password_mismatch": _("The two new passwords differ."),
    }

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        # The form is the second one of its page, so the page does not begin in it.
        self.fields["old_password"].widget.attrs.pop("autofocus", None)

    def clean_old_password(self) -> str:
        with guess(passkeys.context.request, self.user, way="password"):
            password: str = super().clean_old_password()
        return password

    def save_for(self, request: HttpRequest) -> int:
        """Save it, keep this one session and end every other. Returns how many."""
        self.save()
        update_session_auth_hash(request, self.user)
        return sessions.end_others(request)


class NewPasswordForm(SetPasswordForm):
    """A password for somebody whose link proved who they are."""

    error_messages = {**SetPasswordForm.error_messages, "password_mismatch": _("The two new passwords differ.")}


class FirstAdministratorForm(NewPasswordForm):
    """Who administers this installation."""

    username = forms.CharField(label=_("User name"), max_length=60)
    name = forms.CharField(label=pgettext_lazy("of a person", "name"), max_length=60)
    field_order = ("username", "name", "new_password1", "new_password2")

    def clean_username(self) -> str:
        return free(self.cleaned_data["username"])


def free(username: str) -> str:
    """A user name that nobody goes by, whatever its capitals."""
    if Staff.objects.filter(username__iexact=username).exists():
        raise forms.ValidationError(TAKEN)
    return username


def code_field() -> forms.CharField:
    """Six digits of an app, or one of the recovery codes."""
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(
        label=pgettext_lazy("to sign in", "Code"), max_length=20, widget=forms.TextInput(attrs=attributes)
    )


def as_json(options: dict[str, Any]) -> str:
    """What a passkey is asked, for an attribute of a form."""
    return json.dumps(options, cls=DjangoJSONEncoder)


@contextmanager
def readable() -> Iterator[None]:
    """What cannot be read as the answer of a passkey is a wrong one; the library falls over it."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


def once(state: dict[str, Any] | None) -> None:
    """Refuse an answer where there is no challenge, or where it had an answer before."""
    if not state or not spent_now("challenge", str(state["challenge"])):
        raise get_adapter().validation_error("incorrect_code")
