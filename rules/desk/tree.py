"""A condition as a form holds it: a tree that may be unfinished, read from JSON or from a POST, and rearranged.

A field's name is ``c``, the place of its node and what it holds: ``c4.2.f`` is the fact of condition 4.2.

====  ==========================================================================================
name  holds
====  ==========================================================================================
m     a group's mode, ``all`` or ``any``
n     a tick of NOT; twice for a condition that is negated twice
b     the main group is none: its only condition stands alone
a     the main group is empty on purpose: the rule always fires
f     a condition's fact
o     its operator; ``equal@`` compares with another fact
v:…   the value, typed for the fact that follows the colon: after another one is chosen it counts no more
w     the stored operand, where what the field shows would not be read back as just the same JSON
====  ==========================================================================================
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.http import QueryDict

from rules.conditions import MAX_DEPTH, MAX_LEAVES
from rules.document import read_json

Path = tuple[int, ...]
Mode = Literal["all", "any"]
MODES: tuple[Mode, ...] = ("all", "any")
ROOT: Path = ()
REFERENCE = "@"
_FIELD = re.compile(r"c((?:[0-9]{1,4}\.){0,16})([mnbafow]|v:.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Kept:
    """The operand that was stored, for the fact and operator that it was stored with."""

    fact: str
    operator: str
    value: Any


@dataclass(frozen=True, slots=True)
class Line:
    """One condition: what is chosen and typed so far. ``texts`` were typed for the fact ``typed_for``."""

    fact: str = ""
    operator: str = ""
    texts: tuple[str, ...] = ()
    typed_for: str = ""
    kept: Kept | None = None
    nots: int = 0

    @property
    def with_fact(self) -> bool:
        """Whether it compares with another fact."""
        return self.operator.endswith(REFERENCE)

    @property
    def operator_name(self) -> str:
        """The operator as the language has it."""
        return self.operator.removesuffix(REFERENCE)


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all, or at least one, must hold. ``bare`` and ``always`` are for the main group only."""

    mode: Mode = "all"
    children: tuple[Node, ...] = ()
    nots: int = 0
    bare: bool = False
    always: bool = False

    @property
    def stands_alone(self) -> bool:
        """Whether the only condition stands for the group, which is none."""
        return self.bare and len(self.children) == 1


Node = Line | Group
NEW_LINE = Line()
NEW_GROUP = Group("all", (NEW_LINE,))
NEW_TREE = Group("all", (NEW_LINE,), bare=True)
MakeLine = Callable[[Mapping[str, Any], int], Line]
MakeLeaf = Callable[[Path, Line], Any]


# JSON


def from_json(when: Any, line: MakeLine) -> Group:
    """The tree of a stored condition (None: always); ``line(leaf, nots)`` makes a condition of a leaf."""
    if when is None:
        return Group(always=True)
    node = _node(when, line, 0)
    return node if isinstance(node, Group) else Group("all", (node,), bare=True)


def _node(document: Mapping[str, Any], line: MakeLine, nots: int) -> Node:
    if "not" in document:
        return _node(document["not"], line, nots + 1)
    for mode in MODES:
        if mode in document:
            return Group(mode, tuple(_node(child, line, 0) for child in document[mode]), nots)
    return line(document, nots)


def to_json(tree: Group, leaf: MakeLeaf) -> Any:
    """The condition of a tree; ``leaf(path, line)`` gives the JSON of one, unfinished or not."""
    if not tree.children and tree.always:
        return None
    return _json(tree, ROOT, leaf)


def _json(node: Node, path: Path, leaf: MakeLeaf) -> Any:
    if isinstance(node, Line):
        found = leaf(path, node)
    elif node.stands_alone:
        found = _json(node.children[0], (*path, 1), leaf)
    else:
        found = {node.mode: [_json(child, (*path, place), leaf) for place, child in enumerate(node.children, 1)]}
    for _negation in range(node.nots):
        found = {"not": found}
    return found


# POST


def from_post(post: QueryDict) -> Group:
    """The tree that a form sent; names that fit nowhere are left out."""
    parts: defaultdict[Path, dict[str, list[str]]] = defaultdict(dict)
    for name, texts in post.lists():
        if found := _FIELD.fullmatch(name):
            path = tuple(int(place) for place in found[1].split(".") if place)
            parts[path][found[2]] = [text for text in texts if isinstance(text, str)]
    below: defaultdict[Path, list[Path]] = defaultdict(list)
    for path in sorted(parts):
        if path:
            below[path[:-1]].append(path)
    return _posted_group(ROOT, parts, below)


def _posted_group(path: Path, parts: Mapping[Path, Mapping[str, list[str]]], below: Mapping[Path, list[Path]]) -> Group:
    own = parts.get(path, {})
    children = [
        _posted_group(child, parts, below) if "m" in parts[child] else _posted_line(parts[child])
        for child in below.get(path, ())
    ]
    return Group(
        mode="any" if own.get("m") == ["any"] else "all",
        children=tuple(children),
        nots=_nots(own),
        bare=path == ROOT and "b" in own,
        always=path == ROOT and "a" in own,
    )


def _posted_line(own: Mapping[str, list[str]]) -> Line:
    fact, operator = _single(own, "f"), _single(own, "o")
    values = {name[2:]: found for name, found in own.items() if name.startswith("v:")}
    typed_for = fact if fact in values else next(iter(values), "")
    texts = values.get(typed_for, [])
    return Line(fact, operator, tuple(texts), typed_for, _kept(_single(own, "w"), fact, operator), _nots(own))


def _single(own: Mapping[str, list[str]], name: str) -> str:
    return next(iter(own.get(name, ())), "")


def _nots(own: Mapping[str, list[str]]) -> int:
    return min(len(own.get("n", ())), MAX_DEPTH)


