"""``manage.py import_rulebook``: a rulebook document as a new draft."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from rules.lifecycle import import_draft
from rules.management.base import InputCommand, Refused, WrongUsage, read_document
from rules.people import Person
from rules.refusals import DocumentRefused


class Command(InputCommand):
    """Store a rulebook document as a new draft, for people to review and publish."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file, and in whose name it is imported."""
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", help="a rulebook document (JSON), or - for standard input")
        parser.add_argument("--user", metavar="EMAIL", help="who imports it, and so can't approve it")
        parser.add_argument("--comment", default="", help="a line for the version's history")

    def run(self, options: dict[str, Any]) -> None:
        """Import, and name the draft; a refused document shows all its faults."""
        document = read_document(options["file"])
        by = None if options["user"] is None else self._user(options["user"])
        try:
            version = import_draft(document=document, by=by, comment=options["comment"])
        except DocumentRefused as refusal:
            for problem in refusal.report.messages(options["language"]):
                self.stdout.write(problem)
            raise Refused(_("The document was not imported.")) from refusal
        self.stdout.write(_("Draft %(version)s was made.") % {"version": version})

    def _user(self, email: str) -> Person:
        users = get_user_model()
        try:
            user: Person = users._default_manager.get_by_natural_key(email)
        except users.DoesNotExist:
            raise WrongUsage(_("There is no user “%(email)s”.") % {"email": email}) from None
        return user
