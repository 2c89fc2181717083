"""The history of a row: every change with who made it, and any state put back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.catalogue.fixtures_loading import load_catalogue
from returns.catalogue.row_history import shown_fields
from returns.models import DeviceFamily, Guide, PhotoSlot, Step
from tests.returns.admin.catalogue_rows.conftest import content, reason


def page(client: Client, row: Any, kind: str, *rest: object) -> str:
    found = client.get(reverse(f"admin:returns_{row._meta.model_name}_{kind}", args=(row.pk, *rest)))
    assert found.status_code == 200
    return content(found)


def form(**changes: str) -> dict[str, str]:
    filled = {"label_fr": "Rappel", "label_en": "Recall", "explanation_fr": "Oui", "explanation_en": "Yes"}
    return {"code": "recall", "position": "1", **filled, **changes}


@pytest.fixture
def shipped(db: None) -> Any:
    """A row without a history, as fixtures leave it."""
    row = reason("recall", label_fr="Retrait")
    row.history.all().delete()
    return row


def test_a_change_says_who_what_from_and_to(editor: Client, shipped: Any) -> None:
    assert "nobody changed it" in page(editor, shipped, "history")
    editor.post(reverse("admin:returns_reason_change", args=(shipped.pk,)), form(label_fr="<i>Rappel"))
    found = page(editor, shipped, "history")
    assert "<b>catalogue editor</b>" in found
    assert "Before the first change" in found
    assert "Retrait</del>" in found
    assert "&lt;i&gt;Rappel</ins>" in found
    assert found.count("<del>") == 2, "the label in French, the label in English"


def test_a_state_is_put_back_as_one_more_change(editor: Client, shipped: Any) -> None:
    editor.post(reverse("admin:returns_reason_change", args=(shipped.pk,)), form())
    first = shipped.history.earliest()
    then = page(editor, shipped, "simple_history", first.pk)
    assert "Retrait" in then
    assert "different" in then
    done = editor.post(reverse("admin:returns_reason_simple_history", args=(shipped.pk, first.pk)))
    assert done.status_code == 302
    shipped.refresh_from_db()
    assert (shipped.code, shipped.label_fr, shipped.label_en) == ("recall", "Retrait", "recall (en)")
    newest = shipped.history.first()
    assert str(newest.history_user) == "catalogue editor"
    assert newest.history_change_reason.startswith("Put back as of ")


def test_who_only_reads_puts_nothing_back(auditor: Client, shipped: Any) -> None:
    shipped.save()
    record = shipped.history.first()
    assert "Put back what" not in page(auditor, shipped, "simple_history", record.pk)
    assert auditor.post(reverse("admin:returns_reason_simple_history", args=(shipped.pk, record.pk))).status_code == 403
    assert "As it was then" in page(auditor, shipped, "history")


def test_an_entry_of_another_row_is_not_found(editor: Client, shipped: Any) -> None:
    other = reason("gift")
    address = reverse("admin:returns_reason_simple_history", args=(shipped.pk, other.history.first().pk))
    assert editor.get(address).status_code == editor.post(address).status_code == 404


def test_links_are_told_and_put_back(editor: Client) -> None:
    load_catalogue()
    family: Any = DeviceFamily.objects.get(code="samsung")
    family.save()
    record = family.history.first()
    family.categories.set(family.categories.filter(code="phone"))
    found = page(editor, family, "history")
    assert "Phone, Tablet</del>" in found
    assert "Phone</ins>" in found
    assert (
        editor.post(reverse("admin:returns_devicefamily_simple_history", args=(family.pk, record.pk))).status_code
        == 302
    )
    assert set(family.categories.values_list("code", flat=True)) == {"phone", "tablet"}


def test_what_is_gone_is_not_put_back(editor: Client) -> None:
    load_catalogue()
    step = Step.objects.create(code="gone", label_fr="Parti", label_en="Gone", intro_fr="a", intro_en="b")
    guide: Any = Guide.objects.get(code="backup_ios")
    kept = guide.step
    guide.step = step
    guide.save()
    record = guide.history.first()
    guide.step = kept
    guide.save()
    step.delete()
    address = reverse("admin:returns_guide_simple_history", args=(guide.pk, record.pk))
    assert f"gone ({step.pk or record.step_id})" in content(editor.get(address))
    assert "Nothing was put back" in content(editor.post(address, follow=True))
    guide.refresh_from_db()
    assert guide.step == kept


def test_what_a_slot_is_known_by_stays() -> None:
    assert {"category", "item", "label_fr"} <= {field.name for field in shown_fields(PhotoSlot)}
    assert "label" not in {field.name for field in shown_fields(PhotoSlot)}


@pytest.mark.parametrize("code", ["samsung", "iphone"])
def test_a_long_history_costs_what_a_short_one_does(editor: Client, code: str) -> None:
    load_catalogue()
    family: Any = DeviceFamily.objects.get(code=code)
    address = reverse("admin:returns_devicefamily_history", args=(family.pk,))
    editor.get(address)
    counts = []
    for _round in range(2):
        for number in range(2):
            family.brand = f"Brand {_round}{number}"
            family.save()
        with CaptureQueriesContext(connection) as captured:
            editor.get(address)
        counts.append(len(captured))
    assert counts == [11, 11]
