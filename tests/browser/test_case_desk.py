"""An agent's morning at the case desk: twelve cases from the queue, each decided; every page by axe, at both widths."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import durable_rules_engine as engine
import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from returns.adjudication import decide_case
from returns.catalogue.fixtures_loading import load_catalogue, load_roles
from returns.demo.cases import new_demo_cases
from returns.demo.people import Troupe, assemble_troupe
from returns.demo.playing import acts, play
from returns.demo.rulebook import publish_shipped_rulebook
from returns.ledger import stored_chain
from returns.models import OutboxMessage, ReturnCase, Statement, User
from tests.browser.conftest import Open
from tests.browser.soundness import EVERY_RULE, check

QUEUE = reverse("admin:returns_returncase_changelist")
LOOKS = [("fr", 1280, "light"), ("en", 390, "light"), ("en", 1280, "dark"), ("fr", 390, "dark")]
Cases = dict[str, ReturnCase]


@pytest.fixture
def troupe(transactional_db: None) -> Troupe:
    load_catalogue()
    load_roles()
    people = assemble_troupe()
    publish_shipped_rulebook(editor=people.editor, approver=people.approver)
    return people


def stage(keys: Callable[[str], bool], troupe: Troupe) -> Cases:
    """Play some cases of the demo's morning, by what comes after "morning-" in their keys."""
    happened = acts(demo for demo in new_demo_cases() if keys(demo.key))
    return {act.demo.key.removeprefix("morning-"): case for act, case in play(happened, troupe)}


