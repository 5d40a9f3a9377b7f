"""Settings. Addresses and secrets come from the environment; product choices live in the database."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from zhike.postgres.cluster import embedded_address
from zhike.site import database, houses, mail
from zhike.site.environment import apart, check_names, flag, folder, key_beside, number, one_of, text
from zhike.site.signing import kept_secret

check_names()

ROOT = Path(__file__).resolve().parents[2]
DATA_DIR = folder("ZHIKE_DATA_DIR", ROOT / "var")
UPLOADS_DIR = DATA_DIR / "uploads"
WAREHOUSE_DIR = DATA_DIR / "warehouse"
KEYS_DIR = DATA_DIR / "keys"  # in no backup
CHECKPOINTS_DIR = DATA_DIR / "checkpoints"
BACKUP_DIR = folder("ZHIKE_BACKUP_DIR", DATA_DIR / "backups")
BACKUP_KEYS = text("ZHIKE_BACKUP_KEYS")
BACKUP_KEEP = text("ZHIKE_BACKUP_KEEP", "7,4,12")

DEBUG = False
KEY_APART_FROM = (DATA_DIR, UPLOADS_DIR, BACKUP_DIR)
KEY_FILE = apart(folder("ZHIKE_KEY_FILE", key_beside(DATA_DIR)), folders=KEY_APART_FROM)
KEY_SERVICE = "zhike.vault.root.FileRoot"  # or a class that speaks with a key service
SECRET_KEY = text("ZHIKE_SECRET_KEY") or kept_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = text("ZHIKE_HOSTS", "localhost,127.0.0.1,[::1]").replace(" ", "").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "zhike.reading",
    "zhike.look",
    "zhike.vault",
    "zhike.kit",
    "zhike.rights",
    "zhike.merging",
    "zhike.exchange",
    "zhike.custom",
    "zhike.api",
    "zhike.witness",
    "zhike.notices",
    "zhike.backup",
    "zhike.customers",
    "zhike.catalog",
    "zhike.work",
    "zhike.approvals",
    "zhike.insight",
    "zhike.deals",
    "zhike.objections",
    "zhike.sales",
    "zhike.receivables",
    "zhike.leads",
    "zhike.pool",
    "zhike.targets",
    "zhike.planning",
    "zhike.telesales",
    "zhike.site",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "zhike.site.headers.real_address",
    "zhike.site.requests.followed",
    "zhike.site.probes.answering.probes",
    "django.middleware.security.SecurityMiddleware",
    "zhike.site.headers.content_security_policy",
    "zhike.site.space.refuse_writes_on_a_full_disk",
    "zhike.site.headers.PageCompression",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "zhike.site.strangers.ShortFromStrangers",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhike.look.language.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zhike.site.account.sessions.session_limits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "zhike.site.account.requiring.SecondFactorRequired",
    "zhike.kit.surfaces.answers.AnswersMiddleware",
    "zhike.site.account.stepping_up.StepUp",
    "zhike.site.recovery.SecondTry",
]
ROOT_URLCONF = "zhike.site.urls"
WSGI_APPLICATION = "zhike.site.wsgi.application"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "zhike.look.nav.context",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": CONTEXT_PROCESSORS,
        },
    }
]

# Database and jobs
PROCESS = text("ZHIKE_PROCESS", "command")
IS_EMBEDDED = not text("ZHIKE_DATABASE_URL")
DATABASE_ADDRESS = text("ZHIKE_DATABASE_URL", embedded_address(DATA_DIR))
DATABASES = {"default": database.connection(DATABASE_ADDRESS, process=PROCESS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The firm
FIRM_NAME = text("ZHIKE_FIRM")
CURRENCY = text("ZHIKE_CURRENCY", "CNY")
if flag("ZHIKE_DEMO"):
    CONTEXT_PROCESSORS.append("zhike.site.demo.welcome.context")

# Who may enter
AUTH_USER_MODEL = "kit.Staff"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
AUTHENTICATION_BACKENDS = ["zhike.site.account.known.Known"]
PASSWORD_HASHERS = [
    "zhike.site.account.passwords.Argon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "zhike.site.account.passwords.LongEnough"},
    {"NAME": "zhike.site.account.passwords.NotCommon"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = number("ZHIKE_IDLE_MINUTES", 60) * 60  # of doing nothing
SESSION_LONGEST = number("ZHIKE_SESSION_HOURS", 12) * 3600  # whatever is done
FRESH_FOR = 10 * 60  # seconds after a proof in which dangerous acts ask for none
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
DEVICE_COOKIE_NAME = "device"
SIGN_IN_TRIES_PER_MINUTE = 30  # from one address
SIGN_IN_FAILURES_PER_MINUTE = 10  # from one address
SIGN_IN_GUESSES_PER_5_MINUTES = 5  # at one account, from one address
SIGN_IN_GUESSES_OF_ALL_PER_5_MINUTES = 50  # at one account
RESETS_PER_MINUTE = 5  # of one account
OFFER_REQUESTS_PER_MINUTE = 60  # from one address, at the links by which customers answer quotes
CAPTURES_PER_MINUTE = 10  # forms sent by strangers, from one address
MOST_FROM_STRANGERS = 64 * 1024  # bytes sent to a page that is open to everybody
SECOND_FACTOR_FROM = one_of("ZHIKE_SECOND_FACTOR", ("admin", "manager", "staff", "nobody"), default="admin")
if SECOND_FACTOR_FROM == "nobody" or flag("ZHIKE_DEMO"):
    SECOND_FACTOR_FROM = ""
TRUSTED_PROXIES = number("ZHIKE_PROXIES", 0)

# The sign-in library: its limits are off because ours, which no number of processes races, stand in front.
ACCOUNT_ADAPTER = "zhike.site.account.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = True  # as long as SESSION_COOKIE_AGE says
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
MFA_ADAPTER = "zhike.site.account.adapters.SecondFactors"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a clock may be off
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
SOCIALACCOUNT_ADAPTER = "zhike.site.account.adapters.Identities"
OIDC = text("ZHIKE_OIDC")
globals().update(houses.settings(OIDC))

# What goes over the wire
HTTPS = flag("ZHIKE_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
if HTTPS:  # a name by which browsers take a cookie from this host alone, and never over plain HTTP
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
    DEVICE_COOKIE_NAME = "__Host-device"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    f"object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'{houses.origins(OIDC)}"
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of a form; files do not count
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # larger files wait on disk
FILE_UPLOAD_PERMISSIONS = 0o600
LARGEST_FILE = int(text("ZHIKE_FILE_MB", "25")) * 2**20  # bytes of a file attached to a record

# Programs
API_REQUESTS_PER_MINUTE = 600  # of a person, and of a token
API_RECORDS_PER_HOUR = 10_000
API_FAILURES_PER_MINUTE = 10  # from one address
# Networks that webhooks may reach although they are private, such as "10.2.0.0/16"; also without https.
WEBHOOK_NETWORKS = text("ZHIKE_WEBHOOK_NETWORKS", "127.0.0.0/8" if flag("ZHIKE_DEMO") else "").replace(",", " ").split()

# Words to staff outside the pages
SITE_URL = text("ZHIKE_URL", f"http{'s' * HTTPS}://{ALLOWED_HOSTS[0]}").rstrip("/")
globals().update(mail.settings(text("ZHIKE_SMTP_URL")))

# Who keeps checkpoints of the trace, by mail
TRACE_WITNESS = text("ZHIKE_TRACE_WITNESS")

# Files served under hashed names, so that browsers keep them for ever
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "zhike.site.bundle.BundleFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": UPLOADS_DIR},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# What operators see
METRICS_TOKEN = text("ZHIKE_METRICS_TOKEN")
LOG_FORMAT = one_of("ZHIKE_LOG", ("plain", "json"), default="plain")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "zhike.site.logs.PlainFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "zhike.site.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "zhike": {"level": "INFO"},
        "zhike.requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
