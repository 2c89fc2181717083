"""``manage.py erase_due``: erases what finished returns say of people, once their time has come."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from returns.casework.changes import CaseChangedError
from returns.privacy.customer_data import cases_to_erase, erase_for_customer


class Command(BaseCommand):
    """Erases the returns that the catalogue's period of keeping data has run out for; to be run every day."""

    help = "Erases what finished returns say of people, once the catalogue's period (data_retention) has run out."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Erase them, each in a transaction of its own, and say how many there were; the next day finds the others."""
        erased = 0
        for case in cases_to_erase(timezone.localdate()):
            try:
                erase_for_customer(case=case)
            except CaseChangedError as error:
                self.stderr.write(str(error))
            else:
                erased += 1
        self.stdout.write(_("%(count)s erased.") % {"count": erased})
