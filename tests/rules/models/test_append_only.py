"""History is written once, whichever way somebody goes about changing it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from returns.models import User
from rules.models import Activation, AppendOnlyError, Version, VersionEvent

CHANGES: list[Callable[[VersionEvent], object]] = [
    lambda event: event.save(),
    lambda event: event.delete(),
    lambda event: VersionEvent.objects.update(comment="x"),
    lambda event: VersionEvent.objects.filter(pk=event.pk).delete(),
    lambda event: VersionEvent.objects.bulk_update([event], ["comment"]),
    lambda event: VersionEvent.objects.bulk_create([event], ignore_conflicts=True),
    lambda event: VersionEvent.objects.update_or_create(pk=event.pk, defaults={"comment": "x"}),
]


@pytest.mark.parametrize("change", CHANGES)
def test_an_event_is_never_changed(draft: Version, change: Callable[[VersionEvent], object]) -> None:
    event = draft.events.get()
    with pytest.raises(AppendOnlyError, match="append-only"):
        change(event)
    assert draft.events.get().comment == ""


def test_a_row_with_the_key_of_another_does_not_replace_it(published: Version, editor: User) -> None:
    activation = published.activations.get()
    twin = Activation(
        pk=activation.pk,
        rulebook=activation.rulebook,
        version=published,
        effective_from=activation.at,
        activated_by=editor,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    assert published.activations.get().activated_by == activation.activated_by
