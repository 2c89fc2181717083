"""The three parties of a return, each at a browser: what they read, and what they do on their own pages.

Everything is found by its words, in the reader's language: what is said here in English is looked for in French
wherever the page is French (``french.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from django.core import mail
from django.core.mail import EmailMessage
from django.urls import reverse
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.french import FRENCH
from tests.browser.hands import PATIENCE, Touch
from tests.browser.looking import Looks
from tests.pictures import photo

ADDRESS = re.compile(r"https?://\S+")
SEVERAL = frozenset({"Every side", "Fragile parts"})
"""The slots that take as many photos as they need."""
QUEUE = "admin:returns_returncase_changelist"


@cache
def picture(seed: int) -> FilePayload:
    """A photo as a phone sends it, drawn once."""
    return {"name": f"IMG_{seed}.jpg", "mimeType": "image/jpeg", "buffer": photo(seed)}


def mails_to(address: str) -> list[EmailMessage]:
    """What has arrived at an address, in order."""
    return [message for message in mail.outbox if message.to == [address]]


class Person:
    """Somebody with a browser; ``email`` is where their mails go."""

    def __init__(self, page: Page, hands: Touch, looks: Looks, *, language: str, email: str) -> None:
        self.page, self.hands, self.looks = page, hands, looks
        self.language, self.email = language, email

    def say(self, english: str, **values: object) -> str:
        """The words in the reader's language, with values, which are words too."""
        text = FRENCH[english] if self.language == "fr" else english
        return text.format(**{name: self._value(value) for name, value in values.items()})

    def _value(self, value: object) -> str:
        return self.say(value) if isinstance(value, str) and (value in FRENCH) else str(value)

    def all(self, *english: str) -> list[str]:
        """Several words."""
        return [self.say(each) for each in english]

    def press(self, words: str, place: Locator | None = None, **values: object) -> None:
        """Press a button."""
        self.hands.press((place or self.page).get_by_role("button", name=self.say(words, **values), exact=True))

    def follow(self, words: str, **values: object) -> None:
        """Follow a link."""
        self.hands.press(self.page.get_by_role("link", name=self.say(words, **values), exact=True))

    def choose(self, words: str, place: Locator | None = None) -> None:
        """Choose an answer or tick a box, by its words alone: more may stand below them."""
        label = (place or self.page).locator("label.choice")
        self.hands.tick(label.filter(has=self.page.get_by_text(self.say(words), exact=True)).locator("input"))

    def section(self, words: str) -> Locator:
        """A part of the page by its heading."""
        return self.page.get_by_role("region", name=self.say(words), exact=True)

    def reads(self, words: str, place: Locator | None = None, **values: object) -> None:
        """These words stand on the page."""
        expect(place or self.page.locator("body")).to_contain_text(self.say(words, **values), timeout=PATIENCE)

    def shows(self, text: str) -> None:
        """A number, a name or whatever else is the same in every language stands on the page."""
        expect(self.page.locator("body")).to_contain_text(text, timeout=PATIENCE)

    def is_at(self, heading: str, **values: object) -> None:
        """The page has this heading."""
        words = self.say(heading, **values)
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words, timeout=PATIENCE)

    def is_at_case(self, reference: str) -> None:
        """The page of a case has its reference as its heading."""
        expect(self.page.get_by_role("heading", level=1, name=reference)).to_be_visible(timeout=PATIENCE)

    def look(self, kind: str) -> None:
        """Look closely at a page of a kind."""
        self.looks.at(self.page, kind)

    def opens_mail(self, subject: str, **values: object) -> None:
        """Follow the link in the last mail, which is about this."""
        message = mails_to(self.email)[-1]
        assert self.say(subject, **values) in " ".join(str(message.subject).split())
        found = ADDRESS.search(str(message.body))
        assert found, message.body
        self.page.goto(found[0])


