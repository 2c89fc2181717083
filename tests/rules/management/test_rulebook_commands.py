"""check_rulebook, export_rulebook and import_rulebook."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from returns.models import User
from rules.document import document_hash
from rules.drafts import content_hash
from rules.models import State, Version
from tests.rules.conftest import Document
from tests.rules.management.conftest import RunCommand, Write

pytestmark = pytest.mark.django_db

NESTED = b"[" * 100_000 + b"]" * 100_000
BAD_FILES = {
    "empty": (b"", "is not JSON"),
    "no JSON": (b"{", "is not JSON"),
    "no UTF-8": (b'{"a": "\xff"}', "is not UTF-8 (byte 8)"),
    "UTF-16": ("{}".encode("utf-16"), "is not UTF-8 (byte 1)"),
    "NaN": (b'{"a": NaN}', "NaN"),
    "a key twice": (b'{"a": 1, "a": 2}', "“a”"),
    "a surrogate twice": (b'{"\\ud800": 1, "\\ud800": 2}', "“?”"),
    "too deep": (NESTED, "nested too deep"),
    "too many digits": (b'{"a": ' + b"9" * 5000 + b"}", "digits"),
}
bad_file = pytest.mark.parametrize(("content", "reason"), BAD_FILES.values(), ids=BAD_FILES)


@pytest.mark.parametrize("command", ["check_rulebook", "import_rulebook"])
@bad_file
def test_a_bad_file_is_refused_with_its_reason(
    command: str, content: bytes, reason: str, run: RunCommand, write: Write
) -> None:
    path = write(content)
    found = run(command, path)
    assert (found.code, found.output) == (1, "")
    assert found.error.startswith(f"{path}: is not")
    assert reason in found.error
    assert not Version.objects.exists()


@pytest.mark.parametrize("command", ["check_rulebook", "import_rulebook"])
def test_a_file_that_is_not_there_is_wrong_usage(command: str, run: RunCommand, tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        found = run(command, str(path))
        assert found.code == 2
        assert str(path) in found.error


@pytest.mark.parametrize("command", ["check_rulebook", "import_rulebook"])
@pytest.mark.parametrize("document", [[], 5, "x", None, {}])
def test_what_is_no_rulebook_is_refused_with_its_faults(
    command: str, document: Any, run: RunCommand, write: Write
) -> None:
    found = run(command, write(document))
    assert found.code == 1
    assert found.lines[0].startswith("$")


# Checking


def test_a_document_that_holds(document: Document, run: RunCommand, write: Write) -> None:
    found = run("check_rulebook", write(document))
    assert (found.code, found.error) == (0, "")
    assert found.lines == [f"No fault, and every example holds: {document_hash(document)}"]


def test_a_document_on_standard_input_with_a_mark_and_windows_lines(document: Document, run: RunCommand) -> None:
    text = json.dumps(document, indent=1).replace("\n", "\r\n")
    assert run("check_rulebook", "-", stdin=text.encode("utf-8-sig")).code == 0


def test_all_faults_are_printed_with_their_places(document: Document, run: RunCommand, write: Write) -> None:
    document["rules"][0]["kind"] = "wish"
    document["rules"][1]["priority"] = "high"
    found = run("check_rulebook", write(document))
    assert [line.split(":")[0] for line in found.lines] == ["$.rules[0].kind", "$.rules[1].priority"]
    assert (found.code, found.error) == (1, "2 problems were found.")


def test_failing_examples_are_printed(document: Document, run: RunCommand, write: Write) -> None:
    document["examples"][0]["expect"] = {"status": "needs_review"}
    found = run("check_rulebook", write(document))
    assert found.code == 1
    assert found.lines == ['example “dropped-phone”: $.status is "undetermined", not "needs_review"']


def test_warnings_refuse_nothing(document: Document, run: RunCommand, write: Write) -> None:
    del document["facts"][3]["supplier"]
    found = run("check_rulebook", write(document))
    assert found.code == 0
    assert found.lines[0].startswith("warning: $.facts[3]: ")


def test_a_stored_version_is_checked(draft: Version, run: RunCommand) -> None:
    assert run("check_rulebook", "--version", "1").code == 0
    draft.rules.filter(key="shock-excludes").update(effect={})
    assert run("check_rulebook", "--version", "1").lines == [
        "$.rules[6].effect: does not fit a rule of the kind exclusion"
    ]


def test_the_version_in_force_is_checked_if_none_is_named(published: Version, run: RunCommand) -> None:
    assert published.hash in run("check_rulebook").output


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--version", "9"], "There is no version 9 of “fr”."),
        (["--rulebook", "be", "--version", "1"], "There is no version 1 of “be”."),
        ([], "No version of “fr” is in force; choose one with --version."),
        (["file.json", "--version", "1"], "Give a file or --version, not both."),
        (["--version", "one"], "argument --version: invalid int value: 'one'"),
    ],
)
def test_what_is_not_there_is_wrong_usage(arguments: list[str], reason: str, draft: Version, run: RunCommand) -> None:
    found = run("check_rulebook", *arguments)
    assert reason in found.error
    assert found.code == (1 if "invalid" in reason else 2)  # argparse itself ends with 2, from a shell


# Exporting


def test_what_is_exported_can_be_imported(published: Version, run: RunCommand, tmp_path: Path) -> None:
    path = tmp_path / "fr.json"
    assert run("export_rulebook", str(path)).code == 0
    assert path.read_text(encoding="utf-8") == run("export_rulebook", "-").output
    assert document_hash(json.loads(path.read_text(encoding="utf-8"))) == published.hash
    assert run("import_rulebook", str(path)).lines == ["Draft fr 2 was made."]
    assert content_hash(Version.objects.get(number=2)) == published.hash


def test_a_draft_is_exported_by_its_number(draft: Version, run: RunCommand) -> None:
    draft.rules.filter(key="shock-excludes").update(note="œuf")
    output = run("export_rulebook", "--rulebook", "fr", "--version", "1").output
    assert '"note": "œuf"' in output


def test_where_nothing_can_be_written_is_wrong_usage(published: Version, run: RunCommand, tmp_path: Path) -> None:
    found = run("export_rulebook", str(tmp_path / "none" / "fr.json"))
    assert found.code == 2
    assert "can't be written" in found.error


# Importing


def test_an_import_is_a_draft_in_somebodys_name(
    document: Document, editor: User, run: RunCommand, write: Write
) -> None:
    found = run("import_rulebook", write(document), "--user", editor.email.upper(), "--comment", "from legal")
    assert found.lines == ["Draft fr 1 was made."]
    version = Version.objects.get()
    assert (version.state, version.created_by) == (State.DRAFT, editor)
    assert [author.user for author in version.authors.all()] == [editor]
    assert [event.comment for event in version.events.all()] == ["from legal"]


def test_an_import_in_nobodys_name_has_no_author(document: Document, run: RunCommand, write: Write) -> None:
    run("import_rulebook", write(document))
    version = Version.objects.get()
    assert (version.created_by, version.authors.count()) == (None, 0)


def test_an_unknown_user_is_wrong_usage(document: Document, run: RunCommand, write: Write) -> None:
    found = run("import_rulebook", write(document), "--user", "nobody@example.org")
    assert (found.code, found.error) == (2, "There is no user “nobody@example.org”.")


def test_a_user_without_the_permission_imports_nothing(
    document: Document, run: RunCommand, write: Write, django_user_model: Any
) -> None:
    user = django_user_model.objects.create_user(email="x@example.org")
    found = run("import_rulebook", write(document), "--user", user.email)
    assert (found.code, found.error) == (1, "Your role does not allow this.")
    assert not Version.objects.exists()


def test_a_document_that_a_database_would_change_is_refused(document: Document, run: RunCommand, write: Write) -> None:
    document["rules"][0]["note"] = "nul \0"
    found = run("import_rulebook", write(document))
    assert found.code == 1
    assert "NUL" in found.error


def test_the_language_of_messages_is_an_option(document: Document, run: RunCommand, write: Write) -> None:
    with translation.override("fr"):
        expected = translation.gettext("The document was not imported.")
        active = translation.get_language()
        assert run("import_rulebook", write({}), language="fr").error == expected
        assert translation.get_language() == active
