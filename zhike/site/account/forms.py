"""The forms of the pages around every page."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Staff

IN_THEIR_OWN_WORDS = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


class SignInForm(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": _("User name and password do not match. Check capitals and try again."),
        "inactive": _("This account is closed. Ask an administrator."),
    }

    def __init__(self, *arguments: Any, **options: Any):
        super().__init__(*arguments, **options)
        if self.is_bound:  # the user name is there already
            self.fields["username"].widget.attrs.pop("autofocus", None)
            self.fields["password"].widget.attrs["autofocus"] = True


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

    def save_for(self, request: HttpRequest) -> None:
        """Save it and keep this one session signed in."""
        self.save()
        update_session_auth_hash(request, self.user)
