"""Everybody in one return brought together, each with a browser of their own: fixtures for the tests that need them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import ReturnCase, User
from tests.browser.hands import PATIENCE, Keyboard, Touch
from tests.browser.logging_in import PASSWORD
from tests.browser.looking import Looks
from tests.browser.parties import Agent, Customer, Seller
from tests.browser.seven_returns import CAMILLE, Return, ask_for
from tests.browser.soundness import listening
from tests.cast import Cast, assemble_cast
from tests.factories import publish
from tests.returns.guide.conftest import SHIPPED

PHONE, DESK = (390, 844), (1280, 900)


@dataclass
class Parties:
    """A return, its customer on a phone, and the others at a desk."""

    case: ReturnCase
    customer: Customer
    seller: Seller
    agent: Agent
    looks: Looks

    @property
    def reference(self) -> str:
        """What the return goes by."""
        return self.case.reference


Meet = Callable[..., Parties]


@pytest.fixture
def cast(transactional_db: None, settings: Settings, live_server: LiveServer, tmp_path: Path) -> Iterator[Cast]:
    """Everybody; seller and agent have a password, and the links in mails lead to the server of the test."""
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_URL = live_server.url
    cache.clear()
    load_catalogue()
    publish(SHIPPED)
    people = assemble_cast()
    for person in (people.seller, people.agent):
        person.set_password(PASSWORD)
        person.save()
    yield people
    cache.clear()


class Room:
    """Opens browsers, all in one language and alike in what they can do."""

    def __init__(self, browser: Browser, address: str, language: str, looks: Looks, *, by_keyboard: bool) -> None:
        self.browser, self.address = browser, address
        self.language, self.looks, self.by_keyboard = language, looks, by_keyboard
        self.windows = ExitStack()

    def seat(self, size: tuple[int, int], **cookies: str) -> tuple[Page, Touch, Looks]:
        """A browser, and the hands that use it; who goes by keyboard has no scripts either."""
        view: Any = {"viewport": {"width": size[0], "height": size[1]}, "locale": self.language}
        context = self.browser.new_context(**view, base_url=self.address, java_script_enabled=not self.by_keyboard)
        self.windows.callback(context.close)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": name, "value": text, "url": self.address} for name, text in cookies.items()])
        self.windows.enter_context(listening(context, self.looks.complaints))
        page = context.new_page()
        return page, Keyboard(page, scripts=False) if self.by_keyboard else Touch(page), self.looks


def known_as(user: User) -> str:
    """The session of somebody who has logged in."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@pytest.fixture
def meet(browser: Browser, live_server: LiveServer, cast: Cast) -> Iterator[Meet]:
    """Bring everybody together in a return that was just asked for; ``logs_in``: nobody has logged in yet."""
    rooms = []

    def get_together(
        row: Return, *, language: str = "fr", wanted: str = "nothing", logs_in: bool = False, by_keyboard: bool = False
    ) -> Parties:
        looks = Looks(wanted)
        room = Room(browser, live_server.url, language, looks, by_keyboard=by_keyboard)
        rooms.append(room)
        for user in (cast.seller, cast.agent):
            user.language = language
            user.save()

        def at_a_desk(user: User) -> tuple[Page, Touch, Looks]:
            session = {} if logs_in else {"sessionid": known_as(user)}
            return room.seat(DESK, django_language=language, **session)

        return Parties(
            case=ask_for(row, cast.shop, language),
            customer=Customer(*room.seat(PHONE), language=language, email=CAMILLE),
            seller=Seller(*at_a_desk(cast.seller), language=language, email=cast.seller.email),
            agent=Agent(*at_a_desk(cast.agent), language=language, email=cast.agent.email),
            looks=looks,
        )

    yield get_together
    for room in rooms:
        room.windows.close()
