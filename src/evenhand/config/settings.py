"""Django's settings, each from the environment where a body may want it otherwise.

Secrets come from the environment or a file named there; nothing secret stands here. The sandbox demo
and the tests set what they need themselves.
"""

from __future__ import annotations

import os
from pathlib import Path

from evenhand.care.on_call import read_on_call
from evenhand.clock import read_timetable
from evenhand.config import csp, logs, people_settings
from evenhand.config.database import database
from evenhand.config.mail import smtp
from evenhand.config.numbers import whole
from evenhand.config.secrets import secret

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("EVENHAND_VAR", "var")).resolve()
_IN_CHECKOUT = PACKAGE.parent.parent / "policies"
_BESIDE = _IN_CHECKOUT if _IN_CHECKOUT.is_dir() else PACKAGE / "policies"
POLICIES = Path(os.environ.get("EVENHAND_POLICIES", _BESIDE)).resolve()
POLICY = os.environ.get("EVENHAND_POLICY", "hmpps")

DEBUG = os.environ.get("EVENHAND_DEBUG") == "1"
SECRET_KEY = secret("EVENHAND_SECRET_KEY", VAR / "secret-key")
CREDENTIALS_KEY = secret("EVENHAND_CREDENTIALS_KEY", VAR / "credentials-key")
CREDENTIALS_KEY_FILE = None if os.environ.get("EVENHAND_CREDENTIALS_KEY") else VAR / "credentials-key"
ERASURE_KEY = secret("EVENHAND_ERASURE_KEY", VAR / "erasure-key")
ERASURE_LOG = Path(os.environ.get("EVENHAND_ERASURE_LOG", VAR / "erasures.jsonl"))  # kept apart from the backups
SEAL_KEY_FILE = Path(os.environ.get("EVENHAND_SEAL_KEY_FILE", VAR / "seal-key.pem"))
ALLOWED_HOSTS = os.environ.get("EVENHAND_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("EVENHAND_ORIGINS", "").split(",") if origin]

HOUSE_APPS = [
    "evenhand.store",
    "evenhand.records",
    "evenhand.people",
    "evenhand.work",
    "evenhand.channels",
    "evenhand.intake",
    "evenhand.judgement",
    "evenhand.cases",
    "evenhand.actions",
    "evenhand.sanctions",
    "evenhand.support",
    "evenhand.care",
    "evenhand.rights",
    "evenhand.insights",
    "evenhand.desk",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    *people_settings.ALLAUTH_APPS,
    *HOUSE_APPS,
]
MIDDLEWARE = [
    "evenhand.api.middleware.HooksFirst",  # webhooks need nothing of what follows
    "evenhand.public.middleware.FormsTakeNoFiles",  # before anything reads what was sent
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    *people_settings.ALLAUTH_MIDDLEWARE,
]
ROOT_URLCONF = "evenhand.config.urls"
WSGI_APPLICATION = "evenhand.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "desk" / "templates", PACKAGE / "public" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "evenhand.config.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES = {"default": database(os.environ.get("EVENHAND_DATABASE_URL", f"sqlite:///{VAR / 'evenhand.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = people_settings.AUTHENTICATION_BACKENDS
PASSWORD_HASHERS = people_settings.PASSWORD_HASHERS
LOGIN_URL = people_settings.LOGIN_URL
LOGIN_REDIRECT_URL = people_settings.LOGIN_REDIRECT_URL
PROXIES_SAID = people_settings.PROXIES_SAID
for _name, _value in people_settings.ALLAUTH.items():
    globals()[_name] = _value

STATIC_URL = "/assets/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder that is not there
STATICFILES_DIRS = [PACKAGE / "config" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

for _name, _value in smtp(os.environ.get("EVENHAND_SMTP", "")).items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("EVENHAND_MAIL_FROM", "evenhand@localhost")

CONTENT_SECURITY_POLICY = csp.CONTENT_SECURITY_POLICY
BLOCK_REVIEW_DAYS = whole("EVENHAND_BLOCK_REVIEW_DAYS", 90, "after how many days a block is looked at again")
BLOCK_BUDGET_DAYS = 30
BLOCK_BUDGET = whole("EVENHAND_BLOCK_BUDGET", 5, "how many blocks are expected in 30 days")  # clause 41
SECOND_REVIEW_OF_HIDES = whole("EVENHAND_SECOND_REVIEW_OF_HIDES", 5, "per cent of hides that a second person reads")
SECOND_REVIEW_OF_UNTOUCHED = whole("EVENHAND_SECOND_REVIEW_OF_UNTOUCHED", 1, "per cent of what is left alone, as well")
REVERSAL_ALERT = whole("EVENHAND_REVERSAL_ALERT", 10, "above how many per cent of hides reversed people are told")
TIMETABLE = read_timetable(os.environ)  # hours, bank holidays and targets
ON_CALL = read_on_call(os.environ)  # who is alerted of what may not wait
POLL_SECONDS = float(os.environ.get("EVENHAND_POLL_SECONDS", "60"))

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("EVENHAND_HTTPS") == "1"
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOG_LEVEL = os.environ.get("EVENHAND_LOG", "WARNING")
logs.configure(LOG_LEVEL)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
