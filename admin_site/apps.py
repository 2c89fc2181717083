"""The Django applications of the site."""

from django.apps import AppConfig
from django.contrib.admin import apps as contrib_admin
from django.utils.translation import gettext_lazy as _


class AdminSiteConfig(AppConfig):
    """Theme, templates and system checks of the site."""

    default = True
    name = "admin_site"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Register the system checks."""
        from admin_site import checks  # noqa: F401


class ConstatAdminConfig(contrib_admin.AdminConfig):
    """Django's admin, with Constat's site as ``admin.site``."""

    default = False
    default_site = "admin_site.site.ConstatAdminSite"

    def ready(self) -> None:
        """Find every admin, then put ours in the place of allauth's and of the theme's."""
        super().ready()
        from admin_site.accounts.admin import replace_allauths
        from admin_site.theme import replace_theme

        replace_allauths()
        replace_theme()
