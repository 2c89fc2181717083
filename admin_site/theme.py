"""The admin of themes, without the files that a theme may bring along: an SVG is a program, and nothing serves them."""

from __future__ import annotations

from typing import Any

from admin_interface.admin import ThemeAdmin
from admin_interface.models import Theme
from django.contrib import admin
from django.http import HttpRequest

FILES = frozenset({"logo", "favicon"})


class FilelessThemeAdmin(ThemeAdmin):
    """Colours and names; the logo and the icon are those of the templates."""

    def get_fieldsets(self, request: HttpRequest, obj: Theme | None = None) -> Any:
        """Leave out the fields of files, and the groups that are empty then."""
        kept = (
            (title, {**options, "fields": tuple(name for name in options["fields"] if name not in FILES)})
            for title, options in super().get_fieldsets(request, obj)
        )
        return [group for group in kept if group[1]["fields"]]


def replace_theme() -> None:
    """Put this admin in the place of the package's."""
    admin.site.unregister(Theme)
    admin.site.register(Theme, FilelessThemeAdmin)