def _kept(text: str, fact: str, operator: str) -> Kept | None:
    try:
        found = read_json(text) if text else None
    except ValueError:
        return None
    if isinstance(found, list) and len(found) == 3 and found[:2] == [fact, operator]:
        return Kept(fact, operator, found[2])
    return None


def kept_text(kept: Kept) -> str:
    """The hidden field's text; ASCII, for HTML changes some characters."""
    return json.dumps([kept.fact, kept.operator, kept.value])


def field_name(path: Path, part: str) -> str:
    """The name of a node's field."""
    return "c" + "".join(f"{place}." for place in path) + part


def number(path: Path) -> str:
    """How people call a node: ``4.2.1``."""
    return ".".join(map(str, path))


def path_of(text: str) -> Path:
    """The node that a number names; raises ``ValueError``."""
    return tuple(int(place) for place in text.split(".")) if text else ROOT


# Counting


def walk(tree: Group) -> Iterator[tuple[Path, Node]]:
    """Every node with its path, in the order of reading."""
    return _walk(tree, ROOT)


def _walk(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    yield path, node
    if isinstance(node, Group):
        for place, child in enumerate(node.children, 1):
            yield from _walk(child, (*path, place))


def count_lines(node: Node) -> int:
    """How many conditions there are, unfinished ones included."""
    return 1 if isinstance(node, Line) else sum(map(count_lines, node.children))


def depth(node: Node) -> int:
    """How deep groups and negations nest, as the language counts."""
    if isinstance(node, Line):
        return node.nots
    below = max(map(depth, node.children), default=0)
    return node.nots + below + (0 if node.stands_alone else 1)


# Pressing buttons


@dataclass(frozen=True, slots=True)
class Focus:
    """Where the person is after a press: a button (by its action) or a field (by its letter) of a node."""

    path: Path
    part: str


@dataclass(frozen=True, slots=True)
class Press:
    """What a button asks for at a node.

    ``add`` a condition, ``group``, ``up``, ``down``, ``copy``, ``remove``; ``fit`` a condition's fields to its fact.
    """

    action: str
    path: Path

    @classmethod
    def read(cls, text: str) -> Press | None:
        """The press that a button's value stands for, such as ``up:4.2``; None if it is none of the tree's."""
        action, _colon, place = text.partition(":")
        try:
            path = path_of(place)
        except ValueError:
            return None
        known = action in ("add", "group") or (action in ("up", "down", "copy", "remove", "fit") and path)
        return cls(action, path) if known else None


class Full(ValueError):
    """The language allows no more conditions, or no deeper groups."""


def pressed(tree: Group, press: Press) -> tuple[Group, Focus]:
    """The tree after a press, and where the focus belongs. A press that fits nothing changes nothing.

    Raises ``Full`` where it would add more than the language allows.
    """
    node = node_at(tree, press.path)
    if node is None:
        return tree, Focus(ROOT, "add")
    if press.action == "fit":
        return tree, Focus(press.path, "o" if isinstance(node, Line) and node.fact else "f")
    if press.action in ("add", "group"):
        changed, focus = _added(tree, press)
    else:
        changed, focus = _rearranged(tree, press)
    if press.action in ("add", "group", "copy") and (count_lines(changed) > MAX_LEAVES or depth(changed) > MAX_DEPTH):
        raise Full
    return changed, focus


def node_at(tree: Group, path: Path) -> Node | None:
    """The node at a place; None if there is none."""
    node: Node = tree
    for place in path:
        if not isinstance(node, Group) or not 1 <= place <= len(node.children):
            return None
        node = node.children[place - 1]
    return node


def _added(tree: Group, press: Press) -> tuple[Group, Focus]:
    group = node_at(tree, press.path)
    if not isinstance(group, Group):
        return tree, Focus(press.path, "f")
    new, part = (NEW_LINE, "f") if press.action == "add" else (NEW_GROUP, "m")
    children = (*group.children, new)
    return _with_children(tree, press.path, children), Focus((*press.path, len(children)), part)


def _rearranged(tree: Group, press: Press) -> tuple[Group, Focus]:
    above, place = press.path[:-1], press.path[-1] - 1
    group = node_at(tree, above)
    siblings = list(group.children) if isinstance(group, Group) else []
    match press.action:
        case "up" if place > 0:
            siblings.insert(place - 1, siblings.pop(place))
            place -= 1
        case "down" if place < len(siblings) - 1:
            siblings.insert(place + 1, siblings.pop(place))
            place += 1
        case "copy":
            place += 1
            siblings.insert(place, siblings[place - 1])
        case "remove":
            del siblings[place]
    return _with_children(tree, above, siblings), _focus_after(press.action, above, place, siblings)


def _focus_after(action: str, above: Path, place: int, siblings: Sequence[Node]) -> Focus:
    if action == "copy":
        return Focus((*above, place + 1), "f" if isinstance(siblings[place], Line) else "m")
    if action == "remove":
        neighbour = min(place, len(siblings) - 1)
        return Focus((*above, neighbour + 1), "remove") if siblings else Focus(above, "add")
    # A button at the end of its list is disabled, and can't hold the focus.
    at_end = place == (0 if action == "up" else len(siblings) - 1)
    other = "down" if action == "up" else "up"
    return Focus((*above, place + 1), other if at_end else action)


def _with_children(tree: Group, path: Path, children: Sequence[Node]) -> Group:
    if not path:
        return replace(tree, children=tuple(children), bare=tree.bare and len(children) == 1, always=False)
    place = path[0] - 1
    child = tree.children[place]
    if not isinstance(child, Group):
        return tree
    changed = _with_children(child, path[1:], children)
    return replace(tree, children=(*tree.children[:place], changed, *tree.children[place + 1 :]))
