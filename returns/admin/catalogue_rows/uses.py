"""Where a row of the catalogue is used, as a page shows it: versions with their rules, cases, other rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from returns.catalogue.references import RowUse, Uses, uses_of
from returns.models import Device, ReturnCase, User
from returns.models.catalogue.rows import TranslatedModel
from returns.permissions import sees_every_case
from rules.desk.access import may_read
from rules.desk.frame import desk_link
from rules.references import Use

Row = TypeVar("Row", bound=TranslatedModel)
Reader = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Link:
    """Words, with the address that they lead to, empty for who may not go there."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class VersionUse:
    """A version that names the row, and its rules that do."""

    version: Link
    state: str
    tone: str
    rules: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class RelatedUse:
    """Rows that point at it: how many of what, and the first of them."""

    label: str
    rows: tuple[Link, ...]
    more: int


@dataclass(frozen=True, slots=True)
class RowUses:
    """One row with everything that refers to it, as far as the reader may follow."""

    row: Model
    uses: Uses
    reader: Reader

    @classmethod
    def of(cls, row: TranslatedModel, reader: Reader) -> RowUses:
        """Find out where the row is used."""
        return cls(row, uses_of(row), reader)

    @property
    def published(self) -> list[VersionUse]:
        """The versions that can't change, those in force first."""
        return [self._version(use) for use in self.uses.published]

    @property
    def drafts(self) -> list[VersionUse]:
        """The versions that can."""
        return [self._version(use) for use in self.uses.drafts]

    @property
    def related(self) -> list[RelatedUse]:
        """The rows that point at it."""
        return [self._related(use) for use in self.uses.rows]

    def _version(self, use: Use) -> VersionUse:
        version, reads = use.version, may_read(self.reader)
        name = _("%(rulebook)s, version %(number)d") % {"rulebook": version.rulebook.title, "number": version.number}
        language = get_language() or "en"
        return VersionUse(
            version=Link(name, desk_link("workspace", version) if reads else ""),
            state=_("in force") if use.is_in_force else version.get_state_display(),
            tone="new" if use.is_in_force else "mod" if use.is_open else "off",
            rules=tuple(
                Link(rule.title.get(language) or rule.key, desk_link("rule", version, rule.key) if reads else "")
                for rule in use.rules
            ),
        )

    def _related(self, use: RowUse) -> RelatedUse:
        rows = tuple(self._link(row) for row in use.rows)
        return RelatedUse(use.label, rows, use.count - len(rows))

    def _link(self, row: Any) -> Link:
        if isinstance(row, TranslatedModel):
            return Link(str(row), self._page(row))
        case = row if isinstance(row, ReturnCase) else getattr(row, "case", None)
        if isinstance(case, ReturnCase):
            reads = isinstance(self.reader, User) and sees_every_case(self.reader)
            return Link(case.reference, self._page(case) if reads else "")
        return Link(str(row) if isinstance(row, Device) else f"{row._meta.verbose_name} {row.pk}")

    def _page(self, row: Model) -> str:
        meta = row._meta
        may = self.reader.has_perm(f"{meta.app_label}.view_{meta.model_name}")
        try:
            return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=(row.pk,)) if may else ""
        except NoReverseMatch:
            return ""


class WithUses(admin.ModelAdmin[Row]):
    """A page beside each row that says where it is used."""

    def get_urls(self) -> list[URLPattern]:
        """Put the page before those of the admin, whose last takes any address."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_uses"
        return [
            path("<path:object_id>/uses/", self.admin_site.admin_view(self.uses_view), name=name),
            *super().get_urls(),
        ]

    def uses_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show everything that refers to a row."""
        row = row_for(self, request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "title": _("Where “%(row)s” is used") % {"row": row},
            "row_uses": RowUses.of(row, request.user),
        }
        return TemplateResponse(request, "returns/catalogue/uses.html", context)


def row_for(model_admin: admin.ModelAdmin[Row], request: HttpRequest, object_id: str) -> Row:
    """Return a row that may be read; raises PermissionDenied or Http404."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    row = model_admin.get_object(request, object_id)
    if row is None:
        raise Http404
    return row


def signed_in(request: HttpRequest) -> User:
    """Return who asks; ``admin_view`` lets only staff through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
