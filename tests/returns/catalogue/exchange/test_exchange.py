"""Catalogue files: what is written is read again unchanged, and what is wrong is told cell by cell."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from returns.catalogue.exchange.cells import guarded, unguarded
from returns.catalogue.exchange.files import FORMATS, read, write
from returns.catalogue.exchange.importing import CellFault, ImportRefused, Plan, apply_import, preview_import
from returns.catalogue.exchange.tables import Table, tables
from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import DeviceCategory, DeviceFamily, Guide, PhotoSlot, Reason, User
from tests.factories import UserFactory

WHOLE = tuple(tables().values())
REASONS = (tables()["reason"],)


@pytest.fixture
def by(db: None) -> User:
    return UserFactory.create()


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def stored() -> dict[str, list[dict[str, Any]]]:
    """Every row of the catalogue as files have it, and the column that modeltranslation fills by itself."""
    return {table.name: list(table.rows()) for table in WHOLE}


def the_reason() -> Any:
    """The only reason there is."""
    return Reason.objects.get()


def entries() -> dict[str, int]:
    """How long the history of each table is."""
    return {table.name: table.model.history.count() for table in WHOLE}  # type: ignore[attr-defined]


def bring_in(text: str, by: User, chosen: Any = WHOLE) -> Plan:
    content = text.encode()
    plan = preview_import(content=content, tables=chosen)
    return apply_import(content=content, tables=chosen, digest=plan.digest, by=by, name="file")


def sheet(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


RECALL = {
    "code": "recall",
    "position": "14",
    "label_fr": "Rappel",
    "label_en": "Recall",
    "explanation_fr": "La marque rappelle l’appareil.",
    "explanation_en": "The brand recalls the device.",
}


def test_every_table_comes_after_those_that_it_points_at() -> None:
    names = list(tables())
    assert names.index("devicecategory") < names.index("devicefamily") < names.index("guide")
    assert names.index("step") < names.index("evidenceitem") < names.index("photoslot")
    assert names.index("carrier") < names.index("dropoffoption")
    assert tables()["photoslot"].columns[:2] == ["category", "item"]
    assert "label" not in tables()["reason"].columns


@pytest.mark.django_db
@pytest.mark.parametrize("ending", FORMATS)
def test_the_shipped_catalogue_comes_back_unchanged(ending: str, by: User) -> None:
    load_catalogue()
    before, told = stored(), entries()
    plan = bring_in(write(WHOLE, ending), by)
    assert (plan.faults, plan.changes) == ([], [])
    assert plan.unchanged == sum(map(len, before.values()))
    assert stored() == before
    assert entries() == told


@pytest.mark.django_db
@pytest.mark.parametrize("ending", FORMATS)
def test_an_empty_database_gets_the_same_rows(ending: str, by: User) -> None:
    load_catalogue()
    before, text = stored(), write(WHOLE, ending)
    columns = raw_columns()
    for table in reversed(WHOLE):
        table.model._default_manager.all().delete()
    plan = bring_in(text, by)
    assert plan.added == len(plan.changes) == sum(map(len, before.values()))
    assert stored() == before
    assert raw_columns() == columns


def raw_columns() -> dict[str, list[Any]]:
    """The columns that modeltranslation keeps besides those of the languages."""
    found: dict[str, list[Any]] = {}
    for table in WHOLE:
        if "label_fr" in table.columns:
            rows: Any = table.model._default_manager.order_by("position", *table.key)
            found[table.name] = list(rows.rewrite(False).values_list("label"))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("ending", FORMATS)
def test_each_table_comes_back_alone(ending: str, by: User) -> None:
    load_catalogue()
    for table in WHOLE:
        plan = preview_import(content=write([table], ending).encode(), tables=[table])
        assert (plan.faults, plan.changes, plan.unchanged) == ([], [], table.model._default_manager.count())


class AnyText(TestCase):
    """Whatever staff may have typed."""

    @given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40))
    def test_comes_back(self, text: str) -> None:
        if not text.strip():
            return
        row = Reason(code="it", **dict.fromkeys(["label_fr", "label_en", "explanation_fr", "explanation_en"], text))
        row.full_clean()
        row.save()
        for ending in FORMATS:
            plan = preview_import(content=write(REASONS, ending).encode(), tables=REASONS)
            assert (plan.faults, plan.changes, plan.unchanged) == ([], [], 1)


@given(st.text(max_size=5) | st.text("=+-@'\t\r a", max_size=5))
def test_no_cell_is_a_formula_and_every_cell_comes_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == text


@pytest.mark.django_db
def test_a_formula_in_a_text_is_guarded_in_csv_and_not_in_json() -> None:
    texts = {**RECALL, "label_fr": "=HYPERLINK(1)", "label_en": "@SUM(1)", "position": 3}
    Reason.objects.create(**texts)
    cells = next(csv.DictReader(io.StringIO(write(REASONS, "csv").removeprefix("\ufeff"))))
    assert (cells["label_fr"], cells["label_en"]) == ("'=HYPERLINK(1)", "'@SUM(1)")
    assert json.loads(write(REASONS, "json")) == [texts]


@pytest.mark.django_db
def test_the_preview_tells_the_differences_and_writes_nothing(by: User) -> None:
    Reason.objects.create(**{**RECALL, "label_fr": "Retrait"})
    gift = {**RECALL, "code": "gift"}
    plan = preview_import(content=sheet(RECALL, gift), tables=REASONS)
    (changed, added), reasons = plan.changes, Reason.objects.values_list("code", "label_fr")
    assert (changed.line, changed.key, changed.is_new) == (2, "recall", False)
    assert [(cell.column, cell.before, cell.after) for cell in changed.cells] == [("label_fr", "Retrait", "Rappel")]
    assert (added.key, added.is_new, len(added.cells)) == ("gift", True, 6)
    assert list(reasons) == [("recall", "Retrait")]


@pytest.mark.django_db
def test_a_change_that_is_brought_in_has_a_history(by: User) -> None:
    Reason.objects.create(**{**RECALL, "label_fr": "Retrait"})
    bring_in(sheet(RECALL).decode(), by, REASONS)
    newest = the_reason().history.first()
    assert (newest.history_user, newest.history_change_reason) == (by, "Imported from file")
    assert newest.label_fr == "Rappel"


@pytest.mark.django_db
def test_every_fault_is_told_with_its_line_and_column_and_nothing_is_written(by: User) -> None:
    load_catalogue()
    before = stored()
    rows = [
        {**RECALL},
        {**RECALL, "code": "Not a code", "position": "many"},
        {**RECALL, "code": "gift", "label_en": ""},
        {**RECALL, "code": ""},
        {**RECALL},
        {**RECALL, "code": "nul", "label_fr": "a\0b"},
    ]
    content = sheet(*rows)
    plan = preview_import(content=content, tables=REASONS)
    assert [(fault.line, fault.column) for fault in plan.faults] == [
        (3, "code"),
        (3, "position"),
        (4, "label_en"),
        (5, "code"),
        (6, "code"),
        (7, "label_fr"),
    ]
    with pytest.raises(ImportRefused):
        apply_import(content=content, tables=REASONS, digest=plan.digest, by=by)
    assert stored() == before


@pytest.mark.django_db
def test_links_are_told_apart_by_code() -> None:
    load_catalogue()
    families = [tables()["devicefamily"]]
    row = next(iter(families[0].rows()))
    wrong = {**{name: str(cell) for name, cell in row.items()}, "categories": "phone boat", "account_family": "aol"}
    plan = preview_import(content=sheet(wrong), tables=families)
    assert [(fault.line, fault.column) for fault in plan.faults] == [(2, "account_family"), (2, "categories")]
    plan = preview_import(content=sheet({**wrong, "account_family": "icloud"}), tables=families)
    assert plan.faults == [
        CellFault(2, "Device families", "categories", "There is no such code among the device categories: boat.")
    ]
    plan = preview_import(content=sheet({**wrong, "account_family": "icloud", "categories": " "}), tables=families)
    assert [(fault.column, fault.text) for fault in plan.faults] == [("categories", "Name at least one.")]


@pytest.mark.django_db
def test_links_of_a_file_are_followed(by: User) -> None:
    load_catalogue()
    text = json.dumps(
        [
            {"table": "devicefamily", "code": "boat", "position": 20, "categories": "drone phone", "label_fr": "x"}
            | {"label_en": "x", "brand": "", "account_family": None},
            {"table": "devicecategory", "code": "drone", "label_fr": "Drone", "label_en": "Drone"},
        ]
    )
    bring_in(text, by)
    assert list(DeviceFamily.objects.get(code="boat").categories.values_list("code", flat=True)) == ["drone", "phone"]
    text = '{"table": "devicefamily", "code": "boat", "categories": "drone"}'
    plan = bring_in(text, by)
    assert [(cell.column, cell.before, cell.after) for cell in plan.changes[0].cells] == [
        ("categories", "drone phone", "drone")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize(("word", "truth"), [("VRAI", True), ("non", False), ("1", True), ("FALSE", False)])
def test_what_spreadsheets_make_of_a_file_is_read(mark: str, word: str, truth: bool, by: User) -> None:
    DeviceCategory.objects.create(code="phone", label_fr="Téléphone", label_en="Phone", holds_account=not truth)
    bring_in(f"\ufeffcode{mark}Holds_Account\r\nphone{mark}{word}\r\n", by, [tables()["devicecategory"]])
    assert DeviceCategory.objects.get().holds_account is truth


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"no,columns\n", b"[", b"42", b'{"table": "boats"}', b"PK\x03"])
def test_any_other_file_is_refused_without_harm(content: bytes) -> None:
    try:
        plan = preview_import(content=content, tables=WHOLE)
    except ValidationError:
        return
    assert plan.faults or not plan.changes


@pytest.mark.django_db
def test_what_was_changed_since_the_preview_is_not_written_over(by: User) -> None:
    row: Any = Reason.objects.create(**{**RECALL, "label_fr": "Retrait"})
    plan = preview_import(content=sheet(RECALL), tables=REASONS)
    row.label_fr = "Reprise"
    row.save()
    with pytest.raises(ImportRefused) as refused:
        apply_import(content=sheet(RECALL), tables=REASONS, digest=plan.digest, by=by)
    assert [cell.before for cell in refused.value.plan.changes[0].cells] == ["Reprise"]
    assert the_reason().label_fr == "Reprise"


@pytest.mark.django_db
def test_a_photo_slot_is_known_by_its_category_and_item(by: User) -> None:
    load_catalogue()
    slots = [tables()["photoslot"]]
    plan = bring_in('{"category": "phone", "item": "photo.back", "note_fr": "Dos", "note_en": "Back"}', by, slots)
    assert [change.key for change in plan.changes] == ["phone · photo.back"]
    slot: Any = PhotoSlot.objects.get_by_natural_key("phone", "photo.back")
    assert slot.note_fr == "Dos"


def test_a_whole_row_that_can_not_be_read_is_a_fault() -> None:
    (row,) = read(b"code,position\nrecall\n", REASONS)
    assert (row.line, bool(row.problem)) == (2, True)


def test_guides_and_all_the_rest_have_both_languages() -> None:
    for table in WHOLE:
        french = {name.removesuffix("_fr") for name in table.columns if name.endswith("_fr")}
        assert french == {name.removesuffix("_en") for name in table.columns if name.endswith("_en")} != set()
    assert Table(Guide).label == "Guides"