class Customer(Person):
    """At 390 pixels, through the link of a mail."""

    shots = 0

    def looks_over(self, steps: Sequence[str]) -> None:
        """The steps of the return, all of them and in order."""
        expect(self.page.locator(".task h3")).to_have_text(self.all(*steps), timeout=PATIENCE)
        self.look("guide: steps")

    def starts(self, step: str) -> None:
        """Go on with the step that comes next."""
        self.follow("Continue: {step}", step=step)

    def finds(self, step: str, chip: str) -> None:
        """How a step stands on the first page."""
        row = self.page.locator(".task").filter(has=self.page.get_by_role("heading", name=self.say(step), exact=True))
        expect(row.locator(".chip")).to_have_text(self.say(chip), timeout=PATIENCE)

    def answers(self, question: str, answer: str) -> None:
        """One question a page."""
        self.is_at(question)
        self.look("guide: question")
        self.choose(answer)
        self.press("Continue")

    def answers_on_the_warranty(self, answers: Mapping[str, str]) -> None:
        """Each question that can still change something; then all answers at a glance."""
        self.starts("Check the warranty")
        for question, answer in answers.items():
            self.answers(question, answer)
        self.is_at("Check your answers")
        expect(self.page.locator(".answers dt")).to_have_text(self.all(*answers), timeout=PATIENCE)
        self.look("guide: answers")
        self.press("These answers are right")

    def photographs(self, slots: Mapping[str, int]) -> None:
        """Every side that is asked for, in this order, each found good at once; of some several photos are taken."""
        self.starts("Photograph the device")
        for number, (slot, count) in enumerate(slots.items(), 1):
            self.is_at(slot)
            self.reads("Photo {number} of {total}", number=number, total=len(slots))
            self.look("guide: photo")
            for taken in range(count):
                self.takes_a_photo()
                if slot in SEVERAL:
                    expect(self._taken()).to_have_count(taken + 1, timeout=PATIENCE)
            if slot in SEVERAL:
                self.look("guide: several photos")
                self.follow("That is all for this one")

    def _taken(self) -> Locator:
        """The photos that were sent for a slot of several."""
        return self.page.get_by_role("link", name=re.compile(r"^Photo \d+$"))

    def takes_a_photo(self, place: Locator | None = None) -> None:
        """A photo of one's own each time."""
        self.shots += 1
        form = (place or self.page.locator("main")).locator("form").filter(has=self.page.locator("input[type=file]"))
        send = form.get_by_role("button", name=self.say("Send"), exact=True)
        self.hands.hand_in(form.locator("input[type=file]"), picture(self.shots), send)

    def gives_the_imei(self, imei: str) -> None:
        """Typed, and right."""
        self.starts("Give the IMEI")
        self.look("guide: IMEI")
        self.hands.write(self.page.get_by_label(self.say("IMEI number")), imei)
        self.press("Continue")

    def saves_and_erases(self, guides: Sequence[str]) -> None:
        """The guides for exactly this device; then what was done is confirmed."""
        self.starts("Back up, then erase your data")
        self._has_guides(guides)
        self.look("guide: data")
        self.confirms("Data backed up", "My data is copied elsewhere")
        self.confirms("Data erased", "The device is reset")

    def _has_guides(self, guides: Sequence[str]) -> None:
        expect(self.page.locator(".card > details > summary")).to_have_text(self.all(*guides), timeout=PATIENCE)

    def confirms(self, item: str, words: str) -> None:
        """Confirm one thing of a step."""
        place = self.section(item)
        self.choose(words, place)
        self.press("Confirm", place)

    def is_offered(self, guides: Sequence[str]) -> None:
        """What is not asked for is a link away: how to save one's data all the same."""
        self.follow("How to look for a copy of your data")
        self._has_guides(guides)
        self.reads("Advised, not required")
        self.look("guide: offered")
        self.comes_back()

    def is_locked_out(self) -> None:
        """Say that an account is still signed in: it blocks, and the first page says why and who can lift that."""
        self.starts("Sign out of your accounts and prove it")
        self.follow("Answer")
        self.answers("Is an account still signed in on the device?", "Yes")
        self.reads("As long as an iCloud, Google or Samsung account")
        self.look("guide: locked")
        self.follow("All steps")
        self.finds("Sign out of your accounts and prove it", "Blocked")
        self.reads("As long as an iCloud, Google or Samsung account")
        self.reads("you, by changing this:")
        self.look("guide: blocked")

    def proves_the_sign_out(self, guides: Sequence[str], *, can_lock: bool, was_locked: bool = False) -> None:
        """The guides for exactly this device, a question where the account can lock it, and the proof."""
        self.starts("Sign out of your accounts and prove it")
        self._has_guides(guides)
        self.look("guide: sign-out")
        question = "Is an account still signed in on the device?"
        if was_locked:
            self.follow("Correct: {question}", question=question)
        elif can_lock:
            self.follow("Answer")
        if can_lock:
            self.answers(question, "No")
        self.sends_the_proof()

    def sends_the_proof(self) -> None:
        """A screenshot, or what shows it otherwise; a person looks at it."""
        self.takes_a_photo(self.section("Proof of sign-out"))

    def prepares_the_slip(self, reference: str) -> None:
        """The slip bears the reference by which the seller finds the return, printed or copied by hand."""
        self.starts("Put a slip in the parcel")
        self.shows(reference)
        self.look("guide: slip")
        printed = self.page.request.get(reverse("guide:slip_pdf"))
        assert (printed.status, printed.headers["content-type"]) == (200, "application/pdf")
        self.choose("Yes, the slip is in the parcel")
        self.press("Continue")

    def packs(self) -> None:
        """The box is new, full and closed; what is advised is not required."""
        self.starts("Pack the device")
        self.reads("Advised, not required")
        self.look("guide: packing")
        self.confirms("Device packed", "Yes, that is done")

    def ships(self, number: str, *, has_receipt: bool = False) -> None:
        """The carrier of the label, how the parcel is handed over, its number and the receipt."""
        self.starts("Ship the parcel")
        self.look("guide: carriers")
        self.choose("Colissimo (La Poste)")
        self.press("Continue")
        self.look("guide: shipping")
        self.choose("Drop off at a post office")
        self.hands.write(self.page.get_by_label(self.say("Tracking number")), number)
        if has_receipt:
            self.takes_a_photo()
            self.reads("Being looked at")
            expect(self.page.get_by_label(self.say("Tracking number"))).to_have_value(number, timeout=PATIENCE)
        self.press("I have handed the parcel over")
        self.is_at("Your parcel is on its way")
        self.look("guide: in transit")

    def comes_back(self) -> None:
        """Open the return again, on the same phone."""
        self.page.goto(reverse("guide:home"))


