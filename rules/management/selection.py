"""Which version of a rulebook a command is about."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from rules.management.base import WrongUsage
from rules.models import Version
from rules.registry import NoVersionInForce, version_in_force

DEFAULT_RULEBOOK = "fr"


def add_selection(parser: CommandParser) -> None:
    """Add ``--rulebook`` and ``--version``."""
    parser.add_argument(
        "--rulebook", metavar="CODE", default=DEFAULT_RULEBOOK, help="code of the rulebook (default: %(default)s)"
    )
    parser.add_argument("--version", metavar="N", type=int, help="number of the version (default: the one in force)")


def selected_version(options: dict[str, Any]) -> Version:
    """The version that the options name, else the one in force now; raises ``WrongUsage``."""
    code, number = options["rulebook"], options["version"]
    if number is None:
        return _in_force(code)
    version = Version.objects.select_related("rulebook").filter(rulebook__code=code, number=number).first()
    if version is None:
        raise WrongUsage(_("There is no version %(number)d of “%(code)s”.") % {"number": number, "code": code})
    return version


def _in_force(code: str) -> Version:
    try:
        return version_in_force(rulebook=code, at=timezone.now())
    except NoVersionInForce:
        message = _("No version of “%(code)s” is in force; choose one with --version.")
        raise WrongUsage(message % {"code": code}) from None
