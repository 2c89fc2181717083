"""ARCHITECTURE.md has a line for each file, and for no file that is gone."""

import re
import subprocess

from tests.conftest import SOURCE

LINE = re.compile(r"^\| `([^`]+\.py)` \| \S.* \|$", re.MULTILINE)
UNLISTED = re.compile(r"(^|/)(migrations/|__init__\.py$)|^tests/|^stubs/")


def test_every_file_has_its_line() -> None:
    listed = LINE.findall((SOURCE / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=SOURCE, capture_output=True, text=True, check=True)
    assert sorted(listed) == sorted(name for name in tracked.stdout.split() if not UNLISTED.search(name))
