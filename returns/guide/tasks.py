"""What the guide does in the background, by ``manage.py db_worker``."""

from __future__ import annotations

from django_tasks import task


@task()
def send_links(cases: list[int]) -> None:
    """Send a link for each of these returns; for none, nothing, in a task all the same.

    Whether an order is known shows in nothing that the one who asks could measure.
    """
    from returns.guide.invitations import send_link
    from returns.models.case import ReturnCase

    for case in ReturnCase.objects.select_related("customer", "order", "device", "seller").filter(pk__in=cases):
        send_link(case=case)
