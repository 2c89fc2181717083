"""Themes bring no files: neither an SVG nor anything else."""

from __future__ import annotations

import pytest
from admin_interface.models import Theme
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from returns.models import User


@pytest.mark.django_db
def test_a_theme_takes_no_logo(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root@example.org", "secret"))
    theme = Theme.objects.get(active=True)
    url = reverse("admin:admin_interface_theme_change", args=[theme.pk])
    form = client.get(url).context["adminform"].form
    assert not {"logo", "favicon"} & set(form.fields)
    sent = {name: value for name, value in form.initial.items() if value is not None} | {
        "name": "Renamed",
        "logo": SimpleUploadedFile("logo.svg", b"<svg onload='alert(1)'/>"),
    }
    assert client.post(url, sent).status_code == 302
    theme.refresh_from_db()
    assert (theme.name, bool(theme.logo), bool(theme.favicon)) == ("Renamed", False, False)
