"""``manage.py export_rulebook``: a version of a rulebook as the one JSON file that stands alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from rules.drafts import assemble
from rules.management.base import STANDARD_STREAM, InputCommand, WrongUsage
from rules.management.selection import add_selection, selected_version


class Command(InputCommand):
    """Write a version of a rulebook as a document that import_rulebook and check_rulebook read."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a version and where to write it."""
        super().add_arguments(parser)
        add_selection(parser)
        parser.add_argument(
            "file", metavar="FILE", nargs="?", default=STANDARD_STREAM, help="where to write (default: standard output)"
        )

    def run(self, options: dict[str, Any]) -> None:
        """Write the document with a line for each value, so that two exports can be compared."""
        text = json.dumps(assemble(selected_version(options)), ensure_ascii=False, indent=2)
        if options["file"] == STANDARD_STREAM:
            self.stdout.write(text)
        else:
            self._write(Path(options["file"]), f"{text}\n")

    def _write(self, path: Path, text: str) -> None:
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            message = _("%(file)s can't be written: %(reason)s")
            raise WrongUsage(message % {"file": path, "reason": error.strerror}) from error
