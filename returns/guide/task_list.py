"""The list of steps as the first page shows it: chips, a line each, and what is in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from returns.guide.progress import Progress
from returns.guide.steps import DATA, IMEI, PACKING, PHOTOS, SHIPPING, SIGN_OUT, SLIP, WARRANTY, Standing, Step
from returns.telling.verdicts import Chip

CHIPS: Mapping[Standing, Chip] = {
    Standing.TODO: Chip("neutral", "todo", gettext_lazy("To do")),
    Standing.STARTED: Chip("undetermined", "clock", gettext_lazy("In progress")),
    Standing.LATER: Chip("neutral", "later", gettext_lazy("Not yet")),
    Standing.DONE: Chip("covered", "ok", pgettext_lazy("step", "Done")),
    Standing.CORRECT: Chip("undetermined", "warn", gettext_lazy("To correct")),
    Standing.BLOCKED: Chip("blocked", "lock", gettext_lazy("Blocked")),
}
TONES = {Standing.DONE: "covered", Standing.BLOCKED: "blocked", Standing.LATER: "later"}
SIGNS = {Standing.DONE: "tick", Standing.BLOCKED: "lock"}
GROUPS: Mapping[str, str | Promise] = {
    **dict.fromkeys((WARRANTY, PHOTOS, IMEI), gettext_lazy("The return")),
    **dict.fromkeys((DATA, SIGN_OUT), gettext_lazy("The device")),
    **dict.fromkeys((SLIP, PACKING, SHIPPING), gettext_lazy("The parcel")),
}
MINUTES = {WARRANTY: 2, PHOTOS: 6, IMEI: 1, DATA: 10, SIGN_OUT: 5, SLIP: 2, PACKING: 5, SHIPPING: 2}
"""About how long a step takes, its waiting times (a back-up that runs) left out."""


@dataclass(frozen=True, slots=True)
class Task:
    """One step as a row; ``lifts`` says who can do something about its blocks."""

    number: int
    step: Step
    label: str
    url: str
    chip: Chip
    tone: str
    sign: str
    detail: str
    blocks: list[str]
    lifts: str


@dataclass(frozen=True, slots=True)
class Group:
    """Steps that belong together; ``start`` is the number of the first."""

    label: str
    start: int
    tasks: list[Task]


def url_of(step: Step, progress: Progress) -> str:
    """Return where a step is done: at the first thing that is open in it."""
    if step.code == WARRANTY:
        return question_url(step.questions[0]) if step.questions else reverse("guide:answers")
    if step.code == PHOTOS:
        return reverse("guide:photo", args=[next_photo(step)])
    special = {IMEI: "guide:imei", SLIP: "guide:slip", SHIPPING: "guide:shipping"}
    return reverse(special[step.code]) if step.code in special else reverse("guide:step", args=[step.code])


def question_url(fact: str) -> str:
    """Return the page of a question."""
    return reverse("guide:question", args=[fact])


def next_photo(step: Step) -> str:
    """Return the photo to go on with: one to take again, else one to take, else the first."""
    return next(iter((*step.wrong, *step.open, *step.items)))


def groups(progress: Progress) -> list[Group]:
    """Return the rows by what they are about, numbered through."""
    found: list[Group] = []
    for number, step in enumerate(progress.shown, 1):
        label = str(GROUPS.get(step.code, GROUPS[WARRANTY]))
        if not found or found[-1].label != label:
            found.append(Group(label, number, []))
        found[-1].tasks.append(task(number, step, progress))
    return found


def task(number: int, step: Step, progress: Progress) -> Task:
    """Return one row."""
    return Task(
        number=number,
        step=step,
        label=progress.rows[step.code].label,
        url="" if step.standing is Standing.LATER else url_of(step, progress),
        chip=CHIPS[step.standing],
        tone=TONES.get(step.standing, ""),
        sign=SIGNS.get(step.standing, ""),
        detail=detail(step, progress),
        blocks=progress.reasons(step.blocks),
        lifts=lifts(step, progress),
    )


def detail(step: Step, progress: Progress) -> str:
    """Return the line under a step: what was done, what is left, what it waits for."""
    match step.standing:
        case Standing.LATER:
            return _waiting(step, progress)
        case Standing.CORRECT:
            return _to_correct(step, progress)
        case Standing.STARTED:
            return _left(step)
        case Standing.DONE if step.looked_at:
            return _("Handed in. Somebody is looking at it; you have nothing to do.")
        case Standing.DONE:
            return _done(step, progress)
    return progress.rows[step.code].intro


def _done(step: Step, progress: Progress) -> str:
    if step.code == PHOTOS:
        count = len(step.items)
        return ngettext("%(count)s photo, accepted.", "%(count)s photos, accepted.", count) % {"count": count}
    if step.code == IMEI and (imei := progress.answers.get(IMEI)):
        return str(imei)
    return _("You can correct it until the parcel leaves.")


def _left(step: Step) -> str:
    done, total = len(step.items) - len(step.open), len(step.items)
    return _("%(done)s of %(total)s handed in.") % {"done": done, "total": total}


def _to_correct(step: Step, progress: Progress) -> str:
    names = ", ".join(item_name(item, progress) for item in step.wrong)
    reason = next((row.refusal_reason for row in progress.evidence.get(step.wrong[0], ()) if row.refusal_reason), "")
    return " ".join(filter(None, (_("To hand in again: %(names)s.") % {"names": names}, reason)))


def _waiting(step: Step, progress: Progress) -> str:
    if step.waits_for:
        numbers = ", ".join(str(progress.number(code)) for code in step.waits_for)
        return ngettext(
            "Opens once step %(numbers)s is done.", "Opens once these steps are done: %(numbers)s.", len(step.waits_for)
        ) % {"numbers": numbers}
    names = ", ".join(item_name(item, progress) for item in step.looked_at)
    return _(
        "Somebody is still looking at: %(names)s. You get an e-mail as soon as the parcel may leave, or if something "
        "has to be done again."
    ) % {"names": names}


def item_name(item: str, progress: Progress) -> str:
    """Return what an item is called: by the photo list of the category, else by the catalogue."""
    if item in progress.slots:
        return progress.slots[item].label
    return progress.items[item].label if item in progress.items else item


def lifts(step: Step, progress: Progress) -> str:
    """Return who can lift the blocks of a step; empty without any."""
    return who_lifts(step.blocks, progress)


def who_lifts(rules: Sequence[str], progress: Progress) -> str:
    """Return who can lift what rules block, and by what, as the outcome's remedies have it."""
    if not rules:
        return ""
    ways = [names for entry in progress.outcome["remedies"] if entry["rule"] in rules for names in entry["sets"]]
    mine = next((names for names in ways if all(_is_mine(name, progress) for name in names)), None)
    if mine is None:
        return _("one of our agents. We write to you when there is news.")
    facts = ", ".join(progress.told.fact(name) for name in mine) if progress.told else ""
    return _("you, by changing this: %(facts)s.") % {"facts": facts}


def _is_mine(fact: str, progress: Progress) -> bool:
    return fact in progress.vocabulary and "customer" in progress.vocabulary[fact].changeable_by


def time_left(progress: Progress) -> str:
    """Return about how long the rest takes."""
    minutes = sum(MINUTES.get(step.code, 2) for step in progress.shown if not step.is_done)
    return str(format_lazy(gettext_lazy("about {minutes} min"), minutes=minutes)) if minutes else ""
