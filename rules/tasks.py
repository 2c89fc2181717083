"""Work that is done in the background, by ``manage.py db_worker``."""

from __future__ import annotations

from django_tasks import task


@task()
def measure_impact(run: int) -> None:
    """Work off a trial on stored cases, by its key."""
    from rules.impact import measure

    measure(run)


@task()
def carry_out_due() -> None:
    """Do what activations asked for whose moment has come."""
    from rules import due

    due.carry_out_due()
