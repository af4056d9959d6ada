"""What sign-in needs of Django's settings. `settings.py` takes each name from here, one by one.

Local accounts by default, made by an administrator; sign-up and self-service e-mail are closed.
Passkeys and an OpenID Connect provider are switched on by the environment:
EVENHAND_PASSKEYS=1; EVENHAND_OIDC_SERVER, EVENHAND_OIDC_CLIENT, EVENHAND_OIDC_SECRET, EVENHAND_OIDC_NAME
(the provider also needs `django-allauth[socialaccount]`). Not here: who may do what (people.permissions).
"""

from __future__ import annotations

import os
from typing import Any

from evenhand.config.numbers import whole

PROXIES_SAID = "EVENHAND_PROXIES" in os.environ
"""Whether anybody said how many proxies there are; a check of deployments asks."""

OIDC_SERVER = os.environ.get("EVENHAND_OIDC_SERVER", "")
PASSKEYS = os.environ.get("EVENHAND_PASSKEYS") == "1"

_PROVIDER_APPS = ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"] if OIDC_SERVER else []
ALLAUTH_APPS = ["allauth", "allauth.account", "allauth.mfa", *_PROVIDER_APPS]
ALLAUTH_MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"

ALLAUTH: dict[str, Any] = {
    "ACCOUNT_ADAPTER": "evenhand.people.adapter.HouseAccounts",
    "ACCOUNT_LOGIN_METHODS": {"username", "email"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "email", "password1*", "password2*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_LOGOUT_ON_GET": False,
    "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
    "ACCOUNT_PREVENT_ENUMERATION": True,
    "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
    "ACCOUNT_SESSION_REMEMBER": False,  # shared office machines: the session ends with the browser
    "ACCOUNT_RATE_LIMITS": {
        "login": "30/m/ip",
        "login_failed": "10/m/ip,5/5m/key",  # key: the name that was tried
        "reauthenticate": "10/m/user",
        "change_password": "5/m/user",
    },
    "ALLAUTH_TRUSTED_PROXY_COUNT": whole("EVENHAND_PROXIES", 0, "how many proxies stand before this service"),
    "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", *(["webauthn"] if PASSKEYS else [])],
    "MFA_PASSKEY_LOGIN_ENABLED": PASSKEYS,
    "MFA_TOTP_ISSUER": "Evenhand",
    "SOCIALACCOUNT_ADAPTER": "allauth.socialaccount.adapter.DefaultSocialAccountAdapter",
    "SOCIALACCOUNT_PROVIDERS": {},
    "SESSION_COOKIE_AGE": 10 * 60 * 60,  # a working day, no more
    "SESSION_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_HTTPONLY": False,  # htmx reads the token from a header attribute, not the cookie
    "AUTH_PASSWORD_VALIDATORS": [
        {
            "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
            "OPTIONS": {"min_length": 12},
        },
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    ],
}
if OIDC_SERVER:
    ALLAUTH["SOCIALACCOUNT_PROVIDERS"] = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "house",
                    "name": os.environ.get("EVENHAND_OIDC_NAME", "Your organisation's sign-in"),
                    "client_id": os.environ.get("EVENHAND_OIDC_CLIENT", ""),
                    "secret": os.environ.get("EVENHAND_OIDC_SECRET", ""),
                    "settings": {"server_url": OIDC_SERVER},
                }
            ]
        }
    }
