"""What changes from one outcome of a case to another: verdicts, items, blocks, reviews, proposals."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from .outcome import Outcome

Kind = Literal["status", "guarantee", "item", "block", "review", "recommendation"]
Standing = Literal["covered", "excluded", "undetermined", "review"]
KINDS: tuple[Kind, ...] = ("status", "guarantee", "item", "block", "review", "recommendation")
STANDINGS: tuple[Standing, ...] = ("covered", "excluded", "undetermined", "review")
REVIEW = "needs_review"


class Change(NamedTuple):
    """One thing that is otherwise: ``code`` names it, empty for the status; None: it was not, or is not, there."""

    kind: Kind
    code: str
    before: str | None
    after: str | None


def standing(outcome: Outcome | None) -> Standing:
    """How a case stands as a whole: covered if any guarantee covers it. One without an outcome is for a person."""
    if outcome is None or outcome.status == REVIEW:
        return "review"
    if outcome.status == "undetermined":
        return "undetermined"
    verdicts = (guarantee.verdict for guarantee in outcome.guarantees.values())
    return "covered" if "covered" in verdicts else "excluded"


def changes(before: Outcome | None, after: Outcome | None) -> tuple[Change, ...]:
    """What is otherwise, by kind and code; where there is no outcome only the status is compared."""
    found = [*_differing("status", {"": _status(before)}, {"": _status(after)})]
    if before is not None and after is not None:
        for kind in KINDS[1:]:
            found += _differing(kind, _said(kind, before), _said(kind, after))
    return tuple(found)


def stored_changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """The same for outcomes as they are stored (``Outcome.as_json()``): nothing is worked out again."""
    if before is None or after is None:
        statuses = ({"": outcome["status"]} if outcome else {} for outcome in (before, after))
        return tuple(_differing("status", *statuses))
    return tuple(change for kind in KINDS for change in _differing(kind, _stored(kind, before), _stored(kind, after)))


def _stored(kind: Kind, outcome: Mapping[str, Any]) -> Mapping[str, str]:
    match kind:
        case "status":
            return {"": outcome["status"]}
        case "guarantee":
            return {name: entry["verdict"] for name, entry in outcome["guarantees"].items()}
        case "item":
            return {name: entry["status"] for name, entry in outcome["items"].items()}
        case "block":
            return _present(entry["transition"] for entry in outcome["blocks"])
        case "review":
            return _present(entry["ground"] for entry in outcome["reviews"])
    return _present(entry["resolution"] for entry in outcome["recommendations"])


def _status(outcome: Outcome | None) -> str:
    return REVIEW if outcome is None else outcome.status


def _said(kind: Kind, outcome: Outcome) -> Mapping[str, str]:
    match kind:
        case "guarantee":
            return {name: guarantee.verdict for name, guarantee in outcome.guarantees.items()}
        case "item":
            return {name: item.status for name, item in outcome.items.items()}
        case "block":
            return _present(block.transition for block in outcome.blocks)
        case "review":
            return _present(review.ground for review in outcome.reviews)
    return _present(entry.resolution for entry in outcome.recommendations)


def _present(codes: Iterable[str]) -> Mapping[str, str]:
    return dict.fromkeys(codes, "present")


def _differing(kind: Kind, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for code in sorted({*before, *after}):
        if before.get(code) != after.get(code):
            yield Change(kind, code, before.get(code), after.get(code))
