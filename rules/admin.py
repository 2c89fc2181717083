"""Rulebooks in the admin, to look at: ``rules.lifecycle`` is what changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from rules.desk.urls import rulebook_urls, version_urls
from rules.models import Activation, Rule, Rulebook, Version, VersionAuthor, VersionEvent

if TYPE_CHECKING:
    _Permissions = admin.options.BaseModelAdmin[Any]
else:
    _Permissions = object


def _version_name(version: Version) -> str:
    return f"{version.rulebook.title or version.rulebook.code} {version.number}"


class ReadOnly(_Permissions):
    """Nobody adds, changes or deletes here, whatever their permissions; who may view, views."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


class VersionEventInline(ReadOnly, admin.TabularInline[VersionEvent, Version]):
    """The history of a version."""

    model = VersionEvent
    fields = ("at", "kind", "actor", "comment", "content_hash")

    def get_queryset(self, request: HttpRequest) -> QuerySet[VersionEvent]:
        """Fetch who did it in the same query."""
        return super().get_queryset(request).select_related("actor", "version__rulebook")


class VersionAuthorInline(ReadOnly, admin.TabularInline[VersionAuthor, Version]):
    """Who may not approve a version."""

    model = VersionAuthor
    fields = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[VersionAuthor]:
        """Fetch the users in the same query."""
        return super().get_queryset(request).select_related("user")


@admin.register(Rulebook)
class RulebookAdmin(ReadOnly, admin.ModelAdmin[Rulebook]):
    """The rulebooks."""

    list_display = ("code", "title")
    fields = ("code", "title_fr", "title_en")

    def get_urls(self) -> list[URLPattern]:
        """Put the pages of the rule desk before those of the admin, whose last takes any address."""
        return [*rulebook_urls(self.admin_site.admin_view), *super().get_urls()]


@admin.register(Version)
class VersionAdmin(ReadOnly, admin.ModelAdmin[Version]):
    """The versions of all rulebooks, with their history."""

    list_display = ("workspace_link", "state", "created_by", "created_at", "rules_link")
    list_display_links = None
    list_filter = ("rulebook", "state")
    list_select_related = ("rulebook", "created_by")
    search_fields = ("hash",)
    fields = ("rulebook", "number", "state", "hash", "parent", "created_by", "created_at", "rules_link")
    readonly_fields = ("rules_link",)
    inlines = (VersionAuthorInline, VersionEventInline)

    def get_urls(self) -> list[URLPattern]:
        """Put the pages of the rule desk before those of the admin, whose last takes any address."""
        return [*version_urls(self.admin_site.admin_view), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        """Leave out the contents, which can be large."""
        versions = super().get_queryset(request).select_related("rulebook", "parent__rulebook", "created_by")
        return versions.defer("document", "frame", "parent__document", "parent__frame")

    @admin.display(description=_("version"), ordering="number")
    def workspace_link(self, version: Version) -> SafeString:
        """Its name, which leads to where it is worked on."""
        url = reverse("admin:rules_desk_workspace", args=(version.pk,))
        return format_html('<a href="{}">{}</a>', url, _version_name(version))

    @admin.display(description=_("rules"))
    def rules_link(self, version: Version) -> SafeString:
        """The list of the version's rules."""
        url = reverse("admin:rules_rule_changelist", query={"version__id__exact": version.pk})
        return format_html('<a href="{}">{}</a>', url, _("See the rules"))


@admin.register(Rule)
class RuleAdmin(ReadOnly, admin.ModelAdmin[Rule]):
    """The rules of a version."""

    list_display = ("rule_link", "version_name", "kind", "key", "priority", "pending", "enabled")
    list_display_links = None
    list_filter = ("version__rulebook", "kind", "enabled")
    search_fields = ("key", "title_fr", "title_en", "note", "source")
    exclude = ("revision",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        """Fetch the version's name in the same query, and not its contents."""
        rules = super().get_queryset(request).select_related("version__rulebook")
        return rules.defer("version__document", "version__frame")

    @admin.display(description=_("title"), ordering="title_fr")
    def rule_link(self, rule: Rule) -> SafeString:
        """Its title, which leads to where the rule is read and worked on."""
        url = reverse("admin:rules_desk_rule", args=(rule.version_id, rule.key))
        return format_html('<a href="{}">{}</a>', url, rule.title or rule.key)

    @admin.display(description=_("version"), ordering="version")
    def version_name(self, rule: Rule) -> str:
        """The rulebook's title and the number."""
        return _version_name(rule.version)


@admin.register(Activation)
class ActivationAdmin(ReadOnly, admin.ModelAdmin[Activation]):
    """Which version was put in force when, by whom and why."""

    list_display = ("version", "effective_from", "activated_by", "at", "is_rollback", "reason")
    list_filter = ("rulebook", "is_rollback")
    date_hierarchy = "effective_from"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Activation]:
        """Fetch the names in the same query, and not the versions' contents."""
        activations = super().get_queryset(request).select_related("version__rulebook", "activated_by")
        return activations.defer("version__document", "version__frame")
