"""The browser that end-to-end tests drive: the machine's own Chromium, its windows, and who looks through them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from returns.models import User
from tests.browser.requests import Requests
from tests.browser.soundness import listening

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


# A busy machine is no failure; what is there at once is not waited for.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

Open = Callable[..., Page]
LOOKS = {"fr": (1280, "light"), "en": (390, "dark")}


@pytest.fixture(autouse=True)
def _answered(transactional_db: None) -> Iterator[None]:
    """Wait until the server has answered everything, before the tables are emptied under its hands."""
    requests = Requests()
    request_started.connect(requests.begin)
    request_finished.connect(requests.end)
    yield
    unanswered = requests.wait()
    request_started.disconnect(requests.begin)
    request_finished.disconnect(requests.end)
    assert unanswered == []


@pytest.fixture
def complaints() -> list[str]:
    """What the consoles of the test's browsers report, blocked styles and scripts among it."""
    return []


@pytest.fixture
def window(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[Open]:
    """Opens a browser that nobody is logged in to; options are those of Playwright's contexts."""
    with ExitStack() as windows:

        def open_window(language: str = "en", width: int = 1280, scheme: str = "light", **options: Any) -> Page:
            size = {"width": width, "height": 900}
            looks: Any = {"viewport": size, "color_scheme": scheme, "base_url": live_server.url, **options}
            context = browser.new_context(**looks)
            context.set_default_timeout(PATIENCE)
            windows.callback(context.close)
            windows.enter_context(listening(context, complaints))
            context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
            return context.new_page()

        yield open_window


@pytest.fixture
def browse(window: Open) -> Open:
    """Opens a browser in a language: French on a desk, English on a phone in the dark."""

    def open_in(language: str = "en", *, scripts: bool = True) -> Page:
        return window(language, *LOOKS[language], java_script_enabled=scripts)

    return open_in


@pytest.fixture
def seen(window: Open, live_server: LiveServer) -> Open:
    """Opens a browser as somebody who is logged in."""

    def open_as(person: User, *looks: Any, **options: Any) -> Page:
        client = Client()
        client.force_login(person)
        page = window(*looks, **options)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        return page

    return open_as
