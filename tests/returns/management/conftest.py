"""Commands run as rulebooks' are, and from a shell on the test's own database."""

from __future__ import annotations

import os

from django.db import connection

from tests.rules.management.conftest import Run, RunCommand, Write, run, write

__all__ = ["Run", "RunCommand", "Write", "run", "write"]


def shell_environment() -> dict[str, str]:
    """What a process of its own needs to work on the database of the test (which has real transactions)."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{settings['NAME']}"
    else:
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)
    return {**os.environ, "DEBUG": "1", "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
