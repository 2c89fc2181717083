"""Versions as files, written and read by the pages."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from rules.document import document_hash
from rules.drafts import content_hash
from rules.models import Version
from tests.cast import Cast
from tests.rules.conftest import Document
from tests.rules.desk.conftest import url


def send(client: Client, version: Version, content: bytes | str, **fields: str) -> HttpResponse:
    data = content.encode() if isinstance(content, str) else content
    address = reverse("admin:rules_desk_import", args=(version.rulebook_id,))
    answer = client.post(address, {"file": SimpleUploadedFile("r.json", data), **fields})
    assert isinstance(answer, HttpResponse)
    return answer


def test_what_is_exported_imports_as_the_same(cast: Cast, client: Client, published: Version) -> None:
    client.force_login(cast.rule_editor)
    file = client.get(url("export", published))
    assert file.headers["Content-Disposition"] == 'attachment; filename="fr-1.json"'
    assert document_hash(json.loads(file.content)) == published.hash
    answer = send(client, published, file.content, comment="back again")
    imported = Version.objects.get(number=2)
    assert answer.headers["Location"] == url("workspace", imported)
    assert content_hash(imported) == published.hash
    assert imported.events.get().comment == "back again"


def test_all_faults_of_a_file_show_and_nothing_is_stored(
    cast: Cast, client: Client, draft: Version, document: Document
) -> None:
    client.force_login(cast.rule_editor)
    rules = [{**document["rules"][0], "kind": "spell", "priority": "high"}, *document["rules"][1:]]
    answer = send(client, draft, json.dumps({**document, "rules": rules, "surplus": 1}), comment="try")
    page = answer.content.decode()
    assert answer.status_code == 422
    for place in ("$.rules[0].kind", "$.rules[0].priority", "surplus"):
        assert place in page
    assert "spell" in page.split("<textarea", 1)[1]
    assert "try" in page
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "d-error"),
        (b"{", "1"),
        (b"\xff\xfe", "UTF-8"),
        (b"[]", "$"),
        (b'{"rulebook": "be"}', "be"),
        (b'{"rulebook": "fr", "rulebook": "fr"}', "rulebook"),
        (b"[" * 100_000, ""),
        (b'{"rulebook": "<script>alert(1)</script>"}', "&lt;script&gt;"),
    ],
)
def test_any_other_file_is_refused_in_words(
    content: bytes, told: str, cast: Cast, client: Client, draft: Version
) -> None:
    client.force_login(cast.rule_editor)
    answer = send(client, draft, content)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert Version.objects.count() == 1


def test_only_editors_import(cast: Cast, client: Client, draft: Version, document: Document) -> None:
    for person, status in ((cast.approver, 403), (cast.agent, 404), (cast.outsider, 302)):
        client.force_login(person)
        assert send(client, draft, json.dumps(document)).status_code == status
    assert Version.objects.count() == 1
