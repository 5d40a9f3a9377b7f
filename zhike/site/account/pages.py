"""The door and what lies behind it for every account: signing in and out, the language, the profile, the password."""

from collections.abc import Callable

from allauth.socialaccount.providers.openid_connect import views as oidc
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
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
from zhike.kit.access.models import Staff
from zhike.kit.access.person import person
from zhike.kit.audit import trace
from zhike.kit.surfaces.forms import next_page
from zhike.look.toast import toast
from zhike.site.account import accepting, identities, people, resetting, security
from zhike.site.account.entering import PasskeySignIn, SecondStep, SignIn, start_over
from zhike.site.account.forms import ProfileForm
from zhike.site.account.telling import note
from zhike.site.account.warning import warn_of_address

A_YEAR = 365 * 24 * 3600


@require_POST
@login_not_required
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
@login_not_required
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever the page says."""
    return redirect(static("kit/mark.svg"), permanent=True)


own = [
    path("favicon.ico", icon, name="icon"),
    path("sign-out/", leaving_nothing(traced(LogoutView.as_view())), name="sign-out"),
    path("sign-in/forgotten/", resetting.forgotten_page, name="forgotten"),
    path("sign-in/forgotten/sent/", resetting.sent_page, name="forgotten-sent"),
    path("sign-in/again/", start_over, name="start-over"),
    path("sign-in/with/<str:house>/", identities.enter, name="enter"),
    path("link/<str:text>/", accepting.link_page, name="link"),
    path("language/", choose_language, name="language"),
    path("profile/", profile, name="profile"),
    path("profile/security/", security.security_page, name="security"),
    path("profile/security/password/", security.change_password, name="password"),
    path("profile/security/app/", security.app_page, name="app"),
    path("profile/security/passkey/", security.passkey_page, name="passkey"),
    path("profile/security/codes/", security.codes_page, name="codes"),
    path("profile/security/factors/<int:pk>/off/", security.factor_off, name="factor-off"),
    path("profile/security/sessions/end/", security.end_session, name="end-session"),
    path("profile/security/houses/<str:house>/link/", identities.link, name="link-house"),
    path("profile/security/linked/<int:pk>/unlink/", identities.unlink, name="unlink"),
    path("settings/people/", people.people_page, name="people"),
    path("settings/people/invite/", people.invite_page, name="invite"),
    path("settings/people/<int:pk>/", people.person_page, name="person"),
    path("settings/people/<int:pk>/link/", people.link_for, name="link-for"),
    path("settings/people/<int:pk>/factors/off/", people.factors_off, name="factors-off"),
    path("settings/people/<int:pk>/sign-out/", people.sign_out, name="sign-out-person"),
]
# django-allauth looks its addresses up by these names.
urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/code/", SecondStep.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("sign-in/oidc/<str:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
    path("", include((own, "account"))),
]
