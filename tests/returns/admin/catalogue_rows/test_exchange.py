"""Import and export in the admin: who may, what is shown before anything is written, and that it is written whole."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from returns.admin.catalogue_rows.exchange import MAX_BYTES
from returns.models import Reason
from tests.returns.admin.catalogue_rows.conftest import Enter, content, reason, stored

IMPORT, EXPORT = reverse("admin:returns_reason_import"), reverse("admin:returns_reason_export")
ROW = '{"code": "recall", "label_fr": "Rappel <b>", "label_en": "Recall", "explanation_fr": "a", "explanation_en": "b"}'


def send(client: Client, text: str | bytes, address: str = IMPORT) -> HttpResponse:
    data = text.encode() if isinstance(text, str) else text
    return client.post(address, {"file": SimpleUploadedFile("rows.json", data)})  # type: ignore[return-value]


def agree(client: Client, preview: HttpResponse, address: str = IMPORT) -> HttpResponse:
    """Press the button under a preview."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', content(preview)))
    fields = {name: hidden[name] for name in ("content", "name", "digest")}
    return client.post(address, fields)  # type: ignore[return-value]


def test_a_file_is_shown_first_and_written_when_that_is_agreed_to(editor: Client) -> None:
    reason("recall", label_fr="Retrait")
    preview = send(editor, ROW)
    page = content(preview)
    assert preview.status_code == 200
    assert "<del>" in page
    assert "Retrait" in page
    assert "Rappel &lt;b&gt;" in page
    assert stored().label_fr == "Retrait"
    done = agree(editor, preview)
    assert (done.status_code, done["location"]) == (302, reverse("admin:returns_reason_changelist"))
    assert stored().label_fr == "Rappel <b>"
    newest = stored().history.first()
    assert (str(newest.history_user), newest.history_change_reason) == ("catalogue editor", "Imported from rows.json")


def test_faults_are_told_and_leave_no_button(editor: Client) -> None:
    found = send(editor, f'{ROW}\n{{"code": "gift", "label_fr": "Cadeau"}}')
    assert found.status_code == 422
    assert "faults: nothing was imported" in content(found)
    assert "<code>label_en</code>" in content(found)
    assert 'name="digest"' not in content(found)
    assert not Reason.objects.exists()


def test_a_file_that_changes_nothing_says_so(editor: Client) -> None:
    reason("recall")
    page = content(send(editor, '{"code": "recall", "position": 1}'))
    assert "The file changes nothing" in page
    assert 'name="digest"' not in page


def test_what_changed_since_the_preview_is_shown_again(editor: Client) -> None:
    row = reason("recall", label_fr="Retrait")
    preview = send(editor, ROW)
    Reason.objects.filter(pk=row.pk).update(label_fr="Reprise")
    again = agree(editor, preview)
    assert again.status_code == 409
    assert "changed meanwhile" in content(again)
    assert "Reprise" in content(again)
    assert agree(editor, again).status_code == 302
    assert stored().label_fr == "Rappel <b>"


@pytest.mark.parametrize("text", ["", b"\xff\xfe\x00", "x" * (MAX_BYTES + 1), "[", "PK\x03\x04"])
def test_any_other_file_is_an_error_at_the_field(editor: Client, text: str | bytes) -> None:
    found = send(editor, text)
    assert found.status_code == 422
    assert not Reason.objects.exists()


def test_a_forged_agreement_is_refused(editor: Client) -> None:
    assert editor.post(IMPORT, {"content": "no base64!", "digest": "0"}).status_code == 422
    forged = editor.post(IMPORT, {"content": "eyJjb2RlIjogIngifQ==", "digest": "0" * 64})
    assert forged.status_code == 409
    assert not Reason.objects.exists()


def test_the_whole_catalogue_is_written_and_read_as_one_file(editor: Client) -> None:
    reason("recall")
    rows = editor.get(reverse("admin:returns_catalogue_export"), {"format": "json"}).json()
    assert rows == [
        {"table": "reason", "code": "recall", "position": 1, **{key: rows[0][key] for key in list(rows[0])[3:]}}
    ]
    rows[0]["label_fr"] = "Rappel"
    address = reverse("admin:returns_catalogue_import")
    assert agree(editor, send(editor, json.dumps(rows), address), address).status_code == 302
    assert stored().label_fr == "Rappel"


def test_files_are_attachments_that_no_spreadsheet_runs(editor: Client) -> None:
    reason("recall", label_fr="=1+1")
    found = editor.get(EXPORT)
    assert found["content-disposition"] == 'attachment; filename="reason.csv"'
    assert (found["content-type"], found["x-content-type-options"]) == ("text/csv; charset=utf-8", "nosniff")
    assert ",'=1+1," in content(found)
    assert editor.get(EXPORT, {"format": "xlsx"}).status_code == 404


def test_a_text_of_several_lines_typed_in_a_browser_comes_back_unchanged(editor: Client) -> None:
    row = reason("recall")
    form = {"position": "1", "label_fr": "a", "label_en": "a", "explanation_fr": "a\r\nb", "explanation_en": "a\nb"}
    assert editor.post(reverse("admin:returns_reason_change", args=(row.pk,)), form).status_code == 302
    assert stored().explanation_fr == "a\nb"
    for ending in ("csv", "json"):
        assert "The file changes nothing" in content(send(editor, editor.get(EXPORT, {"format": ending}).content))


def test_auditors_export_and_import_nothing(auditor: Client, enter: Enter) -> None:
    reason("recall")
    for address in (EXPORT, reverse("admin:returns_catalogue_export"), reverse("admin:returns_catalogue")):
        assert auditor.get(address).status_code == 200
    for address in (IMPORT, reverse("admin:returns_catalogue_import")):
        assert auditor.get(address).status_code == 403
        assert send(auditor, ROW, address).status_code == 403
        assert send(enter("rule editor"), ROW, address).status_code == 403
    assert "Import<" not in content(auditor.get(reverse("admin:returns_reason_changelist")))
    assert stored().label_fr == "recall (fr)"
