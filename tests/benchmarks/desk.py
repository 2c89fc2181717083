"""`make bench`: the workspace of a version beside Django's plain list of the same rows, in one process.

A version of 1,000 rules in a database of its own, read by an editor: once just edited, so that it is tried out anew,
then as it is read from then on. The plain list is a ModelAdmin that shows the same rows on one page.
"""

from __future__ import annotations

import copy
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.test import Client

RULES = 1000
ROUNDS = 5
TARGET = 3.0
SHIPPED = ROOT / "fixtures" / "rulebook" / "fr.json"


def grown(document: dict[str, Any], count: int) -> dict[str, Any]:
    """The document with copies of its rules up to ``count``; derivations are not copied, for they would clash.

    The shipped examples stay, to be played; those that list every review no longer hold.
    """
    large = copy.deepcopy(document)
    copied = [rule for rule in document["rules"] if rule["kind"] != "derivation"]
    for number in range(count - len(document["rules"])):
        rule = copied[number % len(copied)]
        large["rules"].append({**rule, "key": f"{rule['key']}-{number}"})
    return large


def timed(client: Client, url: str, before: Callable[[], None] | None = None) -> tuple[float, int, int]:
    """Median milliseconds of a page, its queries, and its size in KB."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    spent = []
    for _round in range(ROUNDS):
        if before is not None:
            before()
        started = time.perf_counter()
        answer = client.get(url)
        spent.append((time.perf_counter() - started) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        size = len(client.get(url).content)
    return statistics.median(spent), len(queries), size // 1024


def prepare() -> tuple[Client, str, str]:
    """An editor's client, the address of the workspace, and that of the plain list."""
    from django.contrib import admin
    from django.contrib.auth.models import Permission
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from returns.models import User
    from rules.admin import RuleAdmin
    from rules.lifecycle import import_draft
    from rules.models import Rule

    class Plain(RuleAdmin):
        list_per_page = RULES

        def get_list_filter(self, request: HttpRequest) -> tuple[str, ...]:
            return ()

        def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
            return ()

    admin.site.unregister(Rule)
    admin.site.register(Rule, Plain)
    call_command("migrate", verbosity=0)
    user = User.objects.create_user(email="editor@example.org", password=None, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=("change_version", "view_rule")))
    document = json.loads(SHIPPED.read_text(encoding="utf-8"))
    version = import_draft(document=grown(document, RULES), by=User.objects.get(pk=user.pk))
    client = Client()
    client.force_login(user)
    workspace = reverse("admin:rules_desk_workspace", args=(version.pk,))
    changelist = reverse("admin:rules_rule_changelist", query={"version__id__exact": version.pk})
    return client, workspace, changelist


def main() -> None:
    """Print both pages side by side, and fail where the workspace takes more than three times as long."""
    from django.core.cache import cache

    client, workspace, changelist = prepare()
    client.get(changelist)
    rows = {
        "Django's plain list": timed(client, changelist),
        "workspace, just edited": timed(client, workspace, cache.clear),
        "workspace": timed(client, workspace),
    }
    plain = rows["Django's plain list"][0]
    print(f"{f'A version of {RULES} rules':<28}{'ms':>8}{'× plain':>9}{'queries':>9}{'KB':>7}")
    for name, (spent, queries, size) in rows.items():
        print(f"{name:<28}{spent:>8.0f}{spent / plain:>9.2f}{queries:>9}{size:>7}")
    slow = [name for name, (spent, *_rest) in rows.items() if spent > TARGET * plain]
    print(f"target: at most {TARGET:.0f} × the plain list: {'missed by ' + ', '.join(slow) if slow else 'met'}")
    sys.exit(bool(slow))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ.update(
            DEBUG="0", REQUIRE_TWO_FACTOR="0", SECRET_KEY="bench", DJANGO_SETTINGS_MODULE="tests.settings"
        )
        import django

        django.setup()
        from django.conf import settings
        from django.test.utils import setup_test_environment

        settings.SECURE_SSL_REDIRECT = False
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
        settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        setup_test_environment()
        main()
