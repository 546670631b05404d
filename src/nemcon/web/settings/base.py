"""Settings common to every way of running Nemcon. No secrets, no hosts: those come from `environment`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from nemcon.web.settings import environment
from nemcon.web.settings.environment import mail_server

ENVIRONMENT = environment.read()

WEB = Path(__file__).resolve().parent.parent

# What belongs to this institution's machine.
NEMCON_DATA = ENVIRONMENT.data
MEDIA_ROOT = NEMCON_DATA / "files"  # stored by SHA-256; given out by views, never by path
NEMCON_KEYS = ENVIRONMENT.keys
NEMCON_RECORD_ADDRESS = ENVIRONMENT.record_address
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
# Printed on the last page of what is issued; a site for this machine only has no address that others could use.
NEMCON_CHECK_ADDRESS = f"{ENVIRONMENT.allowed_hosts[0]}/check" if ALLOWED_HOSTS and ENVIRONMENT.https != "local" else ""
NEMCON_PUBLIC_HEAD_AT = ENVIRONMENT.public_head_at
NEMCON_TIMESTAMP_URL = ENVIRONMENT.timestamp_url
# Where links in mails lead: the site by its first name.
NEMCON_SITE_ADDRESS = (
    f"http://localhost:{ENVIRONMENT.port}"
    if ENVIRONMENT.https == "local" or not ALLOWED_HOSTS
    else f"https://{ALLOWED_HOSTS[0]}"
)
NEMCON_DEMO = ENVIRONMENT.secret_key.startswith("demo-")  # `nemcon serve` refuses such a key
SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = False

# Order matters where two apps have a template of the same name: ours first.
INSTALLED_APPS = [
    "nemcon.web.public",
    "nemcon.web.desk",
    "nemcon.web.issuing",
    "nemcon.web.drafting",
    "nemcon.web.papers",
    "nemcon.web.meetings",
    "nemcon.web.accounts",
    "nemcon.web.record",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "nemcon.web.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "nemcon.web.accounts.signed_in.middleware",
    "nemcon.web.public.language.middleware",
    "nemcon.web.accounts.language.middleware",
    "nemcon.web.public.errors.BeforeFounding",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nemcon.web.accounts.sudo.Middleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "nemcon.web.urls"
WSGI_APPLICATION = "nemcon.web.wsgi.application"
APPEND_SLASH = False  # a symbol never ends with a slash; the URL conf says what is canonical

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

# The database. A pool per process: connections are checked before use, since PostgreSQL may have been restarted.
DATABASES: dict[str, Any] = {
    "default": {
        **dj_database_url.parse(ENVIRONMENT.database_url or "postgresql://nemcon@/nemcon"),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": ENVIRONMENT.database_pool, "timeout": 10},
            "options": "-c lock_timeout=5s -c timezone=UTC",
        },
    }
}
AUTH_USER_MODEL = "accounts.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages: the six of the United Nations, in the order in which the organization lists them.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # what is shown is in seat time, chosen by the page

# Static files: named by their content, compressed, cached for ever (WhiteNoise).
STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static", WEB.parent / "documents" / "write" / "look"]  # nemcon.css lives with its writer
STATIC_ROOT = NEMCON_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security. Nothing inline and nothing from elsewhere; the institution's colour comes from a served stylesheet.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # larger files go through a temporary file
NEMCON_MAX_REQUEST_BYTES = ENVIRONMENT.max_request_mb * 1024 * 1024  # enforced before Django, in wsgi.py

# Signing in: by e-mail address, with a password and a second step, a passkey, or a code by mail. Nobody signs up.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account:me"
LOGOUT_REDIRECT_URL = "account_login"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = ENVIRONMENT.session_hours * 3600
ACCOUNT_ADAPTER = "nemcon.web.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "nemcon.web.accounts.forms.SignIn",
    "request_login_code": "nemcon.web.accounts.forms.AskForCode",
    "confirm_login_code": "nemcon.web.accounts.forms.GiveCode",
    "reset_password": "nemcon.web.accounts.forms.ForgottenPassword",
    "confirm_password_reset_code": "nemcon.web.accounts.forms.GiveCode",
    "reset_password_from_key": "nemcon.web.accounts.forms.ReplacePassword",
    "change_password": "nemcon.web.accounts.forms.ChangePassword",
    "set_password": "nemcon.web.accounts.forms.ChoosePassword",
    "reauthenticate": "nemcon.web.accounts.forms.ConfirmPassword",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator gives the address; an invitation or a code proves it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nothing is sent to strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # a link would stand in logs and histories
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, and no longer
ACCOUNT_RATE_LIMITS = False  # they count by IP address, which a mission shares: accounts/throttle.py, decision 0017
MFA_ADAPTER = "nemcon.web.accounts.adapter.SecondStep"
MFA_FORMS = {
    "authenticate": "nemcon.web.accounts.forms.GiveSecondStep",
    "reauthenticate": "nemcon.web.accounts.forms.ConfirmSecondStep",
    "activate_totp": "nemcon.web.accounts.forms.AddApp",
    "add_webauthn": "nemcon.web.accounts.forms.AddPasskey",
}
MFA_RATE_LIMITS = False
MFA_REAUTHENTICATION_REQUIRED = False  # accounts/sudo.py asks
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are late

# Mail. Without a server the worker writes each into the data folder, and says so.
_SERVER = mail_server(ENVIRONMENT.smtp_url)
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from or "nemcon@localhost"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend" if _SERVER else "nemcon.web.accounts.mail.Folder"
NEMCON_MAILS = NEMCON_DATA / "mails"
EMAIL_TIMEOUT = 20
if _SERVER:
    EMAIL_HOST, EMAIL_PORT = _SERVER.host, _SERVER.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _SERVER.user, _SERVER.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _SERVER.tls == "all", _SERVER.tls == "start"

# Jobs. Tasks stand in each app's jobs.py and are found there.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["nemcon.web.worker"]

LOGGING_CONFIG = "nemcon.web.logs.configure"
LOGGING = {"form": ENVIRONMENT.log, "level": ENVIRONMENT.log_level}
