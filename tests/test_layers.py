"""The import order admin_site → returns → rules, and a rule language that needs no Django."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SOURCE

ABOVE = {"rules": {"returns", "admin_site"}, "returns": {"admin_site"}}
"""What each layer may not import."""

DJANGO_FILES = {
    "admin",
    "apps",
    "checks",
    "drafts",
    "due",
    "edits",
    "forms",
    "history",
    "host",
    "impact",
    "lifecycle",
    "models",
    "references",
    "refusals",
    "registry",
    "tasks",
    "widgets",
}
"""The life of rulebooks: every other file of rules belongs to the language."""

DJANGO_FOLDERS = {"models", "admin", "desk", "migrations", "management", "templatetags"}


def modules(layer: str) -> list[Path]:
    return sorted(path.relative_to(SOURCE) for path in (SOURCE / layer).rglob("*.py"))


def language_modules() -> list[Path]:
    return [
        path
        for path in modules("rules")
        if path.stem not in DJANGO_FILES and not DJANGO_FOLDERS.intersection(path.parts)
    ]


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted name of everything that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse((SOURCE / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(path.parts[: len(path.parts) - node.level]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("layer", ABOVE)
def test_a_layer_imports_nothing_above_it(layer: str) -> None:
    breaches = [
        f"{path} imports {name}"
        for path in modules(layer)
        for name in imports(path)
        if name.split(".")[0] in ABOVE[layer]
    ]
    assert not breaches


def test_the_rule_language_imports_neither_django_nor_the_django_half_of_rules() -> None:
    half = {f"rules.{name}" for name in DJANGO_FILES}
    breaches = [
        f"{path} imports {name}"
        for path in language_modules()
        for name in imports(path)
        if name.split(".")[0] == "django" or ".".join(name.split(".")[:2]) in half
    ]
    assert not breaches


def test_the_rule_language_is_importable_without_django() -> None:
    names = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in language_modules()]
    script = f"import sys, {', '.join(names)}; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", script], cwd=SOURCE, env={}, check=True)
