"""Translations: complete, current and compiled."""

from pathlib import Path

import polib
import pytest

from tests.conftest import SOURCE

CATALOGUES = [
    Path(app, "locale", language, "LC_MESSAGES", "django.po")
    for app in ("admin_site", "returns", "rules")
    for language in ("fr", "en")
]


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_every_text_is_translated(path: Path) -> None:
    catalogue = polib.pofile(str(SOURCE / path))
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_what_is_compiled_is_what_is_written(path: Path) -> None:
    written = {
        (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
        for entry in polib.pofile(str(SOURCE / path)).translated_entries()
    }
    compiled = {
        (entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural)
        for entry in polib.mofile(str((SOURCE / path).with_suffix(".mo")))
    }
    assert compiled == written
