"""What becomes due when the moment of an activation comes: that the open cases go over to its version.

Which version decides needs nobody: ``registry.version_in_force`` goes by the clock.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import default_task_backend

from rules import host, tasks
from rules.models import FROZEN, Activation, CaseMove, Rulebook, Version


def carry_out_due() -> list[CaseMove]:
    """Move the open cases for each activation whose moment has come, in order, each once however many ask."""
    now = timezone.now()
    due = Activation.objects.filter(moves_open_cases=True, case_move=None, effective_from__lte=now)
    waiting = due.order_by("effective_from", "pk").values_list("pk", flat=True)
    return [move for pk in list(waiting) if (move := _carry_out(pk)) is not None]


@transaction.atomic
def _carry_out(pk: int) -> CaseMove | None:
    rulebook = Rulebook.objects.filter(activations=pk).values_list("pk", flat=True)
    # Whoever publishes, rolls back or carries out locks the rulebook: nobody else is at it from here on.
    Rulebook.objects.select_for_update().get(pk=rulebook.get())
    still_due = Activation.objects.filter(pk=pk, case_move=None).select_related("version", "activated_by").first()
    return None if still_due is None else move_open_cases(still_due)


def leave_for_later(activation: Activation) -> None:
    """Have the worker carry out an activation at its moment, if there is one; else ``manage.py publish_due`` does."""
    if default_task_backend.supports_defer:
        later = tasks.carry_out_due.using(run_after=activation.effective_from)
        transaction.on_commit(later.enqueue)


def move_open_cases(activation: Activation) -> CaseMove:
    """Bind the open cases to the activation's version and note it; call it once, in a transaction.

    What was put in force after it keeps its cases: an activation that is carried out late takes none from those.
    """
    later = _activated_after(activation)
    others = Version.objects.filter(rulebook=activation.rulebook, state__in=FROZEN).exclude(hash__in=later)
    hashes = frozenset(others.values_list("hash", flat=True)) - {activation.version.hash}
    count = host.get().move_cases(from_hashes=hashes, to_hash=activation.version.hash, by=activation.activated_by)
    move = CaseMove(activation=activation, count=count)
    move.save()
    return move


def _activated_after(activation: Activation) -> list[str]:
    """The versions put in force since."""
    since = Q(effective_from__gt=activation.effective_from) | Q(
        effective_from=activation.effective_from, pk__gt=activation.pk
    )
    activations = activation.rulebook.activations.filter(since, effective_from__lte=timezone.now())
    return list(activations.values_list("version__hash", flat=True))
