"""``manage.py accept_due``: accepts the returns that the rules decide by themselves, where that was missed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from returns.casework.automatic import accept_by_rules, due_for_acceptance


class Command(BaseCommand):
    """Does what no worker came to; to be run every few minutes, besides the worker."""

    help = "Accepts the inspected returns that the rules decide alone, of categories for which staff allow it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Accept them, each in a transaction of its own, and say how many there were."""
        keys = list(due_for_acceptance().values_list("pk", flat=True))
        accepted = sum(accept_by_rules(key) for key in keys)
        self.stdout.write(
            _("%(accepted)s accepted, %(left)s left to a person.")
            % {"accepted": accepted, "left": len(keys) - accepted}
        )
