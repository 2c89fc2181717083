"""The addresses of the start page."""

from django.urls import path

from returns.start.views import open_return, start

app_name = "start"

urlpatterns = [
    path("", start, name="page"),
    path("demo/return/", open_return, name="open_return"),
]
