"""System checks: mistakes in a deployment, each with a number and what to do about it."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

FIRST_UNSUPPORTED_PYTHON = (3, 13)
"""durable-rules 2.0.28 fails to import from here on."""


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
