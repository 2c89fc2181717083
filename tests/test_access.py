"""Everybody tries every address of the site; what they get stands in one table (``tests/access.py``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from admin_interface.models import Theme
from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from returns.adjudication import decide_case
from returns.catalogue.fixtures_loading import load_catalogue, load_roles
from returns.models import Evidence, OutboxMessage, ReturnCase, User
from returns.sellers.membership_history import note_joined
from returns.uploads import store
from rules.lifecycle import import_draft
from tests.access import EVERYBODY, MODELS, PAGES, ROLES, STAFF, Page, Rows
from tests.cast import assemble_cast, staff
from tests.factories import CaseFactory, publish
from tests.returns.books import small_book, text

pytestmark = pytest.mark.django_db

KINDS = "changelist|change|history|simple_history|add|delete|uses|move|import|export"
MODEL_PAGE = re.compile(rf"^admin:(?P<model>\w+?)_(?P<kind>{KINDS})$")


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf, by its name in the table."""

    name: str
    route: str

    @property
    def model(self) -> str:
        """The application and model whose page it is, as ``MODELS`` has them; empty for any other page."""
        found = MODEL_PAGE.match(self.name)
        return found["model"] if found and found["model"] in MODELS else ""

    @property
    def kind(self) -> str:
        """Which of the model's pages it is."""
        found = MODEL_PAGE.match(self.name)
        return found["kind"] if found else ""

    def row(self) -> Page:
        """What the table says of it."""
        return PAGES[self.name] if self.name in PAGES else MODELS[self.model].page(self.kind)


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, route: str = "", space: str = ""
) -> Iterator[Address]:
    """Yield every pattern of the URLconf, included ones too."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, whole, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield Address(f"{space}{pattern.name or _unnamed(whole)}", whole)


def _unnamed(route: str) -> str:
    return "<object>" if route.endswith("<path:object_id>/") else "<anything>"


ALL = list(addresses(get_resolver().url_patterns))


def test_every_address_stands_in_the_table() -> None:
    missing = sorted(address.name for address in ALL if not address.model and address.name not in PAGES)
    assert missing == [], "say in tests/access.py who may reach them"


def test_the_table_has_no_address_that_is_gone() -> None:
    assert set(PAGES) <= {address.name for address in ALL}
    assert set(MODELS) == {address.model for address in ALL if address.model}


@dataclass(frozen=True)
class Site:
    """The site with one row of each kind, and everybody who may come."""

    people: dict[str, User]
    arguments: dict[str, str]

    def url(self, address: Address) -> str:
        """The address with the keys of rows that exist."""
        row = self._newest(address.model) if address.model else None
        pk = str(row.pk) if row else "1"
        history = str(row.history.first().pk) if row and address.kind == "simple_history" else "1"  # type: ignore[attr-defined]
        keys = {**self.arguments, "object_id": pk}
        route = address.route.replace("([^/]+)", pk, 1).replace("([^/]+)", history).replace("(?P<url>.*)", "nowhere/")
        route = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: keys[found[1]], route.replace("^", "").replace("$", ""))
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: keys[found[1]], route)

    def _newest(self, label: str) -> Model | None:
        application, _, name = label.rpartition("_")
        newest: Model | None = apps.get_model(application, name)._base_manager.order_by("-pk").first()
        return newest


def furnish(document: dict[str, Any]) -> Site:
    """One of each row that has a page, as far as the cast and a case bring them that the document decided."""
    load_catalogue()
    load_roles()
    cast = assemble_cast()
    roles = {name: staff(name) for name in ROLES}
    for name, user in roles.items():
        user.groups.add(Group.objects.get(name=ROLES[name]))
    document["examples"] = document["examples"] or [
        {"key": "photo", "title": text("photo"), "facts": {"decision.on": "2026-05-31"}, "expect": {}}
    ]
    version = publish(document)
    draft = import_draft(document=document, by=cast.rule_editor)
    case = CaseFactory.create(version_hash=version.hash, device__order__seller=cast.shop)
    decide_case(case=case, actor=None)
    photo = stored_photo(case)
    OutboxMessage.objects.create(
        case=case, template="customer_link", audience="customer", to="c@example.org", language="fr"
    )
    note_joined(member=cast.seller.seller_memberships.get(), actor=cast.seller)
    for model in apps.get_app_config("returns").get_models():
        if hasattr(model, "history"):
            # Loading a fixture leaves no history; saving does.
            model._base_manager.latest("pk").save()
    Theme.objects.get_or_create(name="Constat")
    return Site(
        people={**dict(cast.users()), **roles},
        arguments={
            "app_label": "returns",
            "content_type_id": "1",
            "id": str(cast.seller.pk),
            "uidb36": "1",
            "version_id": str(draft.pk),
            "other_id": str(version.pk),
            "rulebook_id": str(version.rulebook_id),
            "key": "photo",
            "name": "decision.on",
            "action": "submit",
            "reference": case.reference,
            "token": "nobody-was-sent-this",
            "fact": "damage.shock",
            "item": "photo.front_on",
            "code": "data",
            "public_id": str(photo.public_id),
            "size": "small",
            "member": str(cast.seller.seller_memberships.get().pk),
            "invitation": "1",
            "case_id": str(case.pk),
            "evidence_id": str(photo.pk),
            "transition": "cancel",
            "whom": "customer",
            "table": "verdicts",
        },
    )


@pytest.fixture
def site() -> Site:
    """The site that everybody tries."""
    return furnish(small_book())


def stored_photo(case: ReturnCase) -> Evidence:
    """A piece of evidence whose files are there."""
    photo = Evidence(case=case, item_id="photo.back", stored_bytes=2)
    photo.file_name, photo.has_video = store.file_name(photo.public_id), True
    store.write_aside(photo.file_name, b"1", b"2", BytesIO(b"3"))
    store.keep(photo.file_name)
    photo.save()
    return photo


def enter(client: Client, site: Site, person: str) -> Client:
    """Log the person in; an anonymous one does not."""
    client.logout()
    if person != "anonymous":
        client.force_login(site.people[person])
    return client


@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_everybody_gets_what_the_table_says(client: Client, site: Site, person: str) -> None:
    enter(client, site, person)
    found = {address.name: client.get(site.url(address)).status_code for address in ALL}
    expected = {address.name: address.row().expected(person) for address in ALL}
    assert {name: status for name, status in found.items() if status != expected[name]} == {}


@pytest.mark.parametrize("person", sorted(STAFF))
def test_only_those_who_may_write_rows_reach_what_writes_them(client: Client, site: Site, person: str) -> None:
    enter(client, site, person)
    let_through = {
        address.name
        for address in ALL
        if address.model and address.kind in ("add", "change", "delete")
        if client.post(site.url(address), {"post": "yes"}).status_code != 403
    }
    assert let_through == {
        address.name for address in ALL if address.model and person in writers(MODELS[address.model], address.kind)
    }


def writers(rows: Rows, kind: str) -> frozenset[str]:
    """Who may post to a page of a model."""
    if kind == "delete" and rows.no_deleting:
        return frozenset()
    return rows.writes if kind in ("add", "change", "delete") else frozenset()


def test_the_whole_cast_takes_part(site: Site) -> None:
    assert set(site.people) | {"anonymous"} == EVERYBODY
