"""What the rules desk learns of cases."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone, translation

from returns.catalogue.fixtures_loading import load_catalogue
from returns.desk import ReturnsHost
from returns.facts import FACTS, collect
from returns.models import Event, Ground, ReturnCase
from rules import host
from rules.models import Version
from rules.registry import compiled_book
from rules.vocabulary import CODE_LISTS
from tests.cast import Cast, permit
from tests.factories import publish
from tests.returns.books import small_book
from tests.returns.conftest import OpenCase


@pytest.fixture
def desk() -> host.Host:
    """The application, as the desk finds it."""
    return host.get()


def test_cases_are_registered_at_start_up(desk: host.Host) -> None:
    assert isinstance(desk, ReturnsHost)
    assert desk.fact_types().keys() == FACTS.keys()
    assert desk.fact_types()["order.price"] == "decimal"


def test_a_case_is_given_to_who_may_see_it(desk: host.Host, case: ReturnCase, cast: Cast) -> None:
    vocabulary = compiled_book(case.version_hash).vocabulary
    expected = collect(case=case, on=timezone.localdate(), vocabulary=vocabulary)
    for reader in (cast.agent, cast.seller):
        given = desk.case_facts(reference=case.reference, reader=reader, vocabulary=vocabulary)
        assert (given.reference, given.facts) == (case.reference, expected)
    trying = permit(cast.rule_editor, "returns.try_returncase")
    assert desk.case_facts(reference=case.reference, reader=trying, vocabulary=vocabulary).facts == expected
    for stranger in (cast.approver, cast.other_seller, cast.outsider):
        with pytest.raises(LookupError):
            desk.case_facts(reference=case.reference, reader=stranger, vocabulary=vocabulary)
    with pytest.raises(LookupError):
        desk.case_facts(reference="\0", reader=cast.agent, vocabulary=vocabulary)
    ReturnCase.objects.update(erased_at=timezone.now())
    with pytest.raises(LookupError):
        desk.case_facts(reference=case.reference, reader=cast.agent, vocabulary=vocabulary)


def test_samples_are_the_newest_that_the_reader_may_see(
    desk: host.Host, new_case: OpenCase, version: Version, cast: Cast
) -> None:
    references = [new_case(f"40-{number}").reference for number in range(4)]
    vocabulary = compiled_book(version.hash).vocabulary
    newest = [sample.reference for sample in desk.sample_cases(reader=cast.agent, vocabulary=vocabulary, limit=2)]
    assert newest == references[:1:-1]
    assert list(desk.sample_cases(reader=cast.outsider, vocabulary=vocabulary, limit=2)) == []
    assert [desk.count_readable(reader=reader) for reader in (cast.agent, cast.outsider)] == [4, 0]


def test_unfinished_cases_move_an_event_each(desk: host.Host, new_case: OpenCase, version: Version, cast: Cast) -> None:
    moving, finished, settled = (new_case(f"40-{number}") for number in range(3))
    ReturnCase.objects.filter(pk=finished.pk).update(state="closed")
    newer = publish(small_book(photo="photo.back"))
    ReturnCase.objects.filter(pk=settled.pk).update(version_hash=newer.hash)
    assert desk.count_cases(version_hash=version.hash) == 1
    hashes = frozenset({version.hash, newer.hash})
    assert desk.move_cases(from_hashes=hashes, to_hash=newer.hash, by=cast.approver) == 1
    assert (desk.count_cases(version_hash=version.hash), desk.count_cases(version_hash=newer.hash)) == (0, 2)
    event = Event.objects.get(kind="rebound")
    assert (event.case, event.actor, event.at.date() >= date(2026, 1, 1)) == (moving, cast.approver, True)


@pytest.mark.django_db
def test_the_catalogue_names_codes_in_the_readers_language(desk: host.Host) -> None:
    Ground.objects.create(code="noise", label_fr="Bruit", label_en="Noise")
    with translation.override("fr"):
        assert desk.code_names()["grounds"]["noise"] == "Bruit"
    with translation.override("en"):
        assert desk.code_names()["grounds"]["noise"] == "Noise"
        assert desk.code_names()["transitions"]["inspect"] == "Inspect"
    assert desk.code_names().keys() == set(CODE_LISTS)


@pytest.mark.django_db
def test_the_catalogue_groups_items_by_step_and_says_what_follows_from_a_category(desk: host.Host) -> None:
    load_catalogue()
    with translation.override("en"):
        groups = dict(desk.item_groups())
    assert len(groups) == 8
    assert groups["Photograph the device"][0] == "photo.front_on"
    assert desk.category_facts()["camera"] == {"device.stores_personal_data": False, "device.holds_account": False}
    assert desk.category_facts()["phone"] == {"device.stores_personal_data": True, "device.holds_account": True}
    assert {name for facts in desk.category_facts().values() for name in facts} <= FACTS.keys()
