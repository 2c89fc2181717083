"""Commands as a shell runs them, and files for them to read."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


@dataclass(frozen=True)
class Run:
    """What a command left behind; ``error`` is what it said on ending with ``code``."""

    code: int
    output: str
    error: str

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()

    @property
    def objects(self) -> list[Any]:
        return [json.loads(line) for line in self.lines]


RunCommand = Callable[..., Run]
Write = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> RunCommand:
    """Runs a command in English with what it is to read on standard input."""

    def run_command(*arguments: str, stdin: bytes = b"", language: str = "en") -> Run:
        output = io.StringIO()
        with io.TextIOWrapper(io.BytesIO(stdin)) as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            try:
                call_command(*arguments, "--language", language, stdout=output)
            except CommandError as error:
                return Run(error.returncode, output.getvalue(), str(error))
        return Run(0, output.getvalue(), "")

    return run_command


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file, JSON unless it is bytes, and gives its path."""

    def write_file(content: Any, name: str = "input.json") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return write_file
