"""The decide command: facts in, an outcome or an error a line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rules import load_rulebook
from rules.document import canonical_json
from rules.models import Version
from tests.conftest import SOURCE
from tests.rules.conftest import DATA, Document, Publish
from tests.rules.management.conftest import RunCommand, Write

DAY = {"decision.on": "2026-05-31"}
SHOCK = {**DAY, "damage.shock": True}
BAD_ENTRIES: dict[str, tuple[bytes, str | None, str]] = {
    "no JSON": (b"nonsense", None, "is not JSON"),
    "no value": (b'{"decision.on": }', None, "is not JSON"),
    "no UTF-8": (b'{"decision.on": "\xe9"}', None, "is not UTF-8"),
    "no object": (b"5", None, "not an object"),
    "a list": (b"[5]", None, "not an object"),
    "null": (b"null", None, "not an object"),
    "nested": (b'{"decision.on": "2026-05-31", "damage.shock": ' + b"[" * 90_000 + b"]" * 90_000 + b"}", None, "deep"),
    "nested a little": (
        b'{"decision.on": "2026-05-31", "damage.shock": ' + b"[" * 300 + b"]" * 300 + b"}",
        "damage.shock",
        "true or false",
    ),
    "too long": (b'{"decision.on": "' + b"9" * 2_000_000 + b'"}', None, "longer than 1 MB"),
    "NaN": (b'{"decision.on": "2026-05-31", "delivery.months": NaN}', None, "NaN"),
    "a key twice": (b'{"decision.on": "2026-05-31", "decision.on": "2026-05-31"}', None, "decision.on"),
    "a surrogate twice": (b'{"\\udfff": 1, "\\udfff": 1}', None, "is not JSON"),
    "too many digits": (b'{"delivery.months": ' + b"9" * 5000 + b"}", None, "digits"),
    "no day": (b"{}", "decision.on", "required"),
    "no date": (b'{"decision.on": "2026-02-30"}', "decision.on", "YYYY-MM-DD"),
    "unknown fact": (b'{"decision.on": "2026-05-31", "weather": 1}', "weather", "not a fact"),
    "unknown name": (b'{"decision.on": "2026-05-31", "\\ud800": 1}', "?", "not a fact"),
    "text for integer": (b'{"decision.on": "2026-05-31", "delivery.months": "9"}', "delivery.months", "whole"),
    "integer for boolean": (b'{"decision.on": "2026-05-31", "damage.shock": 1}', "damage.shock", "true or false"),
    "too large": (b'{"decision.on": "2026-05-31", "delivery.months": 1' + b"0" * 40 + b"}", "delivery.months", "2⁵³"),
    "derived": (b'{"decision.on": "2026-05-31", "device.holds_account": true}', "device.holds_account", "derived"),
}


def outcome_line(document: Document, facts: dict[str, Any]) -> str:
    with load_rulebook(document) as book:
        return canonical_json(book.decide(facts).as_json())


@pytest.fixture
def rulebook(write: Write, document: Document) -> str:
    """The path of the document."""
    return write(document, "rulebook.json")


def test_the_example_of_the_format(run: RunCommand, rulebook: str) -> None:
    found = run("decide", "--file", rulebook, "--facts", str(DATA / "facts.json"))
    expected = json.loads((DATA / "outcome.json").read_text(encoding="utf-8"))
    assert found.objects == [{**expected, "hash": found.objects[0]["hash"]}]


def test_a_line_of_canonical_json_for_each_line(
    document: Document, run: RunCommand, rulebook: str, write: Write
) -> None:
    facts: list[dict[str, Any]] = [DAY, SHOCK, {**DAY, "damage.shock": None}]
    expected = [outcome_line(document, entry) for entry in facts]
    shapes: dict[str, bytes] = {
        "lines": b"\n".join(json.dumps(entry).encode() for entry in facts),
        "windows": b"\xef\xbb\xbf" + b"\r\n\r\n".join(json.dumps(entry).encode() for entry in facts) + b"\r\n",
        "array": json.dumps(facts).encode(),
        "array on lines": json.dumps(facts, indent=2).encode(),
    }
    for name, content in shapes.items():
        found = run("decide", "--file", rulebook, "--facts", write(content, f"{name}.json"))
        assert (found.code, found.lines) == (0, expected), name


def test_one_object_on_several_lines(document: Document, run: RunCommand, rulebook: str) -> None:
    content = json.dumps(SHOCK, indent=2).encode()
    assert run("decide", "--file", rulebook, "--facts", "-", stdin=content).lines == [outcome_line(document, SHOCK)]


@pytest.mark.parametrize(("content", "fact", "reason"), BAD_ENTRIES.values(), ids=BAD_ENTRIES)
@pytest.mark.parametrize("shape", [b"%s\n%s\n%s\n", b"[%s,\n%s,\n%s]"], ids=["lines", "array"])
def test_a_faulty_entry_gives_an_error_and_the_rest_goes_on(
    run: RunCommand, rulebook: str, shape: bytes, content: bytes, fact: str | None, reason: str
) -> None:
    good = json.dumps(SHOCK).encode()
    stdin = shape % (good, content, good)
    found = run("decide", "--file", rulebook, "--facts", "-", stdin=stdin)
    first, error, last = found.objects
    assert first == last
    assert first["status"] == "undetermined"
    assert (error["line"], error["fact"]) == (2, fact)
    assert reason in error["error"]
    assert set(error) == {"line", "fact", "error"}
    assert (found.code, found.error) == (1, "1 entry was refused.")


def test_an_array_without_an_end_is_refused_after_what_was_whole(run: RunCommand, rulebook: str) -> None:
    stdin = b"[" + json.dumps(SHOCK).encode() + b",\n" + json.dumps(SHOCK).encode() + b","
    found = run("decide", "--file", rulebook, "--facts", "-", stdin=stdin)
    assert ["error" in entry for entry in found.objects] == [False, False, True, True]
    assert found.code == 1


@pytest.mark.parametrize("content", [b"", b"\n\r\n", b"[]", b"\xef\xbb\xbf"])
def test_no_facts_give_no_outcomes(content: bytes, run: RunCommand, rulebook: str) -> None:
    found = run("decide", "--file", rulebook, "--facts", "-", stdin=content)
    assert (found.code, found.output) == (0, "")


def test_the_version_in_force_decides(
    published: Version, other_document: Document, publish: Publish, run: RunCommand, write: Write
) -> None:
    path = write(SHOCK)
    before = run("decide", "--rulebook", "fr", "--facts", path).objects[0]
    newer = publish(other_document)
    after = run("decide", "--rulebook", "fr", "--facts", path).objects[0]
    named = run("decide", "--rulebook", "fr", "--version", "1", "--facts", path).objects[0]
    assert (before["hash"], after["hash"]) == (published.hash, newer.hash)
    assert before["guarantees"]["commercial"]["verdict"] == "excluded"
    assert after["guarantees"]["commercial"]["verdict"] == "undetermined"
    assert named == before


def test_a_draft_decides_if_it_is_named(draft: Version, run: RunCommand, write: Write) -> None:
    path = write(SHOCK)
    assert run("decide", "--version", "1", "--facts", path).objects[0]["status"] == "undetermined"
    draft.rules.filter(key="shock-excludes").update(effect={})
    found = run("decide", "--version", "1", "--facts", path)
    assert found.code == 1
    assert "$.rules[6].effect" in found.error


@pytest.mark.django_db
@pytest.mark.parametrize(
    "arguments",
    [
        ["--facts", "none.json"],
        ["--facts", "-", "--rulebook", "be"],
        ["--facts", "-", "--version", "9"],
        ["--facts", "-", "--file", "none.json"],
        ["--facts", "-", "--file", "-", "--version", "1"],
        ["--facts", "-", "--file", "-"],
    ],
)
def test_what_is_not_there_is_wrong_usage(arguments: list[str], run: RunCommand) -> None:
    found = run("decide", *arguments)
    assert (found.code, found.output) == (2, "")
    assert found.error


def test_a_faulty_document_is_refused(run: RunCommand, write: Write) -> None:
    found = run("decide", "--file", write({}), "--facts", "-")
    assert found.code == 1
    assert "$: lacks “rulebook”" in found.error


# From a shell


def shell(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "DEBUG": "1", **options.pop("environment", {})}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=SOURCE, env=environment, capture_output=True, check=False, **options)


def test_a_shell_gets_outcomes_errors_and_the_exit_code(rulebook: str) -> None:
    stdin = json.dumps(SHOCK).encode() + b"\nn\xc3\xa9ant\n"
    options = ["--file", rulebook, "--facts", "-", "--language", "en"]
    process = shell("decide", *options, input=stdin, environment={"PYTHONIOENCODING": "ascii"})
    outcome, error = (json.loads(line) for line in process.stdout.decode().splitlines())
    assert outcome["hash"].startswith("sha256:")
    assert error["line"] == 2
    assert process.returncode == 1
    assert b"Traceback" not in process.stderr


@pytest.mark.parametrize("command", ["check_rulebook", "export_rulebook", "import_rulebook", "decide"])
def test_help_and_wrong_options(command: str) -> None:
    shown = shell(command, "--help")
    assert shown.returncode == 0
    assert b"--language" in shown.stdout
    assert shell(command, "--nonsense").returncode == 2


def test_a_reader_who_goes_away_is_no_error(rulebook: str, tmp_path: Path) -> None:
    facts = tmp_path / "facts.jsonl"
    facts.write_text((json.dumps(SHOCK) + "\n") * 2000, encoding="utf-8")
    command = f"{sys.executable} manage.py decide --file {rulebook} --facts {facts} | head -n 1"
    process = subprocess.run(
        ["bash", "-c", command], cwd=SOURCE, env={**os.environ, "DEBUG": "1"}, capture_output=True, check=True
    )
    assert json.loads(process.stdout)["rulebook"] == "fr"
    assert process.stderr == b""
