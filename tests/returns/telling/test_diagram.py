"""The diagram of the workflow says what the table says, in the documentation and in the admin."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from returns.telling.diagram import mermaid, svg
from returns.workflow import FINAL_STATES, TRANSITIONS, State
from tests.cast import Cast
from tests.conftest import SOURCE

SVG = "{http://www.w3.org/2000/svg}"


def test_the_documentation_is_current() -> None:
    text = (SOURCE / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{mermaid()}```\n" in text, "run scripts/workflow.py"


def test_every_transition_is_drawn_from_each_of_its_sources() -> None:
    drawn = set(re.findall(r"(\w+) --> (\w+): (\w+)", mermaid()))
    assert drawn == {(source, row.target, row.code) for row in TRANSITIONS.values() for source in row.sources}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_image_names_every_state_and_transition(language: str) -> None:
    with translation.override(language):
        image = ET.fromstring(svg("Title & more", "Description"))
        states = {str(state.label) for state in State}
        labels = {str(row.label) for row in TRANSITIONS.values()}
    assert image.attrib["aria-label"] == "Title & more"
    words = [text.text for text in image.iter(f"{SVG}text")]
    assert set(words) == states | labels
    heavy = [rect for rect in image.iter(f"{SVG}rect") if rect.get("stroke-width") == "3"]
    assert len(heavy) == len(FINAL_STATES)


def test_nothing_in_the_image_needs_a_style() -> None:
    image = svg("Title", "Description")
    assert "style" not in image
    assert "<script" not in image


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "name"), [("fr", "Recevoir le colis"), ("en", "Receive the parcel")])
def test_staff_read_it_as_a_table_too(client: Client, cast: Cast, language: str, name: str) -> None:
    client.force_login(cast.rule_editor)
    client.cookies.load({"django_language": language})
    page = client.get(reverse("admin:returns_workflow")).content.decode()
    assert page.count(name) >= 3
    for row in TRANSITIONS.values():
        assert f"<code>{row.code}</code>" in page
