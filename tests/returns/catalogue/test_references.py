"""Where rows of the catalogue are used, and that only what nothing refers to is deleted."""

from __future__ import annotations

import pytest
from django.utils import translation

from returns.catalogue.fixtures_loading import load_catalogue
from returns.catalogue.references import BUILT_IN, StillUsed, delete_rows, rulebook_name, uses_of
from returns.models import (
    AccountFamily,
    Deadline,
    DeviceCategory,
    DeviceFamily,
    EvidenceItem,
    Ground,
    PhotoSlot,
    Resolution,
    Statement,
    Step,
)
from returns.timing.deadlines import ABANDON, CONTEST, OF_BULKY, OF_STATE
from tests.factories import CaseFactory, CategoryFactory, UserFactory, publish
from tests.rules.building import document, fact

pytestmark = pytest.mark.django_db


def test_rulebooks_name_some_rows_by_lists_some_by_facts_some_by_both() -> None:
    names = {model: rulebook_name(model()) for model in (Ground, DeviceCategory, Resolution, Step, PhotoSlot)}
    assert {model: name and (set(name.lists), set(name.facts)) for model, name in names.items()} == {
        Ground: ({"grounds"}, set()),
        DeviceCategory: (set(), {"device.category"}),
        Resolution: ({"resolutions"}, {"return.wish"}),
        Step: None,
        PhotoSlot: None,
    }


def test_rows_that_point_at_one_are_counted_by_kind() -> None:
    case = CaseFactory.create()
    found = {use.model._meta.model_name: use.count for use in uses_of(case.device.category).rows}
    assert found == {"returncase": 1, "device": 1}
    with translation.override("en"):
        assert [use.label for use in uses_of(case.reason).rows] == ["1 return case"]


def test_what_people_stated_refers_to_its_row() -> None:
    case = CaseFactory.create()
    row = AccountFamily.objects.create(code="google", label_fr="Google", label_en="Google")
    Statement.objects.create(case=case, source="customer", fact="account.family", value="google")
    Statement.objects.create(case=case, source="customer", fact="device.brand", value="google")
    (use,) = uses_of(row).rows
    assert (use.model, use.count) == (Statement, 1)


def test_what_belongs_to_a_row_goes_with_it() -> None:
    load_catalogue()
    DeviceFamily.categories.through.objects.filter(devicecategory__code="watch").delete()
    watches = DeviceCategory.objects.filter(code="watch")
    assert not uses_of(watches[0])
    assert delete_rows(rows=watches, by=UserFactory.create()) == 1
    assert not PhotoSlot.objects.filter(category__code="watch").exists()
    assert EvidenceItem.objects.filter(code="photo.dial_on").exists()


def test_the_codes_that_constat_names_itself_are_shipped_and_stay() -> None:
    load_catalogue()
    assert set(BUILT_IN[Deadline]) == {*OF_STATE.values(), *OF_BULKY.values(), CONTEST, ABANDON}
    for model, codes in BUILT_IN.items():
        rows = model._default_manager.filter(code__in=codes)
        assert rows.count() == len(set(codes))
        with pytest.raises(StillUsed):
            delete_rows(rows=rows, by=UserFactory.create())


def test_one_that_is_used_keeps_all_and_is_told() -> None:
    free, used = CategoryFactory.create(code="drone"), CategoryFactory.create(code="boat")
    publish(document([fact("device.category", "choice", choices=["boat"])], []))
    with translation.override("en"), pytest.raises(StillUsed, match=r"still used: boat \(en\)") as refusal:
        delete_rows(rows=DeviceCategory.objects.all(), by=UserFactory.create())
    assert [use.is_in_force for use in refusal.value.uses[used].published] == [True]
    assert DeviceCategory.objects.count() == 2
    assert delete_rows(rows=DeviceCategory.objects.filter(pk=free.pk), by=UserFactory.create()) == 1
