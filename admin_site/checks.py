"""System checks: mistakes in a deployment, each with a number and what to do about it."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

FIRST_UNSUPPORTED_PYTHON = (3, 13)
"""durable-rules 2.0.28 fails to import from here on."""

DJANGO_MAIL = "django.core.mail.backends."
"""Django's own ways to send mail: of these only SMTP sends any."""
SMTP = f"{DJANGO_MAIL}smtp.EmailBackend"


@register(Tags.compatibility)
def check_python(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001: the Python that runs is one that the rule engine cannot be imported on."""
    if sys.version_info[:2] < FIRST_UNSUPPORTED_PYTHON:
        return []
    return [
        Error(
            f"Python {sys.version_info[0]}.{sys.version_info[1]} is too new for the rule engine.",
            hint="durable-rules fails to import on Python 3.13 and later: use Python 3.11 or 3.12.",
            id="admin_site.E001",
        )
    ]


@register(Tags.compatibility)
def check_engine(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E002: the rule engine's compiled module cannot be imported."""
    try:
        import_module("durable_rules_engine")
    except ImportError as error:
        return [
            Error(
                f"The rule engine cannot be imported: {error}.",
                hint="It is built from source: run `make setup`, which needs gcc and Python's headers.",
                id="admin_site.E002",
            )
        ]
    return []


@register(Tags.security)
def check_two_factor(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E003: staff may log in without a second factor although this is no development machine."""
    if settings.REQUIRE_TWO_FACTOR or settings.DEBUG:
        return []
    return [
        Error(
            "REQUIRE_TWO_FACTOR is off outside DEBUG.",
            hint="Remove REQUIRE_TWO_FACTOR from the environment; it may be off only where DEBUG=1.",
            id="admin_site.E003",
        )
    ]


@register(Tags.security, deploy=True)
def check_proxies(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """W004: everybody seems to come from the proxy's address, so one attacker locks out all."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT or settings.SECURE_PROXY_SSL_HEADER is None:
        return []
    return [
        Caution(
            "BEHIND_TLS_PROXY is on, but TRUSTED_PROXY_COUNT is 0.",
            hint="Set TRUSTED_PROXY_COUNT to how many proxies append to X-Forwarded-For (1 behind one proxy): "
            "without it attempts to log in are limited for all visitors together.",
            id="admin_site.W004",
        )
    ]


@register(Tags.security, deploy=True)
def check_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """W005: no mail leaves, so nobody can choose a new password."""
    backend = settings.EMAIL_BACKEND
    if not backend.startswith(DJANGO_MAIL) or (backend == SMTP and settings.EMAIL_HOST != "localhost"):
        return []
    return [
        Caution(
            "No mail server is named: links to choose a password, and what customers are told, go nowhere.",
            hint="Set EMAIL_URL (smtp+tls://user:password@host:587), or EMAIL_BACKEND and ANYMAIL for a mail service; "
            "a mail server on this machine is smtp://127.0.0.1:25.",
            id="admin_site.W005",
        )
    ]
