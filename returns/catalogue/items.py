"""Adds to the catalogue what rules can ask for: the row that cases need before a version that names it is published."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from returns.catalogue.row_history import sign
from returns.guide.steps import IMEI, PHOTOS, SHIPPING, SLIP, WARRANTY
from returns.models.catalogue import EvidenceItem, Step
from returns.models.user import User
from rules.host import NewItem
from rules.people import EDIT

Kind = EvidenceItem.Kind
STEPS_OF_ONE_THING = frozenset({WARRANTY, IMEI, SLIP, SHIPPING})
"""Steps whose pages ask for what they are made for, and for nothing else."""
KINDS = (Kind.PHOTO, Kind.VIDEO, Kind.DOCUMENT, Kind.CONFIRMATION)
"""What any customer can hand in; a value to type needs a page of its own."""
_PICTURES = frozenset({Kind.PHOTO, Kind.VIDEO})
_FIELDS = {"label": "labels", "instructions": "instructions"}


@transaction.atomic
def add_item(*, item: NewItem, by: User | AnonymousUser) -> EvidenceItem:
    """Add an evidence item after the others of its step.

    Whoever edits rules may: on its own it asks nobody for anything, and a person looks at what is handed in. Changing
    one is for those who keep the catalogue.
    Raises PermissionDenied, and ValidationError by the fields of ``NewItem``.
    """
    if not isinstance(by, User) or not by.has_perm(EDIT):
        raise PermissionDenied
    _refuse_dead_end(item)
    step = Step.objects.filter(code=item.step).first()
    last = EvidenceItem.objects.filter(step=step).order_by("position").last()
    texts = {f"label_{code}": text for code, text in item.labels.items()}
    texts |= {f"instructions_{code}": text for code, text in item.instructions.items()}
    position = last.position if last else 0
    row = EvidenceItem(code=item.code, kind=item.kind, step=step, position=position, auto_accept=False, **texts)
    sign(row, by=by)
    try:
        row.full_clean()
    except ValidationError as error:
        raise _by_field(error) from None
    row.save()
    return row


def steps_with_room() -> QuerySet[Step]:
    """Return the steps that can ask for one thing more."""
    return Step.objects.exclude(code__in=STEPS_OF_ONE_THING)


def _refuse_dead_end(item: NewItem) -> None:
    """Refuse what a customer would be asked for and could not hand in."""
    if item.step in STEPS_OF_ONE_THING:
        raise ValidationError({"step": _("The page of this step has no room for another item. Choose another step.")})
    if item.kind not in KINDS:
        raise ValidationError({"kind": _("Customers can’t hand in an item of this kind. Choose another one.")})
    if item.step == PHOTOS and item.kind not in _PICTURES:
        raise ValidationError({"kind": _("In the step of the photos only a photo or a video can be asked for.")})


def _by_field(error: ValidationError) -> ValidationError:
    """The same, the columns of a text under its field of ``NewItem``."""
    found: dict[str, list[ValidationError]] = {}
    for column, errors in error.error_dict.items():
        text = column.removesuffix("_fr").removesuffix("_en")
        found.setdefault(_FIELDS.get(text, text), []).extend(errors)
    return ValidationError(found)
