"""The shipped rulebook taken through its whole life by two people, as staff would."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from returns.casework.opening import RULEBOOK
from returns.models import User
from rules import lifecycle
from rules.document import read_json
from rules.models import Version
from rules.registry import NoVersionInForce, version_in_force

SHIPPED = settings.BASE_DIR / "fixtures" / "rulebook" / "fr.json"


def publish_shipped_rulebook(*, editor: User, approver: User) -> Version:
    """Import, submit, approve and publish the French rulebook, unless a version is in force already."""
    try:
        return version_in_force(rulebook=RULEBOOK, at=timezone.now())
    except NoVersionInForce:
        document = read_json(SHIPPED.read_bytes())
    version = lifecycle.import_draft(document=document, by=editor, comment="fixtures/rulebook/fr.json")
    version = lifecycle.submit(version=version, by=editor)
    version = lifecycle.approve(version=version, by=approver)
    lifecycle.publish(version=version, by=approver)
    return version_in_force(rulebook=RULEBOOK, at=timezone.now())
