"""Killed at any point, an upload leaves no row without its file, and after a sweep no file without its row."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from returns.catalogue.fixtures_loading import load_catalogue
from returns.evidence_intake import take_in
from returns.models import EvidenceItem, ReturnCase
from tests.conftest import SOURCE
from tests.pictures import photo
from tests.returns.crash import LIMIT
from tests.returns.crash_uploads import DEEDS, ITEM, Report
from tests.returns.management.conftest import shell_environment

pytestmark = pytest.mark.django_db(transaction=True)


def reports(media: Path) -> dict[str, Report]:
    environment = {**shell_environment(), "MEDIA_ROOT": str(media)}
    # A template or a file to copy has nobody connected to it.
    connection.close()
    command = [sys.executable, "-m", "tests.returns.crash_uploads"]
    ended = subprocess.run(command, cwd=SOURCE, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    found: dict[str, Report] = json.loads(ended.stdout)
    return found


def test_no_file_without_its_row_and_no_row_without_its_file(case: ReturnCase, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    load_catalogue()
    item = EvidenceItem.objects.filter(code=ITEM)
    item.update(auto_accept=False)
    take_in(case=case, item=ITEM, upload=SimpleUploadedFile("a.jpg", photo(3)), actor=case.customer)
    item.update(auto_accept=True)
    found = reports(tmp_path / "media")
    assert set(found) == set(DEEDS)
    for name, report in found.items():
        before, after, killed = report["before"], report["after"], report["killed"]
        assert before != after
        for seen in (before, after):
            assert (seen["unbound"], seen["defects"]) == (0, [])
            assert (seen["without file"], seen["without row"], seen["aside"]) == ([], [], [])
        # Otherwise too few steps were seen, or the end of the deed was not.
        assert 15 < len(killed) < LIMIT
        assert [seen for seen in killed if seen not in (before, after)] == [], name
        assert report["homeless"] == []
        # Kills before the commit leave nothing, kills while files are moved or deleted leave all of it.
        assert (killed[0], killed[-1]) == (before, after)
    assert [len(report["after"]["evidence"]) for report in found.values()] == [2, 1]
    assert [report["after"]["files"] for report in found.values()] == [4, 0]
