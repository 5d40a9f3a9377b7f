"""The door and what lies behind it for every account: signing in and out, the language, the profile, the password."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from zhike.kit.surfaces.forms import next_page
from zhike.look.entry import open_to_strangers, signed_in
from zhike.look.toast import toast
from zhike.site.account.forms import PasswordForm, ProfileForm, SignInForm

A_YEAR = 365 * 24 * 3600
app_name = "account"


class SignIn(LoginView):
    """The door. A wrong password keeps the user name and says so in one sentence."""

    template_name = "account/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Read on in another language: kept with the person where one is signed in, and in the browser."""
    language = request.POST.get("language", "")
    response = redirect(next_page(request, otherwise="/"))
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = language
            request.user.save(update_fields=["language"])
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, mail and language."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        with override(form.save().language):
            toast(request, _("Your profile is saved."))
        return redirect("account:profile")
    context = {"form": form, "password": PasswordForm(request.user)}
    return render(request, "account/profile.html", context, status=422 if form.errors else 200)


@require_POST
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; every other session of this person ends."""
    password = PasswordForm(request.user, request.POST)
    if password.is_valid():
        password.save_for(request)
        toast(request, _("Your password is changed. Other devices were signed out."))
        return redirect("account:profile")
    context = {"form": ProfileForm(instance=request.user), "password": password}
    return render(request, "account/profile.html", context, status=422)


@require_GET
def icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever the page says."""
    return redirect(static("kit/mark.svg"), permanent=True)


urlpatterns = [
    path("favicon.ico", open_to_strangers(icon), name="icon"),
    path("sign-in/", open_to_strangers(SignIn.as_view()), name="sign-in"),
    path("sign-out/", signed_in(LogoutView.as_view()), name="sign-out"),
    path("language/", open_to_strangers(choose_language), name="language"),
    path("profile/", signed_in(profile), name="profile"),
    path("profile/password/", signed_in(change_password), name="password"),
]
