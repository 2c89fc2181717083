"""Gathers the translatable texts of each application and compiles its catalogues; what `make messages` runs.

English is the language of the source, so its catalogues are filled from there. French is written by hand, in
``*/locale/fr/LC_MESSAGES/django.po``. Needs gettext's programs.
"""

import os
import subprocess
import sys
from pathlib import Path

import polib

SOURCE = Path(__file__).resolve().parent.parent
APPLICATIONS = ("admin_site", "returns", "rules")
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}


def gather() -> None:
    """Bring every catalogue up to date with the source."""
    for application in APPLICATIONS:
        (SOURCE / application / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--no-obsolete", "--add-location=file"]
        + [f"--locale={language}" for language in PLURALS]
        + [f"--ignore={path}" for path in (".venv/*", "tests/*", "scripts/*")],
        cwd=SOURCE,
        env={**os.environ, "DEBUG": "1"},
        check=True,
    )


def tidy(catalogue: polib.POFile, language: str) -> None:
    """Give a catalogue a header that no run changes, and an English one its texts."""
    catalogue.header = "Constat. The same licence as the source."
    catalogue.metadata_is_fuzzy = False
    catalogue.metadata = {
        "Project-Id-Version": "constat",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    if language == "en":
        for entry in catalogue:
            translate_by_source(entry)


def translate_by_source(entry: polib.POEntry) -> None:
    """Use the source's own words as the translation."""
    if entry.msgid_plural:
        entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
    else:
        entry.msgstr = entry.msgid
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None


def main() -> None:
    """Gather, tidy, check and compile."""
    gather()
    for application in APPLICATIONS:
        for language in PLURALS:
            path = SOURCE / application / "locale" / language / "LC_MESSAGES" / "django.po"
            catalogue = polib.pofile(str(path))
            tidy(catalogue, language)
            catalogue.save(str(path))
            subprocess.run(
                ["msgfmt", "--check-format", f"--output-file={path.with_suffix('.mo')}", str(path)], check=True
            )


if __name__ == "__main__":
    main()
