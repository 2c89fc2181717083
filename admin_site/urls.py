"""The addresses of the site."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("returns.start.urls")),
    path("account/", include("admin_site.accounts.urls")),
    path("admin/", admin.site.urls),
    path("return/", include("returns.guide.urls")),
    path("portal/", include("returns.portal.urls")),
    path("evidence/", include("returns.uploads.handing_out")),
    path("i18n/", include("django.conf.urls.i18n")),
]
