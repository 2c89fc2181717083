"""Draws the workflow into ARCHITECTURE.md, from the table that the code reads; run it after changing the table."""

import os
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "ARCHITECTURE.md"
BEGIN, END = "<!-- workflow: scripts/workflow.py draws it -->\n```mermaid\n", "```\n<!-- end of the workflow -->\n"


def drawn(text: str) -> str:
    """Return the document with the diagram as it should be."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admin_site.settings")
    os.environ.setdefault("DEBUG", "1")
    django.setup()
    from returns.telling.diagram import mermaid

    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return before + BEGIN + mermaid() + END + after


if __name__ == "__main__":
    DOCUMENT.write_text(drawn(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
