"""What no tracked file may be or hold."""

import subprocess
from pathlib import Path

from tests.conftest import SOURCE

LONGEST = 400
CODE = {".py", ".html", ".css", ".js"}

# Put together here, so that this file does not hold them.
HOSTS = [".".join(parts) for parts in [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("debian", "org")]]
MACHINE_PATHS = [f"/{'/'.join(parts)}/" for parts in [("work",), ("root",), ("tmp", "c"), ("opt", "pypi")]]


def tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=SOURCE, capture_output=True, text=True, check=True).stdout
    paths = (SOURCE / name for name in listing.split("\0") if name)
    return [path for path in paths if path.is_file()]


def test_source_files_are_short() -> None:
    lengths = {
        path.relative_to(SOURCE): path.read_bytes().count(b"\n")
        for path in tracked()
        if path.suffix in CODE and "migrations" not in path.parts
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = [
        f"{path.relative_to(SOURCE)}: {text}"
        for path in tracked()
        for text in (*HOSTS, *MACHINE_PATHS)
        if text.encode() in path.read_bytes()
    ]
    assert not found
