"""Settings, read from the environment and, where it says nothing, from ``.env`` beside ``manage.py``.

Unset, everything has its safe production value; ``DEBUG=1`` gives a comfortable development mode.
``.env.example`` lists every variable.
"""

from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

# ModelAdmin[…] and the like are generic to mypy only; this lets them be written at run time too.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
ENV_FILE = Path(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))
if ENV_FILE.is_file():
    env.read_env(ENV_FILE)

# Security

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="development-only" if DEBUG else environ.Env.NOTSET)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Only the demo and development may log in without a second factor; admin_site.E003 guards it.
REQUIRE_TWO_FACTOR = env.bool("REQUIRE_TWO_FACTOR", default=not DEBUG)

SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=not DEBUG)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=0 if DEBUG else 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=not DEBUG)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
# Behind a proxy that always sets or strips this header; else anyone could claim to come by HTTPS.
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=not DEBUG)
SECURE_REFERRER_POLICY = "same-origin"
# The theme opens related objects in frames of the same site.
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        # data: carries the theme's icons.
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
SILENCED_SYSTEM_CHECKS = [
    # It asks for X-Frame-Options: DENY; see above.
    "security.W019",
    # Preloading binds a whole domain and is hard to undo, so its owner asks for it: HSTS_PRELOAD=1.
    "security.W021",
]

# Applications

INSTALLED_APPS = [
    # Before the admins, so that they find translated fields.
    "modeltranslation",
    # Before the theme and the admin, whose templates it extends.
    "admin_site",
    "admin_interface",
    "colorfield",
    "admin_site.apps.ConstatAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "rules",
    "returns",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "admin_site.accounts.middleware.TwoFactorMiddleware",
]

ROOT_URLCONF = "admin_site.urls"
WSGI_APPLICATION = "admin_site.wsgi.application"
ASGI_APPLICATION = "admin_site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# People

AUTH_USER_MODEL = "returns.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# allauth's lets no more people in than Django's, and knows them by e-mail.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "account_login"
# A link that sets a password works for a day.
PASSWORD_RESET_TIMEOUT = 24 * 3600
# A login lasts until the browser is closed, and no longer than a working day.
SESSION_COOKIE_AGE = 12 * 3600

ACCOUNT_ADAPTER = "admin_site.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "admin_site.accounts.forms.LoginForm",
    "reauthenticate": "admin_site.accounts.forms.ReauthenticateForm",
    "change_password": "admin_site.accounts.forms.ChangePasswordForm",
    "reset_password": "admin_site.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "admin_site.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Addresses come from whoever hands out the account, so nobody confirms one.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Django's knows nothing of allauth's table of addresses, which stays empty: ours are in the users.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
ACCOUNT_RATE_LIMITS = {
    # Of the guided return: asking for a link, and sending any for one order and address.
    "find_return": "20/10m/ip",
    "send_return_link": "3/10m/key",
    # Messages about one return.
    "customer_message": "10/h/key",
    # Of the portal: inviting members.
    "invite_member": "30/h/user",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE_SSL_REDIRECT else "http"

MFA_ADAPTER = "admin_site.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "admin_site.accounts.forms.CodeForm",
    "reauthenticate": "admin_site.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "admin_site.accounts.forms.ActivateAppForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Constat"
# A clock may be half a minute wrong.
MFA_TOTP_TOLERANCE = 1

# How many proxies stand in front, each of which appends to X-Forwarded-For: limits on attempts go by who comes.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
# Attempts are counted together by all processes.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if DEBUG
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "constat_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "admin_interface": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "theme"},
}

# Database

DEMO_DATABASE = BASE_DIR / "demo.sqlite3"
SQLITE_OPTIONS: dict[str, Any] = {
    # Writers queue up from the start of a transaction, instead of failing in the middle of it.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL",
}


def _database() -> dict[str, Any]:
    database: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = SQLITE_OPTIONS
    else:
        database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return database


DATABASES = {"default": _database()}
# What the start page may show to anybody: the demo's people are invented, and its passwords known.
DEMO = DEBUG and str(DATABASES["default"]["NAME"]) == str(DEMO_DATABASE)
# The badge in the header of the admin, where this is not production.
ENVIRONMENT = env.str("ENVIRONMENT", default="") or (_("Demo") if DEMO else _("Development") if DEBUG else "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Background work: `manage.py db_worker` does it, or, where there is no worker, each request its own.

TASK_WORKER = env.bool("TASK_WORKER", default=not DEBUG)
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if TASK_WORKER
        else "django_tasks.backends.immediate.ImmediateBackend"
    }
}

# Mail: EMAIL_URL for a server (SMTP), or EMAIL_BACKEND and ANYMAIL for a provider's interface. Each mail waits in the
# outbox; `manage.py deliver_mail` sends what no worker took.

# Whoever tries the demo reads its mails in the admin, not between the lines of the terminal.
_MAIL = "dummymail://" if DEMO else "consolemail://" if DEBUG else "smtp://localhost:25"
vars().update(env.email("EMAIL_URL", default=_MAIL))
EMAIL_BACKEND = env.str("EMAIL_BACKEND", default=vars()["EMAIL_BACKEND"])
ANYMAIL = env.json("ANYMAIL", default={})
# Far less than a worker's claim on a mail lasts.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Constat <constat@localhost>")
# The address that links in mails begin with, without a slash at the end.
SITE_URL = env.str(
    "SITE_URL", default="http://127.0.0.1:8000" if DEBUG else f"https://{next(iter(ALLOWED_HOSTS), 'localhost')}"
)

# What the slip in a parcel names as the marketplace; nothing where it is empty.
MARKETPLACE = env.str("MARKETPLACE", default="")

# Languages and time

LANGUAGE_CODE = "fr"
FORMAT_MODULE_PATH = "admin_site.formats"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / app / "locale" for app in ("admin_site", "returns", "rules")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fr", "en")

# Forms

# A rule's 200 conditions come in one form: up to four fields each, and one for each of 40 ticks.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
# 200 texts of 4,000 characters, whatever the script.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20

# Uploads

UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", default=20) * 2**20
# A film of half a minute, as phones make them.
UPLOAD_VIDEO_MAX_BYTES = env.int("UPLOAD_VIDEO_MAX_MB", default=80) * 2**20
# Of one case, whatever became of them.
UPLOAD_CASE_FILES = env.int("UPLOAD_CASE_FILES", default=80)
UPLOAD_CASE_BYTES = env.int("UPLOAD_CASE_MB", default=300) * 2**20
FILE_UPLOAD_HANDLERS = [
    "returns.uploads.handlers.SizeLimitUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# How long the process that reads an upload may take before it is ended.
UPLOAD_SECONDS = env.int("UPLOAD_SECONDS", default=3)
UPLOAD_VIDEO_SECONDS = env.int("UPLOAD_VIDEO_SECONDS", default=10)

# Files. Uploads lie outside STATIC_ROOT: no web server hands them out, only views that check the reader.

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
# In development files are served from where they are written, with nothing to collect.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    # Nobody but the server's own account reads uploads.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Logging

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # A customer's link opens a return to whoever reads it. gunicorn.conf.py sees to the server's own logs.
    "filters": {"links": {"()": "returns.guide.masking.MaskLinks"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # The development server's lines.
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # A worker says what it does; a request that does its own work need not.
        "django_tasks": {"level": "INFO" if TASK_WORKER else "WARNING"},
    },
}
