"""The browser that end-to-end tests drive: the machine's own Chromium."""

import os
import shutil
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

# Playwright runs an event loop in the thread of the test, which Django would take for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the path of the Chromium that CHROMIUM names, else of the first that is installed."""
    candidates = (os.environ.get("CHROMIUM", ""), *NAMES)
    return next((path for path in map(shutil.which, filter(None, candidates)) if path), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the machine's Chromium; without one skip, or fail where REQUIRE_BROWSER is set."""
    path = find_chromium()
    if path is None:
        reason = "no Chromium found: install one, or name it by CHROMIUM=/path"
        if os.environ.get("REQUIRE_BROWSER", "0") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": path, "args": ARGUMENTS}


@pytest.fixture(autouse=True)
def _theme(transactional_db: None) -> None:
    """Install the theme again, for a test with real transactions empties every table when it ends."""
    with connection.schema_editor() as editor:
        import_module("admin_site.migrations.0001_theme").install(apps, editor)
