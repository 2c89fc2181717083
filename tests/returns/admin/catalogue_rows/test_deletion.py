"""Deleting rows in the admin: refused by page and by action, with the places, while anything refers to one."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from returns.models import Ground, Reason, Resolution
from rules.lifecycle import import_draft
from rules.models import Version
from tests.cast import staff
from tests.factories import CaseFactory, publish
from tests.returns.admin.catalogue_rows.conftest import Enter, content, reason
from tests.rules.building import document, fact, is_, rule


@pytest.fixture
def shock(db: None) -> Ground:
    return Ground.objects.create(
        code="shock", label_fr="Choc", label_en="Shock", explanation_fr="a", explanation_en="b"
    )


@pytest.fixture
def version(shock: Ground) -> Version:
    """In force: a rule names the ground, and another one a reason."""
    reasons = fact("return.reason", "choice", choices=["recall", "gift"])
    named = rule("it-fell", "exclusion", None, title={"fr": "Tombé", "en": "It fell"})
    question = {"ground": "late", "question": {"fr": "Pourquoi ?", "en": "Why?"}}
    gift = is_("return.reason", "gift")
    asked = rule("a-gift", "review", gift, effect=question, title={"fr": "Cadeau", "en": "A gift"})
    return publish(document([reasons], [named, asked]))


def delete(client: Client, row: Ground | Reason, *, press: bool = True) -> str:
    """The page of the deletion, after its button was pressed."""
    address = reverse(f"admin:returns_{row._meta.model_name}_delete", args=(row.pk,))
    return content(client.post(address, {"post": "yes"}) if press else client.get(address))


def delete_selected(client: Client, *rows: Reason) -> str:
    data = {"action": "delete_selected", "post": "yes", "_selected_action": [row.pk for row in rows]}
    return content(client.post(reverse("admin:returns_reason_changelist"), data, follow=True))


@pytest.mark.parametrize("press", [False, True])
def test_what_a_version_names_stays_and_the_page_says_where(
    editor: Client, shock: Ground, version: Version, press: bool
) -> None:
    page = delete(editor, shock, press=press)
    assert Ground.objects.filter(pk=shock.pk).exists()
    assert "can&#x27;t be deleted" in page or "can't be deleted" in page
    assert "version 1" in page
    assert "in force" in page
    assert "It fell" in page
    assert "A gift" not in page
    assert 'name="post"' not in page


def test_who_reads_rules_finds_links_to_version_and_rule(enter: Enter, shock: Ground, version: Version) -> None:
    address = reverse("admin:returns_ground_uses", args=(shock.pk,))
    rule_page = reverse("admin:rules_desk_rule", args=(version.pk, "it-fell"))
    for role, linked in (("auditor", True), ("rule editor", True), ("catalogue editor", False)):
        page = content(enter(role).get(address))
        assert (f'href="{rule_page}"' in page, "It fell" in page) == (linked, True)


def test_the_action_refuses_all_if_one_is_used(editor: Client, version: Version) -> None:
    free, named, asked = reason("other"), reason("gift"), reason("recall")
    page = delete_selected(editor, free, named, asked)
    assert Reason.objects.count() == 3
    assert "A gift" in page
    assert "in its vocabulary; no rule names it" in page
    delete_selected(editor, free)
    assert list(Reason.objects.order_by("code").values_list("code", flat=True)) == ["gift", "recall"]


def test_a_row_that_nothing_names_goes_and_its_history_tells_who_did_it(editor: Client) -> None:
    row = reason("other")
    assert 'name="post"' in delete(editor, row, press=False)
    delete(editor, row)
    assert not Reason.objects.exists()
    last = Reason.history.first()  # type: ignore[attr-defined]
    assert (last.history_type, str(last.history_user)) == ("-", "catalogue editor")


def test_what_a_case_refers_to_stays(editor: Client, enter: Enter) -> None:
    case = CaseFactory.create()
    page = delete(editor, case.reason)
    assert case.reference in page
    assert f"1 {ReasonName.case}" in page
    assert f"/admin/returns/returncase/{case.pk}/change/" not in page, "catalogue editors read no cases"
    address = reverse("admin:returns_reason_uses", args=(case.reason.pk,))
    assert f"/admin/returns/returncase/{case.pk}/change/" in content(enter("agent").get(address))
    assert f"1 {ReasonName.device}" in content(
        editor.get(reverse("admin:returns_devicecategory_uses", args=(case.device.category.pk,)))
    )


class ReasonName:
    """How the admin calls what refers to a row."""

    case = "return case"
    device = "device"


def test_a_draft_forbids_nothing_and_is_named(editor: Client, version: Version) -> None:
    row = Resolution.objects.create(
        code="store_credit", label_fr="Avoir", label_en="Store credit", explanation_fr="a", explanation_en="b"
    )
    credit = rule(
        "credit", "recommendation", effect={"resolution": "store_credit"}, title={"fr": "Avoir", "en": "Credit"}
    )
    found = document([], [credit], resolutions=["store_credit"])
    import_draft(document=found, by=staff("ines", "rules.change_version"))
    address = reverse("admin:returns_resolution_delete", args=(row.pk,))
    page = content(editor.get(address))
    assert "Drafts name it" in page
    assert "Credit" in page
    assert editor.post(address, {"post": "yes"}).status_code == 302
    assert not Resolution.objects.exists()


def test_what_constat_names_itself_stays(editor: Client) -> None:
    row = Ground.objects.create(code="tie", label_fr="a", label_en="b", explanation_fr="a", explanation_en="b")
    assert "Constat itself names this code" in delete(editor, row)
    assert Ground.objects.exists()


def test_only_editors_delete(auditor: Client, enter: Enter) -> None:
    row = reason("other")
    address = reverse("admin:returns_reason_delete", args=(row.pk,))
    for client in (auditor, enter("rule editor"), enter("agent")):
        assert client.post(address, {"post": "yes"}).status_code == 403
        delete_selected(client, row)
    assert Reason.objects.exists()
