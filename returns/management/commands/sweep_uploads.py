"""``manage.py sweep_uploads``: what processes that died left of uploads, put right."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from returns.uploads import store


class Command(BaseCommand):
    """Moves files whose rows are there to their place, and deletes those that no row is about; run it every hour."""

    help = "Puts right what a process that died in the middle left of uploads and of files that were to be deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the age from which on a file is no longer being taken in."""
        parser.add_argument(
            "--minutes", type=int, default=60, help="leave alone what is younger than this (default: %(default)s)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Sweep, and say what was done."""
        kept, deleted = store.sweep(timedelta(minutes=options["minutes"]))
        self.stdout.write(_("%(kept)s kept, %(deleted)s deleted.") % {"kept": kept, "deleted": deleted})
