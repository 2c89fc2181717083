"""Markup in every text that people can type shows as text on every page: the whole site is walked, and its forms sent.

The pages are those of ``tests/access.py``. Each text of the one graph of objects holds elements that a page must never
have, nor anything inline of whatever origin, which our policy stops. What a page has is read with a parser of its own,
not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from returns.adjudication import decide_case
from returns.casework.evidence import give_evidence, refuse_evidence
from returns.casework.statements import record_inspection, state_facts
from returns.guide.links import issue_link
from returns.ledger import append_only
from returns.models import ReturnCase, User
from tests.access import PAGES, STAFF
from tests.cast import member
from tests.returns.books import fact, small_book, text
from tests.test_access import ALL, Address, Site, furnish

pytestmark = pytest.mark.django_db

MARK = "data-smuggled"
WORD = "smuggled"
BIDI = "\u202e"
TEXT = f"\"'><script {MARK}>{WORD}</script><img src=x onerror=alert(1) {MARK}></title></textarea><b {MARK}>{BIDI}"
"""Elements out of every place where a text may stand; in messages, whose braces are placeholders."""
LONG = f"javascript:alert(1)//{TEXT}{{{{7*7}}}}{WORD}"
"""The same as an address, and as a template's expression."""
SHORT = (LONG, f'javascript:"><b {MARK}>{{{{7*7}}}}{WORD}', f'"><b {MARK}>{WORD}')
"""For fields that hold less, the longest that goes in; nothing goes into those that hold less still."""

NOT_TYPED = re.compile(
    r"^(code|key|hash|salt|sha256|reference|currency|rule|state|facts?|outcome|document|template|kind|subject|transition"
    r"|audience|unit|tracking_format|previous|value|file_name|message_id|password|ground|resolution|.*_(hash|digest|state)"
    r"|proposed_resolution|refusal_reason|history_.*)$"
)
"""Codes, digests and canonical texts, which people choose from lists or machines write; and what ``handle`` writes."""


class Reader(HTMLParser):
    """What a browser makes of a page: the elements that must not be there, and the forms."""

    def __init__(self) -> None:
        super().__init__()
        self.smuggled: list[str] = []
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_code = tag == "script" and not given.get("src") and given.get("type") != "application/json"
        is_inline = "style" in given or is_code or any(name.startswith("on") for name in given)
        if MARK in given or is_inline:
            self.smuggled.append(self.get_starttag_text() or tag)
        for name in ("href", "src", "action", "formaction"):
            if given.get(name, "").strip().lower().startswith("javascript:"):
                self.smuggled.append(self.get_starttag_text() or tag)
        self._read_form(tag, given)

    def _read_form(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower() == "post"))
        elif self.forms and given.get("name") and tag in ("input", "textarea", "select"):
            self.forms[-1].fields[given["name"]] = (given.get("type", tag), given.get("value", ""))


@dataclass
class Form:
    """A form as it stands on a page: each field's kind and value."""

    action: str
    is_post: bool
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)

    def filled(self) -> dict[str, str]:
        """What somebody sends who types markup wherever a text goes."""
        return {name: LONG if kind in WRITTEN else value for name, (kind, value) in self.fields.items()}

    def takes_texts(self) -> bool:
        """Whether anything is typed into it."""
        return any(kind in WRITTEN for kind, _value in self.fields.values())


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def faults(page: str) -> list[str]:
    """What of the markup came through: elements, and expressions that a template worked out."""
    worked_out = [found[0] for found in re.finditer(rf".{{20}}49{WORD}", page)]
    return [*read(page).smuggled, *worked_out]


def marked_document() -> dict[str, Any]:
    """A document with markup in every text: titles, labels, questions, choices, messages, notes, sources."""
    document = small_book()
    choices = [{"code": "a", "label": text("a")}, {"code": "b", "label": text("b")}]
    document["facts"] += [
        fact("motor.kind", "choice", "customer", question=text("which"), choices=choices),
        fact("motor.sound", "text", "customer", question=text("how"), unit="Hz"),
    ]
    document["examples"] = [
        {"key": "photo", "title": text("photo"), "facts": {"decision.on": "2026-05-31"}, "expect": {}}
    ]
    return {key: _marked(value, key) for key, value in document.items()}


def _marked(value: Any, key: str) -> Any:
    if isinstance(value, list):
        return [_marked(entry, key) for entry in value]
    if isinstance(value, dict):
        return {name: _marked(entry, key if name in ("fr", "en") else name) for name, entry in value.items()}
    if key in ("message", "question"):
        return TEXT
    return LONG if key in ("title", "label", "note", "source", "unit") else value


WRITTEN = {"text", "textarea", "search", "url", "email", "number", "date"}
"""Kinds of a form's fields."""

TYPED = {"CharField", "TextField", "EmailField", "URLField"}