class Seller(Person):
    """At a desk, in the portal."""

    def agrees(self, reference: str) -> None:
        """Agree to the return, by which its customer gets the link."""
        self.scans(reference)
        self.reads("Answer the request")
        self.look("portal: to answer")
        self.press("Send the customer the link")
        self.reads("The customer is sent a link to prepare the return.")

    def scans(self, code: str) -> None:
        """A scanner types what it reads, then Enter: the field has the focus already."""
        self.page.goto(reverse("portal:home"))
        expect(self.page.get_by_label(self.say("Scan or search"))).to_be_focused(timeout=PATIENCE)
        self.look("portal: home")
        self.page.keyboard.type(code)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"**/portal/case/{code}/")

    def receives(self) -> None:
        """The parcel is here."""
        self.look("portal: on its way")
        self.press("Receive the parcel")
        self.reads("The parcel is received. Inspect the device now, or later.")

    def inspects(self, found: Mapping[str, str], *, imei: str, note: str, slot: str) -> None:
        """Every question that sellers answer on this kind of device, one photo, and the rules at once."""
        form = self.page.get_by_role("form", name=self.say("Inspection"), exact=True)
        expect(form.locator("fieldset legend")).to_have_text(self.all(*found), timeout=PATIENCE)
        for label, answer in found.items():
            group = form.get_by_role("group", name=self.say(label), exact=True)
            self.hands.tick(group.get_by_label(self.say(answer), exact=True))
        if imei:
            self.hands.write(form.get_by_label(self.say("IMEI read on the device")), imei)
        self.hands.write(form.get_by_label(self.say("What you found")), note)
        self.hands.unfold(form.get_by_text(self.say("Photos of the inspection"), exact=True))
        form.get_by_label(self.say(slot), exact=True).set_input_files(picture(40))
        self.look("portal: inspection")
        self.press("Hand in the inspection", form)
        self.reads("The inspection is handed in.")
        self.reads("What your inspection changed")
        self.look("portal: inspected")

    def proposes(self, resolution: str) -> None:
        """What the seller would do, for an agent to decide."""
        place = self.section("Your proposal")
        self.hands.pick(place.get_by_label(self.say("Resolution")), self.say(resolution))
        self.press("Propose", place)
        self.reads("Your proposal is recorded. An agent decides.")
        self.reads("You propose: {resolution}.", resolution=resolution)

    def carries_out(self, resolution: str, number: str) -> None:
        """Do what was decided, and say what travels back."""
        self.look("portal: decided")
        self.choose(resolution)
        self.hands.write(self.page.get_by_label(self.say("Tracking number of what you send")), number)
        self.press("Record it, and tell the customer")
        self.reads("Recorded. The customer is told.")
        self.look("portal: settled")


class Agent(Person):
    """At a desk, in the admin."""

    def takes_the_next(self, reference: str) -> None:
        """The queue hands out what is most urgent."""
        self.page.goto(reverse(QUEUE))
        self.look("desk: queue")
        self.press("Take the next one")
        self.is_at_case(reference)
        self.look("desk: case")

    def opens(self, reference: str) -> None:
        """Find a case among all."""
        self.page.goto(reverse(QUEUE))
        self.hands.write(self.page.get_by_role("searchbox", name=self.say("Reference, order")), reference)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.hands.press(self.page.get_by_role("link", name=reference, exact=True))
        self.is_at_case(reference)

    def accepts_the_piece(self, item: str) -> None:
        """Judge what waits for a person."""
        self.press("Accept: {item}", item=item)
        self.reads("Accepted: {item}.", item=item)

    def accepts_the_proposal(self, words: str, resolution: str) -> None:
        """Take what the rules propose, in one press."""
        self.reads(words, resolution=resolution)
        self.press("Accept the proposal")
        self.reads("The proposal has been accepted:")

    def decides_otherwise(self, resolution: str, reason: str) -> None:
        """Put one's own judgement in the place of the rules', and say why."""
        self.follow("Decide otherwise…")
        self.look("desk: decide otherwise")
        self.hands.pick(self.page.get_by_label(self.say("Resolution")), self.say(resolution))
        self.hands.write(self.page.get_by_label(self.say("Reason")), reason)
        self.press("Decide otherwise")
        self.reads("Decided. It counts instead of what the rules say.")

    def closes(self, reference: str) -> None:
        """Everything is done: the workflow's last step."""
        self.opens(reference)
        self.follow("Close…")
        self.look("desk: step")
        self.press("Close")
        self.reads("Done: the case is now “closed”.")
        self.look("desk: closed")
