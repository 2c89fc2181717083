"""The address of the start page."""

from django.urls import path

from returns.start.views import start

app_name = "start"

urlpatterns = [path("", start, name="page")]
