"""Documents tried out in a process of their own."""

import json
import subprocess
import sys
from typing import Any

import pytest

from rules.document import document_hash
from rules.preflight import Report, preflight, try_out
from tests.conftest import SOURCE
from tests.rules.conftest import Document


def nested(levels: int) -> Any:
    value: Any = []
    for _level in range(levels):
        value = [value]
    return value


def codes(report: Report) -> list[tuple[str, str]]:
    return [(fault.path, fault.code) for fault in report.faults]


def test_a_document_that_holds(document: Document) -> None:
    report = preflight(document)
    assert report.holds
    assert report.hash == document_hash(document)


def test_both_processes_report_the_same(document: Document) -> None:
    document["rules"][1]["when"] = {"fact": "damage.shock", "operator": "isUnknown"}
    report = preflight(document)
    assert report == try_out(json.dumps(document))
    assert not report.holds
    assert report.messages("en") == [
        'example “dropped-phone”: $.guarantees.commercial.verdict is "covered", not "excluded"'
    ]


def test_every_fault_is_reported_with_its_place(document: Document) -> None:
    document["rules"][0]["kind"] = "wish"
    document["facts"][1]["type"] = "mood"
    report = preflight(document)
    assert ("$.rules[0].kind", "unknown_kind") in codes(report)
    assert ("$.facts[1].type", "unknown_type") in codes(report)
    assert not report.hash


@pytest.mark.parametrize("document", [None, [], "x", 5, {}])
def test_what_is_no_rulebook_has_faults(document: Any) -> None:
    assert preflight(document).faults


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", nested(600), 2**60])
def test_what_is_no_json_has_a_fault(document: Document, value: Any) -> None:
    document["examples"][0]["expect"] = {"derived": value}
    report = preflight(document)
    assert [code for _path, code in codes(report)] == ["not_canonical"]
    assert report.messages("en")


def test_a_document_that_takes_too_long_is_refused(document: Document) -> None:
    # The process is given one second, and then more to do than fits into it.
    document["examples"] = [{**document["examples"][0], "key": f"example-{n}"} for n in range(1000)]
    document["rules"] += [{**document["rules"][1], "key": f"rule-{n}"} for n in range(4000)]
    report = preflight(document, seconds=1)
    assert codes(report) == [("$", "too_slow")]
    assert "1 seconds" in report.messages("en")[0]


def test_a_crash_is_a_fault_until_a_trial_ends(
    document: Document, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    document["rules"][0]["note"] = "tried out by nobody else"
    with monkeypatch.context() as patch:
        patch.setenv("PYTHONHOME", "/nonexistent")
        report = preflight(document)
    assert codes(report) == [("$", "crashed")]
    assert "ended with" in caplog.text
    assert preflight(document).holds


def test_a_trial_that_ended_is_remembered(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    first = preflight(document)
    # A process that started now would crash.
    monkeypatch.setenv("PYTHONHOME", "/nonexistent")
    assert preflight(document) is first
    document["examples"] = []
    assert codes(preflight(document)) == [("$", "crashed")]


def test_the_process_needs_no_django(document: Document) -> None:
    script = "import sys, rules.preflight; rules.preflight.main(); assert 'django' not in sys.modules"
    process = subprocess.run(
        [sys.executable, "-c", script, "60"],
        cwd=SOURCE,
        input=json.dumps(document),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(process.stdout)["hash"] == document_hash(document)
