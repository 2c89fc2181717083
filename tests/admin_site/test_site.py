"""The admin's pages as a browser gets them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from admin_interface.models import Theme
from django.contrib import admin
from django.test import Client

from admin_site.sections import SECTIONS
from admin_site.site import ConstatAdminSite
from returns.models import User
from tests.cast import staff

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


def directives(response: Response) -> dict[str, list[str]]:
    policy = response.headers["Content-Security-Policy"]
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


def an_admin_page(client: Client, **headers: str) -> Response:
    client.force_login(User.objects.filter(is_staff=True).first() or staff("editor"))
    return client.get("/admin/", headers=headers)


def test_admins_register_on_our_site() -> None:
    assert isinstance(admin.site, ConstatAdminSite)


def test_the_policy_allows_nothing_inline(client: Client) -> None:
    policy = directives(an_admin_page(client))
    assert policy["default-src"] == ["'self'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    assert not any("unsafe" in source for sources in policy.values() for source in sources)


def test_every_inline_style_carries_the_nonce_of_its_response(client: Client) -> None:
    nonces = set()
    for response in (an_admin_page(client), an_admin_page(client)):
        [nonce] = [source for source in directives(response)["style-src"] if "nonce" in source]
        nonces.add(nonce)
        styles = re.findall(r"<style[^>]*>", response.content.decode())
        assert styles == [f'<style nonce="{nonce.strip(chr(39)).removeprefix("nonce-")}">']
    assert len(nonces) == 2


def test_the_page_has_no_inline_script_and_no_style_attribute(client: Client) -> None:
    page = an_admin_page(client).content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", page) == []
    assert re.findall(r"\s(?:style|on[a-z]+)=", page) == []


def test_only_our_own_pages_may_frame_the_admin(client: Client) -> None:
    response = an_admin_page(client)
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert directives(response)["frame-ancestors"] == ["'self'"]


def test_a_page_can_be_zoomed(client: Client) -> None:
    assert "user-scalable=no" not in an_admin_page(client).content.decode()


@pytest.mark.parametrize(("asked", "given"), [("", "fr"), ("de", "fr"), ("fr", "fr"), ("en", "en")])
def test_pages_are_french_unless_the_reader_prefers_english(client: Client, asked: str, given: str) -> None:
    page = an_admin_page(client, accept_language=asked).content.decode()
    assert f'<html lang="{given}"' in page


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG 2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_theme_is_ours_and_legible() -> None:
    theme = Theme.objects.get(active=True)
    assert theme.name == "Constat"
    assert not theme.show_fieldsets_as_tabs
    assert not theme.show_inlines_as_tabs
    pairs = [
        (theme.css_header_link_color, theme.css_header_background_color),
        (theme.css_header_link_hover_color, theme.css_header_background_color),
        (theme.css_module_link_color, theme.css_module_background_color),
        (theme.css_module_link_hover_color, theme.css_module_background_color),
        (theme.css_generic_link_color, "#FFFFFF"),
        (theme.css_generic_link_hover_color, theme.css_module_background_selected_color),
        (theme.css_save_button_text_color, theme.css_save_button_background_color),
        (theme.css_delete_button_text_color, theme.css_delete_button_background_color),
    ]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def test_every_list_of_the_admin_has_its_section() -> None:
    placed = {name for section in SECTIONS for name in section.models}
    assert {model.__name__ for model in admin.site._registry} == placed


def test_the_sidebar_goes_by_what_people_do(client: Client) -> None:
    client.force_login(
        staff(
            "lead", "returns.lead_returncase", "returns.view_returncase", "returns.view_decision", "rules.view_version"
        )
    )
    page = client.get("/admin/", headers={"accept-language": "en"}).content.decode()
    sidebar = page[page.index('<nav class="sticky"') : page.index("</nav>", page.index('<nav class="sticky"'))]
    captions = re.findall(r'class="section"[^>]*>([^<]+)<', sidebar)
    assert captions[:2] == ["Cases", "Rules"]
    lists = re.findall(r"<a href=\"[^\"]+\"(?: aria-current=\"page\")?>([^<]+)</a>", sidebar)
    assert lists[:3] == ["Queue", "Overview", "Decisions"]


def test_whoever_may_not_see_the_figures_is_not_led_to_them(client: Client) -> None:
    client.force_login(staff("editor"))
    assert "/overview/" not in client.get("/admin/").content.decode()
