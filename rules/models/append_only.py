"""Rows that are written once: history, and what was in force when."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete a row that is written once."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"A {model._meta.verbose_name} is append-only: it can't be changed or deleted.")


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Reads and inserts; whatever else would change rows raises AppendOnlyError."""

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError(self.model)

    update = bulk_update = update_or_create = bulk_create = delete = _raw_delete = _refuse


class AppendOnlyModel(models.Model):
    """A model whose rows can be inserted and read, never saved again nor deleted."""

    objects: ClassVar[models.Manager[Any]] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        """Insert the row; raises AppendOnlyError if it is stored already."""
        if not self._state.adding:
            raise AppendOnlyError(type(self))
        # Else a row given the key of another would turn into an UPDATE of that one.
        super().save(**{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Raise AppendOnlyError."""
        raise AppendOnlyError(type(self))
