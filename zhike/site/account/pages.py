"""The door and what lies behind it for every account: signing in and out, the language, the profile, the password."""

from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import include, path
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from zhike.kit.access.fresh import require_fresh
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.person import person
from zhike.kit.audit import trace
from zhike.kit.surfaces.forms import next_page
from zhike.look.entry import open_to_strangers, signed_in
from zhike.look.toast import toast
from zhike.rights.entry import least
from zhike.site.account import accepting, identities, people, resetting, security
from zhike.site.account.entering import PasskeySignIn, SecondStep, SignIn, start_over
from zhike.site.account.forms import ProfileForm
from zhike.site.account.telling import note
from zhike.site.account.warning import warn_of_address

A_YEAR = 365 * 24 * 3600


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Read on in another language: kept with the person where one is signed in, and in the browser."""
    language = request.POST.get("language", "")
    response = redirect(next_page(request, otherwise="/"))
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = language
            request.user.save(update_fields=["language"])
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


def leaving_nothing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view after which the browser throws away the pages it kept; the site's own files come again by themselves."""

    def cleared(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    return cleared


def traced(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The way out, of which an entry tells."""

    def leave(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and isinstance(request.user, Staff):
            note(request, "signed_out")
        return view(request)

    return leave


def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, mail and language. To another mail address links to a new password go, so that is asked twice."""
    by = Staff.objects.get(pk=person(request).pk)  # not the one the page around the form speaks of
    before = trace.snapshot(by)
    form = ProfileForm(request.POST or None, instance=by)
    if request.method == "POST" and form.is_valid():
        if "email" in form.changed_data:
            require_fresh(person(request))
        with transaction.atomic():
            by.save(update_fields=form.Meta.fields)  # whatever else changed meanwhile stays
            if changes := trace.difference(before, trace.snapshot(by)):
                trace.record("change", by, by=by, changes=changes)
            if "email" in changes:
                warn_of_address(by, old=before["email"])
        with override(by.language):
            toast(request, _("Your profile is saved."))
        return redirect("account:profile")
    return render(request, "account/profile.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever the page says."""
    return redirect(static("kit/mark.svg"), permanent=True)


own = [
    path("favicon.ico", open_to_strangers(icon), name="icon"),
    path("sign-out/", signed_in(leaving_nothing(traced(LogoutView.as_view()))), name="sign-out"),
    path("sign-in/forgotten/", open_to_strangers(resetting.forgotten_page), name="forgotten"),
    path("sign-in/forgotten/sent/", open_to_strangers(resetting.sent_page), name="forgotten-sent"),
    path("sign-in/again/", open_to_strangers(start_over), name="start-over"),
    path("sign-in/with/<str:house>/", open_to_strangers(identities.enter), name="enter"),
    path("link/<str:text>/", open_to_strangers(accepting.link_page), name="link"),
    path("language/", open_to_strangers(choose_language), name="language"),
    path("profile/", signed_in(profile), name="profile"),
    path("profile/security/", signed_in(security.security_page), name="security"),
    path("profile/security/password/", signed_in(security.change_password), name="password"),
    path("profile/security/app/", signed_in(security.app_page), name="app"),
    path("profile/security/passkey/", signed_in(security.passkey_page), name="passkey"),
    path("profile/security/codes/", signed_in(security.codes_page), name="codes"),
    path("profile/security/factors/<int:pk>/off/", signed_in(security.factor_off), name="factor-off"),
    path("profile/security/sessions/end/", signed_in(security.end_session), name="end-session"),
    path("profile/security/houses/<str:house>/link/", signed_in(identities.link), name="link-house"),
    path("profile/security/linked/<int:pk>/unlink/", signed_in(identities.unlink), name="unlink"),
    path("settings/people/", least(Role.ADMIN)(people.people_page), name="people"),
    path("settings/people/invite/", least(Role.ADMIN)(people.invite_page), name="invite"),
    path("settings/people/<int:pk>/", least(Role.ADMIN)(people.person_page), name="person"),
    path("settings/people/<int:pk>/link/", least(Role.ADMIN)(people.link_for), name="link-for"),
    path("settings/people/<int:pk>/factors/off/", least(Role.ADMIN)(people.factors_off), name="factors-off"),
    path("settings/people/<int:pk>/sign-out/", least(Role.ADMIN)(people.sign_out), name="sign-out-person"),
]
# django-allauth looks its addresses up by these names.
urlpatterns = [
    path("sign-in/", open_to_strangers(SignIn.as_view()), name="account_login"),
    path("sign-in/code/", open_to_strangers(SecondStep.as_view()), name="mfa_authenticate"),
    path("sign-in/passkey/", open_to_strangers(PasskeySignIn.as_view()), name="mfa_login_webauthn"),
    path("sign-in/oidc/<str:provider_id>/back/", open_to_strangers(oidc.callback), name="openid_connect_callback"),
    path("", include((own, "account"))),
]
