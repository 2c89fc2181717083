"""What a version would change, over HTTP."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from returns.models import User
from rules import edits, lifecycle
from rules.models import ImpactRun, Version
from tests.cast import Cast, permit
from tests.factories import CaseFactory
from tests.rules.desk.conftest import url


@pytest.fixture
def changed(published: Version, editor: User) -> Version:
    """A draft without the rule that asks for a photo."""
    draft = lifecycle.new_draft(version=published, by=editor)
    edits.delete_rule(version=draft, by=editor, key="photo-front-on", revision=None)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def editing(client: Client, editor: User) -> Client:
    client.force_login(permit(editor, "returns.view_returncase"))
    return client


def start(client: Client, version: Version, capture: DjangoCaptureOnCommitCallbacks) -> None:
    with capture(execute=True):
        answer = client.post(url("impact", version), {"do": "start"})
    assert (answer.status_code, answer.headers["Location"]) == (302, url("impact", version))


def read(client: Client, version: Version, **query: str) -> str:
    answer = client.get(url("impact", version), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_which_cases_differ_and_in_what(
    language: str,
    editing: Client,
    changed: Version,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    editing.cookies["django_language"] = language
    case = CaseFactory.create()
    assert case.reference not in read(editing, changed)
    start(editing, changed, django_capture_on_commit_callbacks)
    page = read(editing, changed)
    assert url("impact_case", changed, case.reference) in page
    assert "data-refresh" not in page
    assert case.reference in read(editing, changed, kind="item")
    assert case.reference not in read(editing, changed, kind="block")
    assert case.reference in read(editing, changed, flow="undetermined.undetermined") + read(
        editing, changed, flow="review.review"
    )
    read(editing, changed, kind="<script>", flow="x", page="z")


def test_one_case_side_by_side(editing: Client, changed: Version) -> None:
    editing.cookies["django_language"] = "en"
    case = CaseFactory.create()
    answer = editing.get(url("impact_case", changed, case.reference))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<del>Asked for</del> <ins>none</ins>" in page
    assert page.count("d-verdicts") == 2
    assert editing.get(url("impact_case", changed, "R-0")).status_code == 404


def test_a_case_that_the_reader_may_not_see_is_not_shown(client: Client, cast: Cast, changed: Version) -> None:
    case = CaseFactory.create()
    client.force_login(cast.approver)
    assert client.get(url("impact_case", changed, case.reference)).status_code == 404


def test_others_read_how_many_but_not_which(
    editing: Client,
    changed: Version,
    cast: Cast,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    case = CaseFactory.create()
    start(editing, changed, django_capture_on_commit_callbacks)
    editing.force_login(cast.approver)
    page = read(editing, changed)
    assert "d-flow" in page
    assert case.reference not in page


def test_while_it_runs_it_refreshes_itself_and_can_be_stopped(editing: Client, changed: Version) -> None:
    # Nobody works it off: what is to run after the transaction never does here.
    assert editing.post(url("impact", changed), {"do": "start"}).status_code == 302
    ImpactRun.objects.update(state=ImpactRun.State.RUNNING, done=1200, total=5000)
    page = read(editing, changed)
    assert "data-refresh" in page
    assert '<progress class="d-progress" value="1200" max="5000"' in page
    assert 'value="start"' not in page
    assert 'value="stop"' in page
    assert editing.post(url("impact", changed), {"do": "stop"}).status_code == 302
    assert ImpactRun.objects.get().state == ImpactRun.State.STOPPED
    assert "data-refresh" not in read(editing, changed)


def test_a_version_that_changed_since_says_so(
    editing: Client,
    changed: Version,
    editor: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    editing.cookies["django_language"] = "en"
    start(editing, changed, django_capture_on_commit_callbacks)
    assert "The version was changed since" not in read(editing, changed)
    edits.delete_rule(version=changed, by=editor, key="legal-period", revision=None)
    assert "The version was changed since" in read(editing, changed)


@pytest.mark.parametrize("which", ["faults", "none", "itself"])
def test_where_there_is_nothing_to_compare_none_is_started(
    which: str, editing: Client, request: pytest.FixtureRequest
) -> None:
    if which == "none":
        version: Version = request.getfixturevalue("draft")
    elif which == "itself":
        version = request.getfixturevalue("published")
    else:
        version = request.getfixturevalue("changed")
        version.rules.filter(key="legal-period").update(when={"fact": "no.such", "operator": "isKnown"})
    assert 'value="start"' not in read(editing, version)
    assert editing.post(url("impact", version), {"do": "start"}).status_code == 302
    assert not ImpactRun.objects.exists()
    if which != "itself":
        assert editing.get(url("impact_case", version, "R-0")).status_code == 404


def test_an_auditor_looks_and_starts_nothing(client: Client, cast: Cast, changed: Version) -> None:
    auditor = permit(cast.outsider, "rules.view_version")
    User.objects.filter(pk=auditor.pk).update(is_staff=True)
    client.force_login(User.objects.get(pk=auditor.pk))
    assert 'value="start"' not in read(client, changed)
    answer = client.post(url("impact", changed), {"do": "start"})
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 403
    assert not ImpactRun.objects.exists()


def test_strangers_find_nothing(client: Client, cast: Cast, changed: Version) -> None:
    client.force_login(cast.agent)
    assert client.get(url("impact", changed)).status_code == 404
    assert client.post(url("impact", changed), {"do": "start"}).status_code == 404
    assert client.get(url("impact_case", changed, "R-0")).status_code == 404


@pytest.mark.parametrize("cases", [1, 3])
def test_queries(
    cases: int,
    editing: Client,
    changed: Version,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    CaseFactory.create_batch(cases)
    start(editing, changed, django_capture_on_commit_callbacks)
    read(editing, changed)
    with django_assert_num_queries(13):
        read(editing, changed)
