"""What the commands share: the language of their messages, files and streams, refusals and exit codes.

A command ends with 0; with 1 if it refused some of its input; with 2 if it was called wrongly.
"""

from __future__ import annotations

import io
import os
import sys
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from rules.document import read_json
from rules.refusals import LifecycleError

MAX_DOCUMENT = 64 * 1024 * 1024
STANDARD_STREAM = "-"


class Refused(CommandError):
    """Some of the input was refused: exit code 1."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=1)


class WrongUsage(CommandError):
    """The command was asked for something that isn't there: exit code 2, as for wrong options."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=2)


class InputCommand(BaseCommand, ABC):
    """A command that reads what somebody else wrote; subclasses say what they do in ``run``."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Give ``--version`` to the commands that mean a rulebook's; Django's own is ``manage.py version``."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what every such command takes."""
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="language of the messages (default: %(default)s)",
        )

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as from a shell; a reader who went away, such as ``head``, is no error worth a traceback."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            # What is written is JSON for other programs, whatever the terminal's encoding.
            sys.stdout.reconfigure(encoding="utf-8")
        try:
            super().run_from_argv(argv)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is left to write goes nowhere, instead of failing again when the interpreter ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run in the language asked for; a refused step becomes a message."""
        with translation.override(options["language"]):
            try:
                self.run(options)
            except LifecycleError as refusal:
                raise Refused(str(refusal)) from refusal

    @abstractmethod
    def run(self, options: dict[str, Any]) -> None:
        """Do what the command is for; raises ``Refused`` or ``WrongUsage``."""


def open_input(name: str) -> AbstractContextManager[BinaryIO]:
    """The bytes of a file, or of standard input for ``-``; raises ``WrongUsage``."""
    if name == STANDARD_STREAM:
        return nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as error:
        raise WrongUsage(_("%(file)s can't be read: %(reason)s") % {"file": name, "reason": error.strerror}) from error


def read_document(name: str) -> Any:
    """The JSON of a file or standard input; raises ``Refused`` or ``WrongUsage``."""
    with open_input(name) as stream:
        content = stream.read(MAX_DOCUMENT + 1)
    if len(content) > MAX_DOCUMENT:
        raise Refused(_("%(file)s is larger than 64 MB.") % {"file": name})
    try:
        return read_json(decode(content))
    except ValueError as error:
        raise Refused(f"{name}: {json_problem(error)}") from error


def decode(content: bytes) -> str:
    """The bytes as text, without the mark that Windows puts first; raises ``UnicodeDecodeError``, a ValueError."""
    return content.decode("utf-8-sig")


def json_problem(error: ValueError) -> str:
    """What is wrong with a text that should have been JSON, printable whatever was in it."""
    if isinstance(error, UnicodeDecodeError):
        return _("is not UTF-8 (byte %(position)d)") % {"position": error.start + 1}
    reason = str(error).encode("utf-8", "replace").decode("utf-8")
    return _("is not JSON: %(reason)s") % {"reason": reason}
