"""``manage.py publish_due``: carry out what activations asked for when their moment came."""

from __future__ import annotations

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from rules.due import carry_out_due


class Command(BaseCommand):
    """Move open cases to versions that were scheduled to take them over; which version decides needs no command."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how often to look, for a process that stays."""
        parser.add_argument(
            "--every", metavar="SECONDS", type=float, help="stay, and look again after so long, until it is stopped"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry out what is due; with ``--every`` again and again, until SIGTERM or SIGINT."""
        self._carry_out()
        if options["every"] is not None:
            stop = Event()
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_received: stop.set())
            while not stop.wait(options["every"]):
                self._carry_out()

    def _carry_out(self) -> None:
        for move in carry_out_due():
            told = {"version": move.activation.version, "count": move.count}
            self.stdout.write(_("%(version)s: %(count)d open cases went over to it.") % told)
