"""``manage.py close_due``: closes settled returns, once the time to contest them is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from returns.casework.closing import close_due


class Command(BaseCommand):
    """Closes the returns that the catalogue's period has run out for; to be run every day."""

    help = "Closes settled returns, once the catalogue's period for contesting them (contest) has run out."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Close them, say what keeps the others open, and how many there were."""
        closed = left = 0
        for found in close_due():
            if found.problem:
                left += 1
                self.stderr.write(found.problem)
            else:
                closed += 1
        self.stdout.write(_("%(closed)s closed, %(left)s not.") % {"closed": closed, "left": left})
