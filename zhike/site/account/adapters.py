"""How the sign-in library (django-allauth) works in this house: its words, its limits, its locks are ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.api.rest.limits import TooMuch
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.site.account import devices, sessions
from zhike.site.account.limits import count_guess, take_back, too_many
from zhike.site.account.seeds import seal, unseal, whose
from zhike.site.account.telling import note, note_later, note_of, ways_in
from zhike.site.account.warning import warn

_owner: ContextVar[int] = ContextVar("owner")


@contextmanager
def secrets_of(owner: Staff) -> Iterator[None]:
    """Inside, sealed secrets are this person's; elsewhere they are those of whoever is signed in."""
    token = _owner.set(owner.pk)
    try:
        yield
    finally:
        _owner.reset(token)


class AccountAdapter(DefaultAccountAdapter):
    """Password and session. Accounts are made by invitation alone, and nothing is mailed from here."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy(
            "User name and password do not match. Check capitals and try again."
        ),
        "incorrect_code": gettext_lazy("This code is not right, or it was used already."),
        "incorrect_password": gettext_lazy("The password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Never by the library's own pages: `require_fresh` stands in front of the same acts."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            count_guess(request, credentials.get("username", ""))
        except TooMuch as error:
            raise ValidationError(too_many(error), code="too_many_login_attempts") from error

    def is_safe_url(self, url: str) -> bool:
        """Whether to go on there; never where the library falls over the address."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The person with this name and password; one guess fewer, once it was right and their account is open."""
        found = super().authenticate(request, **credentials)
        username = credentials.get("username", "")
        if found is not None and found.is_active:
            take_back(request, username)
        else:
            note_later(Staff.objects.filter(username__iexact=username).first(), "refused", way="password")
        return found

    def login(self, request: HttpRequest, user: Any) -> None:
        way, device = ways_in(request, user), sessions.device_of(request.headers.get("User-Agent", ""))
        came_before = copy(user)
        super().login(request, user)
        sessions.begin(request)
        note_of(user, "signed_in", by=user, way=way, device=[None, device])
        if not devices.was_seen(request, user):
            warn(came_before, "new_device", device=device, address=self.get_client_ip(request))

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, _("This account is closed. Ask an administrator."))
        return redirect("account_login")

    def get_client_ip(self, request: HttpRequest) -> str:
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - behind a socket nobody has an address

    def add_message(
        self, request: HttpRequest, level: int, *given: Any, message: str | None = None, **more: Any
    ) -> None:
        """Its sentences about errors; about success our pages speak themselves."""
        if message and level >= messages.WARNING:
            messages.add_message(request, level, message)

    def send_mail(self, *given: Any) -> None:
        """Nothing."""


class SecondFactors(DefaultMFAAdapter):
    """Seeds lie sealed, each for its owner; what is told of the house is its name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or it was used already."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text.encode(), about=self._subject())

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, about=self._subject()).decode()

    def _subject(self) -> str:
        return whose(_owner.get(0) or context.request.user.pk)

    def get_totp_label(self, user: Any) -> str:
        return user.username

    def get_totp_issuer(self) -> str:
        return f"Zhike {settings.FIRM_NAME}".strip()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What a passkey is called unless its owner calls it something: the device it was made on."""
        return sessions.device_of(context.request.headers.get("User-Agent", ""))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return entity | {"name": self.get_totp_issuer()}


class Identities(DefaultSocialAccountAdapter):
    """Accounts at other houses. One opens an account here only where its owner linked it, whatever its mail address."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The houses that the settings name. The library would look into the database too, where none are kept."""
        named = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        apps = [SocialApp(provider="openid_connect", **app) for app in named]
        known = [app for app in apps if provider in (None, app.provider, app.provider_id)]
        return [app for app in known if client_id in (None, app.client_id)]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        is_linking = sociallogin.state.get("process") == "connect"
        if is_linking and sociallogin.is_existing and sociallogin.user != request.user:
            messages.error(request, _("That account is linked with somebody else here."))
            raise ImmediateHttpResponse(redirect("account:security"))
        if not is_linking and not sociallogin.is_existing:
            messages.error(
                request,
                _("That account is linked with nobody here. Sign in with your password, then link it."),
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        if is_linking and not sociallogin.is_existing:  # which is what happens next
            note(request, "house_linked", house=[None, sociallogin.provider.name])
            warn(person(request), "house_linked")

    def on_authentication_error(self, request: HttpRequest, provider: Any, *given: Any, **more: Any) -> None:
        messages.error(request, _("The other house did not confirm who you are. Nothing was changed; try again."))
        place = "account:security" if isinstance(request.user, Staff) else "account_login"
        raise ImmediateHttpResponse(redirect(place))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("account:security")
