"""The process that reads uploads: what it loads, and what it may use."""

from __future__ import annotations

import subprocess
import sys

from returns.uploads.limits import MEMORY, SECONDS
from tests.conftest import SOURCE

LOOK = """
import resource, sys
sys.path.insert(0, {source!r})
from returns.uploads import worker, images, pdf, measure, sandbox
worker.limit_resources()
names = ("AS", "CPU", "FSIZE", "CORE")
print("django" in sys.modules, *[resource.getrlimit(getattr(resource, "RLIMIT_" + name))[0] for name in names])
"""


def test_it_knows_nothing_of_django_and_may_use_little() -> None:
    script = LOOK.format(source=str(SOURCE))
    out = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True, env={}
    ).stdout
    assert out.split() == ["False", str(MEMORY), str(SECONDS), "0", "0"]
