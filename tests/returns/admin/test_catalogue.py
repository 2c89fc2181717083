"""The catalogue's admin: lists that cost the same for one row and for three, forms in both languages."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.catalogue.fixtures_loading import load_roles
from returns.models import (
    AccountFamily,
    Carrier,
    Deadline,
    DeviceCategory,
    DeviceFamily,
    DropOffOption,
    EvidenceItem,
    Ground,
    Guarantee,
    Guide,
    PhotoCheck,
    PhotoSlot,
    Reason,
    Resolution,
    Step,
    User,
)

pytestmark = pytest.mark.django_db


def texts(name: str, count: int) -> dict[str, str]:
    return {f"{name}_fr": f"Texte {count}", f"{name}_en": f"Text {count}"}


def step(count: int) -> Step:
    return Step.objects.create(code=f"step_{count}", **texts("label", count))


def category(count: int) -> DeviceCategory:
    return DeviceCategory.objects.create(code=f"category_{count}", **texts("label", count))


def carrier(count: int) -> Carrier:
    return Carrier.objects.create(code=f"carrier_{count}", **texts("label", count))


def item(count: int) -> EvidenceItem:
    return EvidenceItem.objects.create(code=f"item_{count}", kind="photo", step=step(count), **texts("label", count))


def family(count: int) -> DeviceFamily:
    account = AccountFamily.objects.create(code=f"account_{count}", **texts("label", count))
    row = DeviceFamily.objects.create(code=f"family_{count}", account_family=account, **texts("label", count))
    row.categories.add(category(count))
    return row


def guide(count: int) -> Guide:
    row = Guide.objects.create(code=f"guide_{count}", step=step(count), purpose="backup", **texts("title", count))
    row.families.add(family(count))
    return row


def check(count: int) -> PhotoCheck:
    return PhotoCheck.objects.create(code=f"check_{count}", limit=count, **texts("label", count))


def slot(count: int) -> PhotoSlot:
    return PhotoSlot.objects.create(
        category=category(count), item=item(count), position=1, **texts("label", count), **texts("note", count)
    )


def drop_off(count: int) -> DropOffOption:
    return DropOffOption.objects.create(
        code=f"option_{count}", carrier=carrier(count), deposit_proof=True, **texts("label", count)
    )


def deadline(count: int) -> Deadline:
    return Deadline.objects.create(code=f"deadline_{count}", amount=3, unit="day", **texts("label", count))


def labelled(model: type[Model]) -> Callable[[int], Model]:
    return lambda count: model._default_manager.create(code=f"code_{count}", **texts("label", count))


# What a list asks the database for, whatever its length: session, user, two counts, rows; then its filters.
LISTS = [
    (labelled(AccountFamily), "accountfamily", 5),
    (carrier, "carrier", 5),
    (deadline, "deadline", 5),
    (category, "devicecategory", 5),
    (family, "devicefamily", 7),
    (drop_off, "dropoffoption", 6),
    (item, "evidenceitem", 6),
    (labelled(Ground), "ground", 5),
    (labelled(Guarantee), "guarantee", 5),
    (guide, "guide", 7),
    (check, "photocheck", 5),
    (slot, "photoslot", 6),
    (labelled(Reason), "reason", 5),
    (labelled(Resolution), "resolution", 5),
    (step, "step", 5),
]


@pytest.fixture
def editor(client: Client) -> Client:
    load_roles()
    user = User.objects.create_user("editor@example.com", display_name="Éditrice", is_staff=True)
    user.groups.add(Group.objects.get(name="catalogue editor"))
    client.force_login(user)
    return client


@pytest.mark.parametrize(("make", "name", "queries"), LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_three(
    admin_client: Client, make: Callable[[int], Model], name: str, queries: int
) -> None:
    url = reverse(f"admin:returns_{name}_changelist")
    # The theme is read once and then cached.
    admin_client.get(url)
    counts = []
    for numbers in ([1], [2, 3]):
        for number in numbers:
            make(number)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = admin_client.get(url)
        assert f"Texte {numbers[-1]}" in page.content.decode()
        counts.append(len(captured))
    assert counts == [queries, queries]


def test_lists_are_searched_in_both_languages(editor: Client) -> None:
    Reason.objects.create(code="recall", label_fr="Rappel", label_en="Recall")
    Reason.objects.create(code="gift", label_fr="Cadeau", label_en="Gift")
    for words, found in (("rappel", "Rappel"), ("recall", "Rappel"), ("GIFT", "Cadeau")):
        page = editor.get(reverse("admin:returns_reason_changelist"), {"q": words}).content.decode()
        assert [label for label in ("Rappel", "Cadeau") if label in page] == [found]


def reason_form(**changes: str) -> dict[str, str]:
    return {
        "code": "recall",
        "position": "1",
        "label_fr": "Rappel",
        "label_en": "Recall",
        "explanation_fr": "La marque rappelle l’appareil.",
        "explanation_en": "The brand recalls the device.",
        **changes,
    }


def test_a_row_is_added_in_both_languages(editor: Client) -> None:
    response = editor.post(reverse("admin:returns_reason_add"), reason_form())
    assert response.status_code == 302
    row = Reason.objects.values("code", "label_fr", "label_en").get()
    assert row == {"code": "recall", "label_fr": "Rappel", "label_en": "Recall"}


@pytest.mark.parametrize("missing", ["label_fr", "label_en", "explanation_fr", "explanation_en"])
def test_a_row_without_a_language_is_refused(editor: Client, missing: str) -> None:
    response = editor.post(reverse("admin:returns_reason_add"), reason_form(**{missing: ""}))
    assert list(response.context["adminform"].form.errors) == [missing]
    assert not Reason.objects.exists()


def test_a_code_is_chosen_once(editor: Client) -> None:
    row = Reason.objects.create(code="recall", label_fr="Rappel", label_en="Recall")
    url = reverse("admin:returns_reason_change", args=[row.pk])
    assert editor.post(url, reason_form(code="other", label_fr="Retrait")).status_code == 302
    row.refresh_from_db()
    assert (row.code, row.label) == ("recall", "Retrait")


def test_a_change_names_who_made_it(editor: Client) -> None:
    row = Reason.objects.create(code="recall", label_fr="Rappel", label_en="Recall")
    editor.post(reverse("admin:returns_reason_change", args=[row.pk]), reason_form(label_fr="Retrait"))
    page = editor.get(reverse("admin:returns_reason_history", args=[row.pk]))
    assert page.status_code == 200
    assert "Éditrice" in page.content.decode()


@pytest.mark.parametrize(("make", "name", "_queries"), LISTS)
def test_every_form_opens(editor: Client, make: Callable[[int], Model], name: str, _queries: int) -> None:
    row = make(1)
    for url in (reverse(f"admin:returns_{name}_add"), reverse(f"admin:returns_{name}_change", args=[row.pk])):
        assert editor.get(url).status_code == 200


def test_only_catalogue_editors_change_rows(client: Client) -> None:
    load_roles()
    row = Reason.objects.create(code="recall", label_fr="Rappel", label_en="Recall")
    change = reverse("admin:returns_reason_change", args=[row.pk])
    answers = {}
    for role in Group.objects.order_by("name"):
        user = User.objects.create_user(f"{role.pk}@example.com", is_staff=True)
        user.groups.add(role)
        client.force_login(user)
        answers[role.name] = (client.get(change).status_code, client.post(change, reason_form()).status_code)
    assert answers == {
        "agent": (200, 403),
        "agent lead": (200, 403),
        "auditor": (200, 403),
        "catalogue editor": (200, 302),
        "rule approver": (200, 403),
        "rule editor": (200, 403),
    }


def test_outsiders_are_sent_to_log_in(client: Client) -> None:
    url = reverse("admin:returns_reason_changelist")
    assert client.get(url).status_code == 302
    client.force_login(User.objects.create_user("seller@example.com"))
    assert client.get(url).status_code == 302


def test_every_catalogue_model_has_its_list() -> None:
    named = {name for _, name, _ in LISTS}
    package = "returns.models.catalogue"
    catalogue = [model for model in apps.get_app_config("returns").get_models() if model.__module__.startswith(package)]
    assert named == {model._meta.model_name for model in catalogue if not hasattr(model, "history_id")}
