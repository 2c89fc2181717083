"""Loading what is shipped: the catalogue and the roles."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils.translation import override

from returns.catalogue import fixtures_loading
from returns.models import Reason, User
from returns.permissions import ERASE, HANDLE, LEAD, TRY, VIEW
from rules.people import APPROVE, EDIT

pytestmark = pytest.mark.django_db

CATALOGUE_EDIT = "returns.change_guide"
SEES_USERS = "returns.view_user"
# What decides what a role may do.
DOORS = {EDIT, APPROVE, CATALOGUE_EDIT, VIEW, HANDLE, LEAD, ERASE, TRY, SEES_USERS}
CATALOGUE = {
    "accountfamily",
    "carrier",
    "deadline",
    "devicecategory",
    "devicefamily",
    "dropoffoption",
    "evidenceitem",
    "ground",
    "guarantee",
    "guide",
    "messagetemplate",
    "photocheck",
    "photoslot",
    "reason",
    "refundlimit",
    "resolution",
    "step",
}
ROLES = {
    "rule editor": {EDIT, TRY},
    "rule approver": {APPROVE, TRY},
    "catalogue editor": {CATALOGUE_EDIT},
    "agent": {VIEW, HANDLE},
    "agent lead": {VIEW, HANDLE, LEAD, ERASE},
    "auditor": {VIEW, SEES_USERS},
}


def member_of(role: str) -> User:
    user = User.objects.create_user(f"{role.replace(' ', '.')}@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def test_each_role_opens_its_doors_and_no_other() -> None:
    fixtures_loading.load_roles()
    opened = {role: member_of(role).get_all_permissions() & DOORS for role in ROLES}
    assert opened == ROLES
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_roles_write_only_the_catalogue_and_drafts_by_hand() -> None:
    fixtures_loading.load_roles()
    written = {
        role: {name.split("_")[1] for name in member_of(role).get_all_permissions() - DOORS if "view_" not in name}
        for role in ROLES
    }
    assert written == {
        "rule editor": {"version", "rule", "example"},
        "rule approver": set(),
        "catalogue editor": CATALOGUE,
        "agent": set(),
        "agent lead": set(),
        "auditor": set(),
    }


def test_permissions_stay_as_staff_set_them_until_they_are_put_back() -> None:
    fixtures_loading.load_roles()
    group = Group.objects.get(name="auditor")
    before = set(group.permissions.all())
    group.permissions.clear()
    fixtures_loading.load_roles()
    assert not group.permissions.exists()
    fixtures_loading.load_roles(reset=True)
    assert set(group.permissions.all()) == before


def test_an_unknown_permission_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "roles.json").write_text(json.dumps({"agent": [VIEW], "clerk": ["returns.fly_case"]}))
    monkeypatch.setattr(fixtures_loading, "FIXTURES", tmp_path)
    with pytest.raises(fixtures_loading.UnknownPermission, match=r"clerk: returns\.fly_case"):
        fixtures_loading.load_roles()
    assert not Group.objects.exists()


def test_the_command_loads_both_and_twice_is_once() -> None:
    for _ in range(2):
        call_command("load_fixtures", stdout=StringIO())
    assert Reason.objects.count() == 13
    assert Group.objects.count() == 6


def test_what_staff_made_of_the_catalogue_stays_until_it_is_put_back() -> None:
    fixtures_loading.load_catalogue()
    Reason.objects.create(code="recall", label_fr="Rappel", label_en="Recall", explanation_fr="x", explanation_en="x")
    Reason.objects.filter(code="other").update(label_fr="Divers")
    Reason.objects.filter(code="change_of_mind").delete()
    call_command("load_fixtures", stdout=StringIO())
    with override("fr"):
        assert Reason.objects.get(code="other").label == "Divers"
    call_command("load_fixtures", reset=True, stdout=StringIO())
    assert set(Reason.objects.filter(code__in=("recall", "change_of_mind")).values_list("code", flat=True)) == {
        "recall",
        "change_of_mind",
    }
    with override("fr"):
        assert Reason.objects.get(code="other").label == "Autre motif"
