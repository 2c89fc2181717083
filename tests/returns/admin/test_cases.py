"""Return cases in the admin: read whole by those who may, and changed by no form of its own."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from returns.adjudication import decide_case
from returns.casework.evidence import give_evidence, refuse_evidence
from returns.casework.statements import state_facts
from returns.casework.transitions import perform
from returns.catalogue.fixtures_loading import load_roles
from returns.models import ReturnCase, User
from returns.privacy.erasure import erase_case
from tests.cast import Cast
from tests.factories import VALID_IMEI, CaseFactory

pytestmark = pytest.mark.django_db

LIST = "admin:returns_returncase_changelist"
PAGE = "admin:returns_returncase_change"
ON = date(2026, 3, 2)


@pytest.fixture
def agent(client: Client, cast: Cast) -> Client:
    client.force_login(cast.agent)
    client.cookies.load({"django_language": "en"})
    return client


def html(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_everything_that_is_known(agent: Client, case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="customer", values={"shock": True, "account_active": None}, actor=None)
    state_facts(case=case, source="agent", values={"shock": False}, actor=cast.agent, reason="The photos show none.")
    photo = give_evidence(case=case, item="photo.front_on", actor=cast.agent)
    refuse_evidence(evidence=photo, actor=cast.agent, reason="Blurred.")
    decide_case(case=case, actor=cast.agent, on=ON)
    page = html(agent, PAGE, case.pk)
    for text in (
        case.reference,
        str(cast.customer),
        VALID_IMEI,
        "damage.shock",
        "not known",
        "The photos show none.",
        "photo.front_on (en)",
        "Blurred.",
        "Rules applied",
        reverse("admin:returns_decision_change", args=[case.current_decision_id]),
    ):
        assert text in page, text


def test_a_case_that_was_never_decided_has_a_page(agent: Client, case: ReturnCase) -> None:
    assert "The rules have not been applied yet." in html(agent, PAGE, case.pk)


def test_a_case_bound_to_a_version_that_is_gone_has_a_page(agent: Client) -> None:
    case = CaseFactory.create()
    case.statements.create(source="customer", fact="shock", value=True)
    assert "shock" in html(agent, PAGE, case.pk)


def test_an_erased_case_has_a_page(agent: Client, case: ReturnCase, cast: Cast) -> None:
    state_facts(case=case, source="customer", values={"shock": True}, actor=None)
    decide_case(case=case, actor=None, on=ON)
    perform(case=case, transition="cancel", actor=cast.agent)
    erase_case(case=case, actor=cast.lead)
    page = html(agent, PAGE, case.pk)
    assert "d-chip--excluded" not in page
    assert page.count("Erased") >= 2
    assert VALID_IMEI not in page
    assert "Erased" in html(agent, LIST, view="every")


def test_the_page_costs_the_same_for_one_statement_and_for_three(agent: Client, case: ReturnCase) -> None:
    counts = []
    for values in ({"shock": True}, {"account_active": None, "wear": False}):
        for fact, value in values.items():
            state_facts(case=case, source="customer", values={fact: value}, actor=None)
            give_evidence(case=case, item="photo.back", actor=None)
            decide_case(case=case, actor=None, on=ON)
        html(agent, PAGE, case.pk)
        with CaptureQueriesContext(connection) as captured:
            html(agent, PAGE, case.pk)
        counts.append(len(captured))
    assert counts == [26, 26]


def test_every_role_that_reads_cases_reads_them_and_no_other(client: Client, case: ReturnCase) -> None:
    load_roles()
    answers = {}
    for role in Group.objects.order_by("name"):
        user = User.objects.create_user(f"{role.pk}@example.com", is_staff=True)
        user.groups.add(role)
        client.force_login(user)
        urls = (reverse(LIST), reverse(PAGE, args=[case.pk]))
        answers[role.name] = tuple(client.get(url).status_code for url in urls)
    assert answers == {
        "agent": (200, 200),
        "agent lead": (200, 200),
        "auditor": (200, 200),
        "catalogue editor": (403, 403),
        "rule approver": (403, 403),
        "rule editor": (403, 403),
    }


def test_nobody_adds_changes_or_deletes_a_case_here(admin_client: Client, case: ReturnCase) -> None:
    revision = case.revision
    for name, args in ((PAGE, [case.pk]), ("admin:returns_returncase_delete", [case.pk])):
        assert admin_client.post(reverse(name, args=args), {"post": "yes"}).status_code == 403
    assert admin_client.get(reverse("admin:returns_returncase_add")).status_code == 403
    assert ReturnCase.objects.get(pk=case.pk).revision == revision
    assert 'name="_save"' not in admin_client.get(reverse(PAGE, args=[case.pk])).content.decode()
