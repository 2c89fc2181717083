"""The pages that a benchmark of cases asks for, and plain Django changelists of the same tables beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks.case_copies import FIRST, RARE_CATEGORY, RARE_GROUND, RARE_SELLER, Template

if TYPE_CHECKING:
    from django.test import Client

QUEUE = "/admin/returns/returncase/"
PLAIN = "/plain/returns/returncase/"


@dataclass(frozen=True)
class Page:
    """A page that is measured; one that is not ``bounded`` counts all of a period or of a seller, as it says."""

    name: str
    url: str
    reader: str = "lead"
    bounded: bool = True

    @property
    def is_plain(self) -> bool:
        """Whether it is Django's own, which stands beside ours."""
        return self.url.startswith("/plain/")


def pages(size: int, seller: str) -> Iterator[Page]:
    """Return every page for a database of ``size`` cases, most of which are of ``seller``."""
    yield from _views()
    yield from _filters(seller)
    yield from _searches(size)
    shown = FIRST + size // 2 // 100 * 100 + 1
    yield Page("page of a case", f"{QUEUE}{shown}/change/")
    yield Page("plain page", f"{PLAIN}{shown}/change/")
    yield from _overviews()
    yield from _portal(size)


def _views() -> Iterator[Page]:
    from returns.admin.casedesk.queue import VIEWS

    for view in VIEWS:
        yield Page(f"view {view}", f"{QUEUE}?view={view}")
    yield Page("plain list", PLAIN)


def _filters(seller: str) -> Iterator[Page]:
    """Each filter of the queue and of all cases, with what most cases have and with what hardly any has."""
    values = {
        "seller": (seller, RARE_SELLER),
        "category": ("phone", RARE_CATEGORY),
        "verdict": ("covered", "blocked"),
        "ground": ("contradiction", RARE_GROUND),
        "state": ("inspected", "cancelled"),
        "age": ("1", "30"),
    }
    for name, (frequent, rare) in values.items():
        for view in ("all", "every"):
            yield Page(f"{view}, {name} {frequent}", f"{QUEUE}?view={view}&{name}={frequent}")
            yield Page(f"{view}, {name} {rare}", f"{QUEUE}?view={view}&{name}={rare}")
    yield Page("mine, three filters", f"{QUEUE}?view=mine&seller={seller}&ground={RARE_GROUND}&age=30")
    yield Page("plain list, by state", f"{PLAIN}?state__exact=closed")
    yield Page("plain list, rare seller", f"{PLAIN}?seller__code={RARE_SELLER}")


def _searches(size: int) -> Iterator[Page]:
    wanted = size - 3
    keys = {
        "reference": f"R-2025-{wanted:08d}",
        "order": f"B-{wanted}",
        "IMEI": str(100000000000000 + wanted),
        "name": f"Name{wanted % 50000}",
        "tracking": f"TRACK{wanted}",
        "marketplace": f"MKT-{wanted}",
    }
    for name, key in keys.items():
        yield Page(f"search by {name}", f"{QUEUE}?q={key}")
    yield Page("plain search", f"{PLAIN}?q=B-{wanted}")


def _overviews() -> Iterator[Page]:
    for days in (7, 30, 365):
        yield Page(f"overview, {days} days", f"{QUEUE}overview/?days={days}", bounded=False)


def _portal(size: int) -> Iterator[Page]:
    """The lists of the seller who has half of the cases."""
    lists = {
        "open": "",
        "late": "?queue=late",
        "all": "?queue=all",
        "all, page 9": "?queue=all&page=9",
        "closed": "?state=closed",
        "rare category": f"?category={RARE_CATEGORY}",
        "mine": "?handler=me",
        "search": f"?q=B-{size - size % 2}",
        "search of nothing": "?q=nothing-like-it",
    }
    for name, query in lists.items():
        yield Page(f"portal, {name}", f"/portal/{query}", "seller")
    yield Page("portal, scan", f"/portal/scan/?code=B-{size - size % 2}", "seller")


def plain_site() -> None:
    """Put Django's own list and page of cases at ``/plain/``."""
    from django.contrib import admin
    from django.urls import path

    from admin_site import urls
    from returns.models import ReturnCase

    class Plain(admin.ModelAdmin[ReturnCase]):
        list_display = ("reference", "seller", "device", "verdict", "state", "due_at", "assigned_to")
        list_filter = ("state", "verdict")
        list_select_related = ("seller", "device", "assigned_to")
        list_per_page = 25
        search_fields = ("reference", "order__number", "device__imei", "customer__last_name", "tracking_number")
        raw_id_fields = ("seller", "customer", "order", "device", "current_decision", "override")

        def lookup_allowed(self, lookup: str, value: str, request: object = None) -> bool:
            return True

    site = admin.AdminSite(name="plain")
    site.register(ReturnCase, Plain)
    urls.urlpatterns.append(path("plain/", site.urls))


def prepare() -> tuple[dict[str, Client], Template]:
    """A fresh installation with the shipped rules, one case that needs a person, and who reads: a lead, a seller."""
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.test import Client

    from returns.adjudication import decide_case
    from returns.casework.evidence import give_evidence
    from returns.catalogue.fixtures_loading import load_catalogue, load_roles
    from returns.demo.cases import new_demo_cases
    from returns.demo.people import assemble_troupe
    from returns.demo.playing import acts, play
    from returns.demo.rulebook import publish_shipped_rulebook
    from returns.models import PhotoSlot, User

    call_command("migrate", verbosity=0)
    load_catalogue()
    load_roles()
    troupe = assemble_troupe()
    publish_shipped_rulebook(editor=troupe.editor, approver=troupe.approver)
    *_before, (_last, case) = play(acts(demo for demo in new_demo_cases() if demo.key == "shock-disputed"), troupe)
    case.refresh_from_db()
    for slot in PhotoSlot.objects.filter(category__code="phone").select_related("item"):
        measured = {"sharp": True, "bright": True, "no_glare": False}
        give_evidence(case=case, item=slot.item.code, actor=case.customer, measurements=measured)
    decide_case(case=case, actor=None)
    case.refresh_from_db()
    lead = User.objects.create_user(email="bench@example.org", password=None, display_name="Bench", is_staff=True)
    lead.is_superuser = True
    lead.save()
    lead.groups.add(Group.objects.get(name="agent lead"))
    clients = {"lead": Client(), "seller": Client()}
    clients["lead"].force_login(lead)
    clients["seller"].force_login(troupe.members["reboot"])
    return clients, Template(case, troupe.agent.pk, lead.pk)
