"""The settings of the demo on a file of a test's own, which ``DATABASE_URL`` names."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

DEMO = True
DEMO_DATABASE = Path(DATABASES["default"]["NAME"])
