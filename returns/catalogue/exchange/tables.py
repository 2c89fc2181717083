"""The tables of the catalogue as files know them: their columns, what a row is known by, the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeGuard

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.utils.text import capfirst
from import_export.fields import Field as Column
from import_export.resources import Diff, ModelResource, modelresource_factory

from returns.catalogue.exchange.cells import ColumnWidget, LinksWidget, LinkWidget, Scalar
from returns.catalogue.row_history import fixed_fields, shown_fields, sign
from returns.models import User
from returns.models.catalogue.rows import TranslatedModel

TABLE = "table"
"""The column that says of which table a row is, in a file of the whole catalogue."""


class RowDiff(Diff):
    """A row before and after, cell by cell; import_export's own shows markup with styles of its own."""

    def as_html(self) -> list[tuple[Scalar, Scalar]]:
        """Return each cell before and after, in the order of the columns."""
        before = [None] * len(self.right) if self.new else self.left
        return list(zip(before, self.right, strict=True))


class RowResource(ModelResource):
    """Rows of one table, saved as staff would save them: checked, and with a history."""

    def __init__(self, *, by: User | None = None, reason: str = "") -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # import_export has no annotations
        self.by = by
        self.reason = reason

    @classmethod
    def get_diff_class(cls) -> type[RowDiff]:
        """Return how rows are compared."""
        return RowDiff

    def import_instance(self, instance: Any, row: Any, **options: Any) -> None:
        """Read the cells of a row; raises ValidationError for all that are wrong, links of several rows among them."""
        faults: dict[str, Any] = {}
        try:
            super().import_instance(instance, row, **options)  # type: ignore[no-untyped-call]
        except ValidationError as error:
            faults = error.update_error_dict(faults)
        for column in self.get_import_fields():  # type: ignore[no-untyped-call]
            if isinstance(column.widget, LinksWidget) and column.column_name in row:
                try:
                    column.clean(row)
                except ValidationError as error:
                    faults = error.update_error_dict(faults)
        if faults:
            raise ValidationError(faults)

    def before_save_instance(self, instance: Any, row: Any, **_options: Any) -> None:
        """Put down who brings the row in."""
        sign(instance, by=self.by, reason=self.reason)


@dataclass(frozen=True)
class Table:
    """One table; its name is the model's."""

    model: type[TranslatedModel]

    @property
    def name(self) -> str:
        """The name in addresses and files."""
        return str(self.model._meta.model_name)

    @property
    def label(self) -> str:
        """The name that people read, in the active language."""
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that a row is known by."""
        return fixed_fields(self.model)

    @property
    def columns(self) -> list[str]:
        """Every column, those of the key first."""
        names = [field.name for field in shown_fields(self.model)]
        return [*self.key, *(name for name in names if name not in self.key)]

    def resource(self, *, by: User | None = None, reason: str = "") -> RowResource:
        """Return what reads and writes the rows, in the name of somebody."""
        found: RowResource = _resource_class(self.model)(by=by, reason=reason)
        return found

    def rows(self) -> Iterator[dict[str, Scalar]]:
        """Yield every row, by column."""
        resource = self.resource()
        for row in _with_links(self.model):
            yield dict(zip(self.columns, _cells(resource, row), strict=True))


@cache
def tables() -> Mapping[str, Table]:
    """Return every table by its name, each after those that it points at."""
    models = [model for model in apps.get_app_config("returns").get_models() if _is_of_catalogue(model)]
    ordered: dict[str, Table] = {}
    while len(ordered) < len(models):
        for model in models:
            table = Table(model)
            if all(name in ordered for name in _pointed_at(model)):
                ordered[table.name] = table
    return ordered


def _is_of_catalogue(model: type[Model]) -> TypeGuard[type[TranslatedModel]]:
    return issubclass(model, TranslatedModel)


def _pointed_at(model: type[Model]) -> list[str]:
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    return [str(field.related_model._meta.model_name) for field in fields if isinstance(field.related_model, type)]


def _cells(resource: Any, row: Model) -> list[Scalar]:
    cells: list[Scalar] = resource.export_resource(row)
    return cells


def _with_links(model: type[Model]) -> QuerySet[Any]:
    keys = [field.name for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    connected = [field.name for field in model._meta.many_to_many]
    return model._default_manager.select_related(*keys).prefetch_related(*connected)


@cache
def _resource_class(model: type[TranslatedModel]) -> type[RowResource]:
    table = Table(model)
    fields = {field.name: field for field in shown_fields(model)}
    found: type[RowResource] = modelresource_factory(
        model,
        resource_class=RowResource,
        meta_options={
            "fields": table.columns,
            "import_order": table.columns,
            "export_order": table.columns,
            "import_id_fields": table.key,
            "clean_model_instances": True,
            "skip_unchanged": True,
            "report_skipped": True,
        },
        custom_fields={name: Column(name, name, _widget(fields[name])) for name in table.columns},
    )
    return found


def _widget(field: Field[Any, Any]) -> ColumnWidget | LinkWidget | LinksWidget:
    if field.many_to_many:
        return LinksWidget(field)
    return LinkWidget(field) if field.is_relation else ColumnWidget(field)
