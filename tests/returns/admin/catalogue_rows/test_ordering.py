"""Rows moved up and down: one place at a time, among their own, with a history."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from returns.catalogue.fixtures_loading import load_catalogue
from returns.models import PhotoSlot, Reason
from tests.returns.admin.catalogue_rows.conftest import content, reason


def press(client: Client, row: Reason | PhotoSlot, direction: str, query: str = "") -> str:
    """Press an arrow; where it leads."""
    address = reverse(f"admin:returns_{row._meta.model_name}_move", args=(row.pk,))
    done = client.post(f"{address}{query}", {"direction": direction})
    assert done.status_code == 302
    return done["location"]


def order() -> list[str]:
    return list(Reason.objects.values_list("code", flat=True))


def test_a_row_changes_places_with_its_neighbour(editor: Client) -> None:
    first, second, third = (reason(code, place) for code, place in (("a", 1), ("b", 5), ("c", 9)))
    assert press(editor, third, "up", "?p=1") == f"{reverse('admin:returns_reason_changelist')}?p=1#row-{third.pk}"
    assert order() == ["a", "c", "b"]
    assert list(Reason.objects.values_list("position", flat=True)) == [1, 5, 9]
    press(editor, first, "down")
    assert order() == ["c", "a", "b"]
    assert [record.history_change_reason for record in third.history.all()][:2] == ["Moved up", "Moved up"]
    assert {str(row.history.first().history_user) for row in (first, second, third)} == {"catalogue editor"}


def test_rows_that_share_a_place_get_places_of_their_own(editor: Client) -> None:
    rows = [reason(code, 0) for code in "abc"]
    press(editor, rows[1], "up")
    assert order() == ["b", "a", "c"]
    assert list(Reason.objects.values_list("position", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize(("index", "direction"), [(0, "up"), (1, "down")])
def test_the_end_of_the_list_is_the_end(editor: Client, index: int, direction: str) -> None:
    rows = [reason("a", 1), reason("b", 2)]
    press(editor, rows[index], direction)
    assert order() == ["a", "b"]


def test_photos_are_ordered_within_their_category(editor: Client) -> None:
    load_catalogue()
    of_phones = PhotoSlot.objects.filter(category__code="phone")
    others = list(PhotoSlot.objects.exclude(category__code="phone").values_list("pk", "position"))
    before = list(of_phones)
    press(editor, before[6], "down")
    assert list(of_phones.all()) == before
    press(editor, before[6], "up")
    assert list(of_phones.all()) == [*before[:5], before[6], before[5]]
    assert list(PhotoSlot.objects.exclude(category__code="phone").values_list("pk", "position")) == others


def test_arrows_show_only_where_no_neighbour_is_hidden(editor: Client, auditor: Client) -> None:
    load_catalogue()
    address = reverse("admin:returns_photoslot_changelist")
    phone = PhotoSlot.objects.select_related("category").get(category__code="phone", item__code="photo.back")
    for query in ("", f"?category__id__exact={phone.category.pk}"):
        page = content(editor.get(f"{address}{query}"))
        assert page.count('value="up"') == page.count('value="down"') > 6
        assert page.count("disabled>") == (2 if query else 8)
    for query in ("?q=back", "?o=1"):
        assert 'value="up"' not in content(editor.get(f"{address}{query}"))
    assert 'value="up"' not in content(auditor.get(address))


def test_only_editors_move_and_only_by_post(editor: Client, auditor: Client) -> None:
    rows = [reason("a", 1), reason("b", 2)]
    address = reverse("admin:returns_reason_move", args=(rows[1].pk,))
    assert editor.get(address).status_code == 405
    assert auditor.post(address, {"direction": "up"}).status_code == 403
    assert editor.post(reverse("admin:returns_reason_move", args=(0,)), {"direction": "up"}).status_code == 404
    assert order() == ["a", "b"]
