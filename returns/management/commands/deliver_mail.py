"""``manage.py deliver_mail``: sends what is left in the outbox."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from returns.mailing.outbox import deliver_waiting


class Command(BaseCommand):
    """Sends every mail that is due; to be run every few minutes, besides the worker."""

    help = "Sends the mails of the outbox that are due: those that no worker took, and those that failed before."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Send them, and say how many have gone."""
        gone, left = deliver_waiting()
        self.stdout.write(_("%(gone)s sent, %(left)s not.") % {"gone": gone, "left": left})
