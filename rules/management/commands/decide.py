"""``manage.py decide``: facts in, outcomes out, a line each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rules.book import Rulebook, load_rulebook
from rules.document import canonical_json, read_json
from rules.faults import FactError, RulebookError
from rules.management.base import (
    STANDARD_STREAM,
    InputCommand,
    Refused,
    WrongUsage,
    decode,
    json_problem,
    open_input,
    read_document,
)
from rules.management.entries import Entry, read_entries
from rules.management.selection import add_selection, selected_version
from rules.registry import book_for


class EntryRefused(Exception):
    """One entry can't be decided; ``fact`` is the fact that is wrong, None if it is the whole entry."""

    def __init__(self, text: str, fact: str | None = None) -> None:
        super().__init__(text)
        self.fact = fact


class Command(InputCommand):
    """Decide cases from their facts: a JSON object, an array of them, or one a line.

    Each gives a line of canonical JSON, in the same order: its outcome or, if its facts are wrong, an object
    with the line it begins on, the fact and the error.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take facts, and by which rules to decide."""
        super().add_arguments(parser)
        add_selection(parser)
        parser.add_argument("--file", metavar="DOCUMENT", help="decide by this rulebook document instead")
        parser.add_argument("--facts", metavar="FILE", required=True, help="the facts, or - for standard input")

    def run(self, options: dict[str, Any]) -> None:
        """Decide entry by entry; refuse at the end if any was refused."""
        book = self._book(options)
        refused = 0
        with open_input(options["facts"]) as stream:
            for entry in read_entries(stream):
                try:
                    line = _decide(book, entry, options["language"])
                except EntryRefused as refusal:
                    refused += 1
                    line = canonical_json({"line": entry.line, "fact": refusal.fact, "error": str(refusal)})
                self.stdout.write(line)
        if refused:
            message = ngettext("%(count)d entry was refused.", "%(count)d entries were refused.", refused)
            raise Refused(message % {"count": refused})

    def _book(self, options: dict[str, Any]) -> Rulebook:
        if options["file"] is not None and options["version"] is not None:
            raise WrongUsage(_("Give --file or --version, not both."))
        if options["file"] == options["facts"] == STANDARD_STREAM:
            raise WrongUsage(_("Only one of --file and --facts can be standard input."))
        try:
            if options["file"] is not None:
                return load_rulebook(read_document(options["file"]))
            return book_for(selected_version(options))
        except RulebookError as error:
            raise _unusable(error, options["language"]) from error


def _unusable(error: RulebookError, language: str) -> CommandError:
    details = "\n".join(error.messages(language))
    return Refused(_("The rulebook has faults:\n%(details)s") % {"details": details})


def _decide(book: Rulebook, entry: Entry, language: str) -> str:
    """The outcome as a line of JSON; raises ``EntryRefused``."""
    if entry.problem:
        raise EntryRefused(entry.problem)
    try:
        facts = read_json(decode(entry.content))
    except ValueError as error:
        raise EntryRefused(json_problem(error)) from error
    try:
        return canonical_json(book.decide(facts).as_json())
    except FactError as error:
        raise EntryRefused(error.message(language), error.fact or None) from error