def mark_rows() -> None:
    """Put markup into every text column that people type into, of all our tables and of users and groups."""
    append_only.remove(connection, append_only.GUARDS)
    for label in ("returns", "rules"):
        for model in apps.get_app_config(label).get_models():
            typed = (column for column in model._meta.concrete_fields if _is_typed(column))
            texts = {column.name: words for column in typed if (words := _longest(column))}
            if texts:
                model._base_manager.update(**texts)
    for group in Group.objects.all():
        Group.objects.filter(pk=group.pk).update(name=f"{group.pk}{LONG}"[:150])
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(email=f'"<b/{MARK}/{user.pk}>"@example.org')


def _is_typed(column: models.Field[Any, Any]) -> bool:
    typed = column.get_internal_type() in TYPED
    return typed and not column.choices and not column.unique and not NOT_TYPED.match(column.name)


def handle(case: ReturnCase, agent: User) -> None:
    """Leave words of every kind on a case: what was found and why, a refused photo, an inspection."""
    state_facts(case=case, source="customer", values={"shock": None}, actor=None)
    state_facts(case=case, source="agent", values={"shock": True}, actor=agent, reason=LONG)
    photo = give_evidence(case=case, item="photo.front_on", actor=None)
    refuse_evidence(evidence=photo, actor=agent, reason=LONG)
    record_inspection(case=case, values={"shock": True}, actor=member(case.seller), note=LONG)


@pytest.fixture
def site(settings: Settings) -> Site:
    """The whole site, full of markup, decided once more with it; an administrator whose name is another one."""
    settings.DEMO = True
    found = furnish(marked_document())
    case = ReturnCase.objects.get(reference=found.arguments["reference"])
    handle(case, found.people["agent"])
    mark_rows()
    ReturnCase.objects.update(state="preparing")
    case.refresh_from_db()
    decide_case(case=case, actor=None)
    User.objects.create_superuser("root@example.org", display_name=LONG[:120].replace(WORD, "admin"))
    return found


def _longest(column: models.Field[Any, Any]) -> str:
    return next((words for words in SHORT if column.max_length is None or len(words) <= column.max_length), "")


SHOW_IT = re.compile(
    r"^(start:page|guide:(home|question|answers|verdict|photo|shipping|help)|admin:index|admin:rules_desk_(?!export|impact_case|rules)\w+"
    r"|admin:(returns|rules)_(?!event|outboxmessage|refundlimit)\w+_(changelist|change|simple_history))$"
)
"""Pages with texts of the graph, on which markup that is nowhere to be seen would mean that nothing was tried."""
SEARCHED = re.compile(r"changelist|desk|^start")
"""Pages that read the query of their address."""


def own_forms(page: str, url: str) -> Iterator[Form]:
    """The forms that take texts and are sent to their own page, which shows them again if it refuses them."""
    return (form for form in read(page).forms if form.is_post and form.takes_texts() and (form.action or url) == url)


def sent(client: Client, url: str, form: Form) -> str:
    """What comes back, for a form with markup in each of its fields; nothing of it is kept."""
    with transaction.atomic():
        answer = client.post(url, form.filled())
        transaction.set_rollback(True)
    return text_of(answer)


def text_of(answer: Any) -> str:
    """The page, if it is one."""
    whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(whole.decode()) if "html" in answer.headers.get("Content-Type", "") else ""


def enter(client: Client, site: Site, address: Address) -> None:
    """Come as an administrator, or a seller where only sellers go; and as the customer, by a cookie of its own."""
    page = PAGES.get(address.name)
    for_sellers = page is not None and "seller" in page.reads and not page.reads & STAFF
    client.force_login(site.people["seller"] if for_sellers else User.objects.get(email="root@example.org"))
    _link, token = issue_link(case=ReturnCase.objects.get(reference=site.arguments["reference"]))
    client.get(reverse("guide:open", args=[token]))


def answers(client: Client, address: Address, url: str) -> Iterator[str]:
    """Every page that an address answers with: as it is, searched for markup, and with its forms filled with it."""
    client.cookies["django_language"] = "fr"
    page = text_of(client.get(url))
    yield page
    for form in own_forms(page, url):
        yield sent(client, url, form)
    if SEARCHED.search(address.name):
        client.cookies["django_language"] = "en"
        yield text_of(client.get(url, {"q": LONG}))


def test_markup_shows_as_text_on_every_page(client: Client, site: Site) -> None:
    smuggled, bare = {}, []
    for address in ALL:
        # Each time: a form may have ended the session.
        enter(client, site, address)
        first, *others = answers(client, address, site.url(address))
        found = [fault for page in (first, *others) for fault in faults(page)]
        if found:
            smuggled[address.name] = found
        if SHOW_IT.match(address.name) and WORD not in first:
            bare.append(address.name)
    assert smuggled == {}
    assert bare == []