def inject_disagreement(case: ReturnCase, other: ReturnCase, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decide a case while durable-rules is told of another one: the two engines can't agree."""
    said: dict[int, str] = {}
    tell = engine.assert_fact

    def repeat_the_first(handle: int, message: str) -> Any:
        return tell(handle, said.setdefault(handle, message))

    with monkeypatch.context() as patch:
        patch.setattr(engine, "assert_fact", repeat_the_first)
        decide_case(case=other, actor=None)
        decide_case(case=case, actor=None)
    case.refresh_from_db()


class Desk:
    """An agent or a lead at a browser."""

    def __init__(self, page: Page, cases: Cases) -> None:
        self.page = page
        self.cases = cases

    def open(self, key: str) -> None:
        """Find a case by the number of its order."""
        self.page.goto(QUEUE)
        self.page.get_by_role("searchbox").last.fill(self.cases[key].order.number)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("link", name=self.cases[key].reference).click()
        expect(self.page.get_by_role("heading", level=1, name=self.cases[key].reference)).to_be_visible()

    def press(self, name: str) -> None:
        """Press a button of the page."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link of the page."""
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def accept(self, key: str) -> None:
        """Accept what is proposed for a case, in one press."""
        self.open(key)
        self.press("Accept the proposal")
        expect(self.page.get_by_text("The proposal has been accepted")).to_be_visible()

    def write(self, key: str, whom: str, words: str) -> None:
        """Write to somebody, looking at the mail first."""
        self.open(key)
        self.follow("Write to the customer or the seller…")
        self.page.get_by_label(whom, exact=True).check()
        self.page.get_by_label("Message").fill(words)
        self.press("Look at the mail")
        expect(self.page.get_by_role("heading", name="The mail, as it would leave")).to_be_visible()
        self.press("Send")
        expect(self.page.get_by_text("The message has been sent.")).to_be_visible()


def begin(agent: Desk) -> None:
    """The queue has them all, the late seller first; what the rules propose is accepted."""
    agent.page.goto(QUEUE)
    listed = agent.page.locator(".d-queue tbody .d-ref").all_inner_texts()
    assert sorted(listed) == sorted(case.reference for case in agent.cases.values())
    agent.press("Take the next one")
    expect(agent.page.get_by_text(f"{agent.cases['late-seller'].reference} is yours.")).to_be_visible()
    agent.write("late-seller", "seller", "Please answer the customer today.")
    for key in ("clean", "shock", "oxidation", "opening"):
        agent.accept(key)


def ask_for_more(agent: Desk) -> None:
    """What is missing is asked for, what is blurred refused, who is signed in told."""
    agent.open("missing-photo")
    agent.follow("Ask for what is missing…")
    agent.press("Look at the mail")
    expect(agent.page.locator(".d-mail")).to_contain_text("Dos")
    agent.press("Send")

    agent.open("blurred-photo")
    agent.page.get_by_role("link", name=re.compile("^Refuse: ")).click()
    agent.page.get_by_label("What the customer reads").fill("Floue : posez vos coudes.")
    agent.press("Refuse")

    agent.write("account-active", "customer", "Retirez le compte iCloud, s’il vous plaît.")


def judge(agent: Desk) -> None:
    """Where the sides differ, and where the engines do, a person decides."""
    page = agent.page
    agent.open("imei-mismatch")
    expect(page.locator("tr.is-diff").filter(has_text="IMEI")).to_contain_text(agent.cases["imei-mismatch"].device.imei)
    agent.follow("Decide otherwise…")
    page.get_by_label("Resolution").select_option("send_back")
    page.get_by_label("Reason").fill("The device is not the one that was sold.")
    agent.press("Decide otherwise")
    agent.press("Accept the proposal")

    agent.open("contradiction")
    page.locator("tr.is-diff th a").first.click()
    page.locator("select[name='v.damage.shock']").select_option("=true")
    page.get_by_label("What shows it").fill("The corner is dented on the seller's photo.")
    agent.press("Correct the fact")
    expect(page.get_by_text("The fact has been corrected")).to_be_visible()
    agent.press("Accept the proposal")

    agent.open("disagreement")
    expect(page.locator(".d-alerts")).to_contain_text("decide by hand")
    agent.press("Apply the rules again")
    agent.press("Accept the proposal")


def override(agent: Desk, lead: Desk) -> None:
    """Above the limit a lead confirms what the agent decides otherwise."""
    page = agent.page
    agent.open("override")
    agent.follow("Decide otherwise…")
    expect(page.get_by_text("a lead confirms it")).to_be_visible()
    page.get_by_label("Resolution").select_option("refund")
    page.locator("select[name='guarantee.commercial']").select_option("covered")
    page.get_by_label("Reason").fill("The dent is on the seller's own listing.")
    agent.press("Decide otherwise")
    expect(page.get_by_text("An override waits for a lead.")).to_be_visible()
    lead.page.goto(f"{QUEUE}?view=confirm")
    lead.page.get_by_role("link", name=agent.cases["override"].reference).click()
    lead.follow("Confirm…")
    lead.press("Confirm")
    agent.accept("override")


def test_an_agents_morning(seen: Open, troupe: Troupe, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = stage(lambda key: key.startswith("morning-"), troupe)
    inject_disagreement(cases["disagreement"], cases["shock"], monkeypatch)
    agent, lead = Desk(seen(troupe.agent, "en"), cases), Desk(seen(troupe.lead, "en"), cases)
    begin(agent)
    ask_for_more(agent)
    judge(agent)
    override(agent, lead)

    states = dict(ReturnCase.objects.values_list("order__number", "state"))
    assert {key: states[case.order.number] for key, case in cases.items()} == {
        "clean": "accepted",
        "shock": "refused",
        "oxidation": "refused",
        "opening": "refused",
        "missing-photo": "inspected",
        "blurred-photo": "preparing",
        "account-active": "received",
        "imei-mismatch": "refused",
        "contradiction": "refused",
        "override": "accepted",
        "disagreement": "accepted",
        "late-seller": "opened",
    }
    assert Statement.objects.get(source="agent").reason == "The corner is dented on the seller's photo."
    assert stored_chain.verify() == []
    told = {(message.case.order.number, message.template) for message in OutboxMessage.objects.all() if message.case}
    expected = {
        "late-seller": "message_to_seller",
        "missing-photo": "items_missing_customer",
        "blurred-photo": "evidence_refused",
        "account-active": "message_to_customer",
        "override": "override_to_confirm",
    }
    assert {(cases[key].order.number, template) for key, template in expected.items()} <= told
    assert not OutboxMessage.objects.exclude(state="sent").exists()
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == OutboxMessage.objects.count()


def addresses(cases: Cases) -> list[str]:
    """Every kind of page of the desk."""
    shock, waits = cases["contradiction"].pk, cases["override-pending"].pk

    def of(name: str, *args: object) -> str:
        return reverse(f"admin:returns_desk_{name}", args=args)

    return [
        reverse("admin:index"),
        QUEUE,
        f"{QUEUE}?view=disputed",
        f"{QUEUE}?q=nobody",
        reverse("admin:returns_returncase_change", args=[shock]),
        reverse("admin:returns_returncase_change", args=[waits]),
        reverse("admin:returns_returncase_change", args=[cases["blurred-photo"].pk]),
        f"{of('correct', shock)}?fact=damage.shock",
        of("otherwise", shock),
        of("ask", cases["missing-photo"].pk, "customer"),
        of("message", shock),
        of("give", shock),
        of("look", cases["blurred-photo"].pk, "photo.front_on"),
        of("confirm", waits),
        of("away"),
        of("overview"),
    ]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_page_is_accessible_at_any_width_and_in_both_schemes(
    language: str,
    width: int,
    scheme: str,
    seen: Open,
    troupe: Troupe,
) -> None:
    wanted = {"morning-contradiction", "override-pending", "morning-blurred-photo", "morning-missing-photo"}
    cases = stage(lambda key: key in wanted, troupe)
    page = seen(troupe.lead, language, width, scheme)
    for address in addresses(cases):
        check(page, address, EVERY_RULE)


def test_without_scripts_and_with_them_by_keyboard(seen: Open, troupe: Troupe) -> None:
    cases = stage(lambda key: key in {"morning-clean", "morning-shock"}, troupe)
    person: User = troupe.agent
    page = seen(person, "en", java_script_enabled=False)
    page.goto(f"{QUEUE}?view=every")
    for case in cases.values():
        page.get_by_label(case.reference).check()
    page.get_by_role("button", name="Assign to me", exact=True).click()
    assert ReturnCase.objects.filter(assigned_to=person).count() == 2
    page = seen(person, "en")
    page.goto(QUEUE)
    expect(page.locator(".d-bulk")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".d-bulk")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile("/change/$"))
