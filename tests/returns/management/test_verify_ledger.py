"""The verify_ledger command: sound and broken ledgers, anchors old, wrong and new, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db.models import QuerySet
from django.utils import translation

from returns.ledger.chain import DefectCode
from returns.management.commands.verify_ledger import _DEFECTS
from returns.models import Event, LedgerEntry, LedgerHead, ReturnCase
from tests.returns.conftest import OpenCase
from tests.returns.management.conftest import RunCommand, Write

LiftTriggers = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def cases(new_case: OpenCase) -> list[ReturnCase]:
    return [new_case("40-1"), new_case("40-2")]


def cut_the_last_entry() -> None:
    QuerySet(LedgerEntry).filter(position=2).delete()
    QuerySet(Event).filter(pk=Event.objects.latest("pk").pk).delete()
    first = LedgerEntry.objects.get(position=1)
    LedgerHead.objects.update(position=1, hash=first.hash)


@pytest.mark.usefixtures("cases")
def test_a_sound_ledger(run: RunCommand) -> None:
    ended = run("verify_ledger")
    assert (ended.code, ended.lines) == (0, ["The ledger is sound: 2 entries."])


@pytest.mark.django_db
def test_an_empty_ledger_is_sound(run: RunCommand) -> None:
    assert run("verify_ledger").code == 0


@pytest.mark.usefixtures("cases")
def test_defects_are_named(run: RunCommand, lifted_triggers: LiftTriggers) -> None:
    with lifted_triggers():
        QuerySet(Event).filter(pk=Event.objects.latest("pk").pk).update(subject="nothing")
    ended = run("verify_ledger")
    assert (ended.code, ended.error) == (1, "The ledger has 1 defect.")
    assert ended.lines == ["entry 2: its decision or event was changed"]


@pytest.mark.usefixtures("cases")
def test_only_an_anchor_shows_that_the_end_was_cut_off(
    run: RunCommand, tmp_path: Path, lifted_triggers: LiftTriggers
) -> None:
    anchor = tmp_path / "anchor.json"
    assert run("verify_ledger", "--export-anchor", anchor).code == 0
    assert json.loads(anchor.read_text())["position"] == 2
    assert run("verify_ledger", "--anchor", anchor).code == 0
    with lifted_triggers():
        cut_the_last_entry()
    assert run("verify_ledger").code == 0
    ended = run("verify_ledger", "--anchor", anchor, "--export-anchor", anchor)
    assert ended.code == 1
    assert ended.lines == ["entry 2: the ledger does not pass through the anchor: it was cut, or written anew"]
    # What was verified to be broken is no new anchor.
    assert json.loads(anchor.read_text())["position"] == 2


@pytest.mark.usefixtures("cases")
def test_an_older_anchor_still_holds(run: RunCommand, tmp_path: Path, new_case: OpenCase) -> None:
    anchor = tmp_path / "anchor.json"
    run("verify_ledger", "--export-anchor", anchor)
    new_case("40-3")
    assert run("verify_ledger", "--anchor", anchor).code == 0
    assert sorted(tmp_path.iterdir()) == [anchor]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff",
        b"[" * 9_000,
        b'{"position": true, "hash": ""}',
        b'{"position": -1, "hash": "' + b"0" * 64 + b'"}',
        b'{"position": 1' + b"0" * 5_000 + b"}",
    ],
)
@pytest.mark.django_db
def test_what_is_no_anchor_is_wrong_usage(run: RunCommand, write: Write, content: bytes) -> None:
    ended = run("verify_ledger", "--anchor", write(content))
    assert ended.code == 2
    assert ended.error.endswith("is no anchor.")


@pytest.mark.django_db
def test_files_that_are_not_there(run: RunCommand, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere" / "anchor.json"
    assert run("verify_ledger", "--anchor", missing).code == 2
    assert run("verify_ledger", "--export-anchor", missing).code == 2


def test_every_defect_has_its_words() -> None:
    with translation.override("en"):
        assert all(str(_DEFECTS[code]) for code in DefectCode)
