"""Which pages `scripts/pictures.py` takes, as whom, and how wide; run within Django, on the demo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from returns.guide.links import issue_link
from returns.models import DeviceCategory, Ground, ReturnCase, User
from rules import edits, impact, lifecycle
from rules.models import Version
from rules.registry import version_in_force

DESK = 1280
PHONE = 390
USERS: Mapping[str, str] = {
    "rules": "redaction@example.org",
    "catalogue": "catalogue@example.org",
    "lead": "responsable@example.org",
    "seller": "sav@second-souffle.example.org",
}
"""The e-mail of whoever reads each kind of page; customers have a link instead."""


@dataclass(frozen=True, slots=True)
class Page:
    """One picture: its name, who reads it (a user of ``USERS``, else the key of the customer's case), and where.

    ``anchor`` is a selector that is scrolled to the top.
    """

    name: str
    reader: str
    address: str
    width: int = DESK
    anchor: str = ""


def sessions() -> dict[str, str]:
    """Return the session of each user."""
    found = {}
    for reader, email in USERS.items():
        client = Client()
        client.force_login(User.objects.get(email=email))
        found[reader] = client.cookies["sessionid"].value
    return found


def doors() -> dict[str, str]:
    """Return the address of the personal link of each customer, by the key of the case."""
    readers = {page.reader for page in _guide()}
    return {key: reverse("guide:open", args=(issue_link(case=_case(key))[1],)) for key in readers}


def pages() -> list[Page]:
    """Return all pages; makes a draft that differs from the version in force."""
    return [*_rules(_draft()), *_catalogue(), *_cases(), *_portal(), *_guide()]


def _case(key: str) -> ReturnCase:
    return ReturnCase.objects.get(external_reference=f"DEMO-{key}")


def _draft() -> Version:
    editor = User.objects.get(email=USERS["rules"])
    draft = lifecycle.new_draft(version=version_in_force(rulebook="fr", at=timezone.now()), by=editor)
    edits.move_rule(version=draft, by=editor, key="imei", priority=120, revision=1)
    edits.set_enabled(version=draft, by=editor, key="high-value", enabled=False, revision=1)
    impact.start_impact(version=draft, by=editor)
    return draft


def _rules(draft: Version) -> Iterator[Page]:
    def desk(name: str, *rest: str) -> str:
        return reverse(f"admin:rules_desk_{name}", args=(draft.pk, *rest))

    yield Page("desk-home", "rules", reverse("admin:index"))
    for name in ("workspace", "matrix", "facts", "examples", "difference", "impact", "history"):
        yield Page(f"desk-{name}", "rules", desk(name))
    yield Page("desk-rule", "rules", desk("rule", "dead-screen"))
    yield Page("desk-try", "rules", f"{desk('try')}?case={_case('morning-shock')}")
    yield Page("desk-submit", "rules", desk("life", "submit"))
    yield Page("desk-import", "rules", reverse("admin:rules_desk_import", args=(draft.rulebook_id,)))


def _catalogue() -> Iterator[Page]:
    slots, phone = reverse("admin:returns_photoslot_changelist"), DeviceCategory.objects.get(code="phone")
    yield Page("catalogue-photos", "catalogue", f"{slots}?category__id__exact={phone.pk}")
    shock = Ground.objects.get(code="shock")
    yield Page("catalogue-uses", "catalogue", reverse("admin:returns_ground_uses", args=(shock.pk,)))


def _cases() -> Iterator[Page]:
    shock, disputed, spoilt = (_case(key) for key in ("morning-shock", "morning-contradiction", "blurred-photos"))

    def page(case: ReturnCase) -> str:
        return reverse("admin:returns_returncase_change", args=(case.pk,))

    yield Page("case-queue", "lead", reverse("admin:returns_returncase_changelist"))
    yield Page("case-page", "lead", page(disputed))
    yield Page("case-photos", "lead", page(spoilt), anchor="#evidence")
    look = reverse("admin:returns_desk_look", args=(shock.pk, "photo.front_off"))
    yield Page("case-compare", "lead", look)
    yield Page("case-decide", "lead", reverse("admin:returns_desk_otherwise", args=(disputed.pk,)))
    yield Page("case-overview", "lead", reverse("admin:returns_desk_overview"))
    yield Page("case-queue-phone", "lead", reverse("admin:returns_returncase_changelist"), PHONE)


def _portal() -> Iterator[Page]:
    yield Page("portal-home", "seller", reverse("portal:home"))
    case = reverse("portal:case", args=(_case("morning-shock").reference,))
    yield Page("portal-case", "seller", case)
    arrived = reverse("portal:case", args=(_case("category-desktop").reference,))
    yield Page("portal-inspection", "seller", arrived, anchor="form[action*='/inspection/']")
    yield Page("portal-case-phone", "seller", case, PHONE)


def _guide() -> Iterator[Page]:
    yield Page("guide-tasks", "morning-blurred-photo", reverse("guide:home"), PHONE)
    yield Page("guide-photo", "morning-blurred-photo", reverse("guide:photo", args=("photo.front_on",)), PHONE)
    question = reverse("guide:question", args=("damage.shock",))
    yield Page("guide-question", "just-invited", question, PHONE)
    yield Page("guide-shipping", "category-tablet", reverse("guide:shipping"), PHONE)
    yield Page("guide-status", "sound-phone", reverse("guide:home"), PHONE)
