"""Another house, as a process of its own: an OpenID Connect provider on this machine (allauth.idp.oidc, on SQLite).

Run as a program it prints its address and serves until killed. Its people are 林晓 and 张伟, its client is Zhike.
"""

import sys
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path

CLIENT, SECRET, PASSWORD = "zhike", "between-houses", "another-house-1"


def set_up(database: str) -> None:
    key = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    apps = ["auth", "contenttypes", "sessions", "messages"]
    middleware = ("sessions.middleware.SessionMiddleware", "auth.middleware.AuthenticationMiddleware")
    settings.configure(
        SECRET_KEY="another-house",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in apps), "allauth", "allauth.account", "allauth.idp.oidc"],
        MIDDLEWARE=[
            *(f"django.contrib.{one}" for one in middleware),
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        IDP_OIDC_PRIVATE_KEY=key.decode(),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )
    django.setup()
    call_command("migrate", verbosity=0)


def fill() -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.hashers import make_password
    from django.contrib.auth.models import User

    for name in ("lin", "zhang"):
        user = User.objects.create_user(name, f"{name}@example.cn", PASSWORD)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Client.objects.create(
        id=CLIENT,
        name="Zhike",
        secret=make_password(SECRET),
        scopes="openid\nprofile\nemail",
        redirect_uris="\n".join(sys.argv[2:]),
        skip_consent=True,
    )


class Quiet(WSGIRequestHandler):
    def log_message(self, *given) -> None:
        """Nothing."""


if __name__ == "__main__":
    set_up(sys.argv[1])
    urlpatterns = [path("accounts/", include("allauth.account.urls")), path("", include("allauth.idp.urls"))]
    urlpatterns.append(path("favicon.ico", lambda request: HttpResponse(status=204)))
    from django.core.wsgi import get_wsgi_application

    server: WSGIServer = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
    sys.argv[2:] = [one.replace("PORT", str(server.server_port)) for one in sys.argv[2:]]
    fill()
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
