"""Where a row of the catalogue is used, and its deletion, which is refused while it is used anywhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import CASCADE, Model, QuerySet
from django.utils.translation import gettext as _

from returns.desk import CHOICES, CODES
from returns.models import Deadline, Device, Ground, ReturnCase, Statement, User
from returns.models.catalogue import CatalogueRow
from returns.models.catalogue.rows import TranslatedModel
from returns.timing.deadlines import ABANDON, CONTEST, OF_BULKY, OF_STATE
from rules.outcome import DISAGREEMENT, FAILURE, TIE
from rules.references import Name, Use, hold_rulebooks, uses

SHOWN = 5
"""How many of the rows that refer to one are named; the others are counted."""

BUILT_IN: Mapping[type[Model], Collection[str]] = {
    Ground: (TIE, DISAGREEMENT, FAILURE),
    Deadline: (*OF_STATE.values(), *OF_BULKY.values(), CONTEST, ABANDON),
}
"""The codes that Constat names itself: grounds that the engine gives, deadlines of a case's states and its closing."""


@dataclass(frozen=True, slots=True)
class RowUse:
    """Rows of one model that refer to it: how many, and the first of them."""

    model: type[Model]
    count: int
    rows: tuple[Model, ...]

    @property
    def label(self) -> str:
        """How many of what, in the active language."""
        meta = self.model._meta
        return f"{self.count} {meta.verbose_name if self.count == 1 else meta.verbose_name_plural}"


@dataclass(frozen=True, slots=True)
class Uses:
    """Everything that refers to a row; it can be deleted only while there is nothing."""

    versions: tuple[Use, ...] = ()
    rows: tuple[RowUse, ...] = ()
    is_built_in: bool = False

    @property
    def published(self) -> tuple[Use, ...]:
        """The versions that can't change any more: what they name must stay."""
        return tuple(use for use in self.versions if not use.is_open)

    @property
    def drafts(self) -> tuple[Use, ...]:
        """The versions that can still change: they can be published only once they name it no more."""
        return tuple(use for use in self.versions if use.is_open)

    @property
    def forbid_deletion(self) -> bool:
        """Whether anything breaks without the row; a draft does not, for it is refused when it is submitted."""
        return bool(self.published or self.rows or self.is_built_in)

    def __bool__(self) -> bool:
        return bool(self.versions or self.rows or self.is_built_in)


class StillUsed(Exception):
    """Rows can't be deleted, for something refers to them; ``uses`` says what, by row."""

    def __init__(self, uses: Mapping[TranslatedModel, Uses]) -> None:
        self.uses = uses
        names = ", ".join(str(row) for row in uses)
        super().__init__(_("Nothing was deleted, for these are still used: %(rows)s.") % {"rows": names})


def rulebook_name(row: Model) -> Name | None:
    """Return how rulebooks may name a row; None for a kind of row that they never name."""
    lists = frozenset(name for name, model in CODES.items() if isinstance(row, model))
    facts = frozenset(fact for fact, model in CHOICES.items() if isinstance(row, model))
    if not isinstance(row, CatalogueRow) or not lists | facts:
        return None
    return Name(row.code, lists, facts)


def uses_of(row: TranslatedModel) -> Uses:
    """Return everything that refers to a row: versions with their rules, cases, other rows, Constat itself."""
    name = rulebook_name(row)
    referring = (*_related(row), *(_stated(name) if name else ()))
    return Uses(
        versions=uses(name) if name else (),
        rows=tuple(RowUse(rows.model, count, tuple(rows[:SHOWN])) for rows in referring if (count := rows.count())),
        is_built_in=isinstance(row, CatalogueRow) and row.code in BUILT_IN.get(type(row), ()),
    )


def delete_rows(*, rows: QuerySet[Any], by: User, reason: str = "") -> int:
    """Delete rows to which nothing refers, and return how many; the history keeps who did it and why.

    Raises StillUsed, and deletes none of them, if anything refers to one.
    """
    with transaction.atomic():
        hold_rulebooks()
        found = list(rows.select_for_update())
        used = {row: uses for row in found if (uses := uses_of(row)).forbid_deletion}
        if used:
            raise StillUsed(used)
        for row in found:
            row._history_user, row._change_reason = by, reason
            row.delete()
    return len(found)


def _related(row: Model) -> Iterable[QuerySet[Any]]:
    """Yield the rows that point at this one; what only belongs to it goes with it, and does not count."""
    for relation in row._meta.related_objects:
        if relation.on_delete is not CASCADE:
            yield from _pointing(relation.related_model, relation.field.name, row)


def _pointing(model: type[Model], field: str, row: Model) -> Iterable[QuerySet[Any]]:
    rows = model._default_manager.filter(**{field: row})
    if model is Device:
        yield ReturnCase.objects.filter(device__in=rows)
    of_a_case = any(column.name == "case" for column in model._meta.concrete_fields)
    yield rows.select_related("case") if of_a_case else rows


def _stated(name: Name) -> Iterable[QuerySet[Statement]]:
    if name.facts:
        yield Statement.objects.filter(fact__in=name.facts, value=name.code).select_related("case")
