"""Work that is done in the background, by ``manage.py db_worker``."""

from __future__ import annotations

from django_tasks import task


@task()
def deliver_message(pk: int) -> None:
    """Send one mail of the outbox, by its key."""
    from returns.mailing.outbox import deliver

    deliver(pk)


@task()
def accept_by_rules(pk: int) -> None:
    """Accept a case, by its key, if the rules decide all of it."""
    from returns.casework.automatic import accept_by_rules

    accept_by_rules(pk)
