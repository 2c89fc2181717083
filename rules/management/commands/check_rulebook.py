"""``manage.py check_rulebook``: everything that is wrong with a rulebook, before anybody depends on it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rules.drafts import assemble
from rules.management.base import InputCommand, Refused, WrongUsage, read_document
from rules.management.selection import add_selection, selected_version
from rules.preflight import preflight


class Command(InputCommand):
    """Check a rulebook document, or a version that is stored: faults, warnings, and whether its examples hold."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file or a version."""
        super().add_arguments(parser)
        add_selection(parser)
        parser.add_argument(
            "file", metavar="FILE", nargs="?", help="a rulebook document (JSON), or - for standard input"
        )

    def run(self, options: dict[str, Any]) -> None:
        """Print a line a fault, warning or example that fails; then refuse, or say the hash."""
        report = preflight(self._document(options))
        language = options["language"]
        for warning in report.warnings:
            self.stdout.write(_("warning: %(text)s") % {"text": warning.message(language)})
        problems = report.messages(language)
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            message = ngettext("%(count)d problem was found.", "%(count)d problems were found.", len(problems))
            raise Refused(message % {"count": len(problems)})
        self.stdout.write(_("No fault, and every example holds: %(hash)s") % {"hash": report.hash})

    def _document(self, options: dict[str, Any]) -> Any:
        if options["file"] is not None and options["version"] is not None:
            raise WrongUsage(_("Give a file or --version, not both."))
        if options["file"] is not None:
            return read_document(options["file"])
        return assemble(selected_version(options))
