"""Two conditions compared node by node: what was added, removed or changed, and where.

The order within a group means nothing, so a condition that only moved is no difference.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .conditions import GROUPS
from .document import canonical_json
from .shapes import is_list

Json = Mapping[str, Any]
Change = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Head:
    """What a group asks of its conditions: all or any of them, or under NOT the contrary."""

    kind: Literal["all", "any"]
    negated: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference.

    ``number`` is the place as the form counts it (2.1: the first condition of the second), empty for the whole;
    one that was removed has its old number. ``old`` and ``new`` are conditions, or the heads of one group whose
    conditions stay. None: there was none, or there is none any more.
    """

    number: str
    old: Json | Head | None
    new: Json | Head | None

    @property
    def change(self) -> Change:
        """What was done."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    @property
    def is_whole(self) -> bool:
        """Whether it is about the whole condition, where None means always."""
        return not self.number and not isinstance(self.old, Head) and not isinstance(self.new, Head)


@dataclass(frozen=True, slots=True)
class _Node:
    """A condition of JSON: ``text`` stands for its meaning; a leaf has no head."""

    document: Json
    text: str
    head: Head | None = None
    children: "tuple[_Node, ...]" = ()

    @property
    def fact(self) -> object:
        """What a leaf is about, whether under NOT or not."""
        document = self.document
        while isinstance(document.get("not"), Mapping):
            document = document["not"]
        return document.get("fact")


def condition_edits(old: Json | None, new: Json | None) -> tuple[Edit, ...]:
    """The differences between two conditions, in the order of the new one; None: always."""
    if old is None or new is None:
        return () if old is new else (Edit("", old, new),)
    return tuple(_edits(_node(old), _node(new), ""))


def _node(document: Json, negated: bool = False) -> _Node:
    group = next((key for key in GROUPS if key in document), None)
    if group == "not" and isinstance(document["not"], Mapping):
        below = _node(document["not"], not negated)
        return _Node(document, f"not {below.text}", below.head, below.children)
    if group not in ("all", "any") or not is_list(document[group]):
        return _Node(document, canonical_json(document))
    parts = tuple(_node(child) for child in document[group])
    head = Head("all" if group == "all" else "any", negated)
    return _Node(document, f"{group} [{', '.join(sorted(part.text for part in parts))}]", head, parts)


def _edits(old: _Node, new: _Node, number: str) -> Iterator[Edit]:
    if old.text == new.text:
        return
    old_parts, new_parts = _paired_groups(old, new)
    if not old_parts or not new_parts:
        yield Edit(number, old.document, new.document)
        return
    if old.head != new.head:
        yield Edit(number, old.head, new.head)
    yield from _children(old_parts, new_parts, number)


def _paired_groups(old: _Node, new: _Node) -> "tuple[Sequence[_Node], Sequence[_Node]]":
    """The conditions of both groups; one that was put into a group, or taken out of one, counts as a group of one."""
    if old.head is None and _holds(new, old):
        return (old,), new.children
    if new.head is None and _holds(old, new):
        return old.children, (new,)
    return old.children, new.children


def _holds(group: _Node, part: _Node) -> bool:
    return any(child.text == part.text for child in group.children)


def _children(old: Sequence[_Node], new: Sequence[_Node], number: str) -> Iterator[Edit]:
    partners = _partners(old, new)
    for index, child in enumerate(new):
        place = _place(number, index)
        if index in partners:
            yield from _edits(old[partners[index]], child, place)
        else:
            yield Edit(place, None, child.document)
    kept = set(partners.values())
    for index, child in enumerate(old):
        if index not in kept:
            yield Edit(_place(number, index), child.document, None)


def _place(number: str, index: int) -> str:
    return f"{number}.{index + 1}" if number else str(index + 1)


def _partners(old: Sequence[_Node], new: Sequence[_Node]) -> dict[int, int]:
    """Which old condition each new one was: the same one first, else the most alike."""
    found: dict[int, int] = {}
    free = list(range(len(old)))
    for likeness in (3, 2, 1):
        for place, child in enumerate(new):
            if place in found:
                continue
            partner = next((number for number in free if _likeness(old[number], child) >= likeness), None)
            if partner is not None:
                found[place] = partner
                free.remove(partner)
    return found


def _likeness(old: _Node, new: _Node) -> int:
    """3: the same; 2: of the same fact, or groups that share a condition, or one inside the other; 1: two groups."""
    if old.text == new.text:
        return 3
    if old.head is None and new.head is None:
        return 2 if old.fact == new.fact else 0
    if old.head is None or new.head is None:
        return 2 if _holds(old, new) or _holds(new, old) else 0
    shared = {child.text for child in old.children} & {child.text for child in new.children}
    return 2 if shared else 1
