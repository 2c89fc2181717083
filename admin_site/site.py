"""The admin site that every ModelAdmin registers on."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class ConstatAdminSite(admin.AdminSite):
    """The desk of rule staff and agents."""

    site_title = _("Constat")
    site_header = _("Constat")
    index_title = _("Desk")
