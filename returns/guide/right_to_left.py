"""Hebrew and Arabic as a line that is drawn from the left shows them: letters joined, and in the order they are seen.

Names are short, so this is the part of Unicode's bidirectional algorithm that they need: runs that are read from the
right within a line that is read from the left; no embedding. Arabic letters take the forms that Unicode keeps of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

_FORMS = range(0xFB50, 0xFEFD)
_RIGHT = frozenset({"R", "AL"})
_LEFT = frozenset({"L", "EN", "AN"})
_MARK = "NSM"
_BRACKETS = {")": "(", "]": "[", "}": "{", "»": "«"}
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def visual(text: str) -> str:
    """Return a text in the order in which it is seen, from the left."""
    return "".join(_seen(run) if is_right else run for run, is_right in _runs(text))


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces that are read from the right, and those between them; what has no direction ends no piece."""
    start, size = 0, len(text)
    while start < size:
        end, is_right = start, _is_right(text[start])
        last = start + 1
        while end < size:
            strong = unicodedata.bidirectional(text[end])
            is_strong_right = strong in _RIGHT
            if is_strong_right != is_right and (is_strong_right or strong in _LEFT):
                break
            if is_strong_right or not is_right or (strong == _MARK and last == end):
                last = end + 1
            end += 1
        if is_right:
            last = _closed(text, start, last)
        yield text[start:last], is_right
        start = last


def _closed(text: str, start: int, end: int) -> int:
    """Return where a run ends once the brackets that were opened in it are closed."""
    while end < len(text) and (opening := _BRACKETS.get(text[end])):
        if text.count(opening, start, end) <= text.count(text[end], start, end):
            break
        end += 1
    return end


def _is_right(character: str) -> bool:
    return unicodedata.bidirectional(character) in _RIGHT


def _seen(run: str) -> str:
    """The run backwards, each mark still behind the letter that carries it."""
    clusters: list[str] = []
    for character in _joined(run):
        if clusters and unicodedata.bidirectional(character) == _MARK:
            clusters[-1] += character
        else:
            clusters.append(character.translate(_MIRRORED))
    return "".join(reversed(clusters))


def _joined(run: str) -> str:
    """The letters in the forms that they take beside one another."""
    text = run
    for pair, form in _table()[1].items():
        text = text.replace(pair, form)
    out = []
    for at, character in enumerate(text):
        forms = _forms(character)
        before = _forms(_neighbour(text, at, -1))
        after = _forms(_neighbour(text, at, 1))
        is_joined_before = "initial" in before and "final" in forms
        is_joined_after = "initial" in forms and "final" in after
        name = _NAMES[is_joined_before, is_joined_after]
        out.append(forms.get(name, character))
    return "".join(out)


_NAMES = {(False, False): "isolated", (False, True): "initial", (True, False): "final", (True, True): "medial"}


def _neighbour(text: str, at: int, step: int) -> str:
    """The next letter that is no mark; empty at the ends."""
    at += step
    while 0 <= at < len(text) and unicodedata.bidirectional(text[at]) == _MARK:
        at += step
    return text[at] if 0 <= at < len(text) else ""


def _forms(character: str) -> dict[str, str]:
    return _table()[0].get(character, {})


@cache
def _table() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the forms of each letter, and the ligatures of lam and alef, as Unicode's data have them."""
    forms: dict[str, dict[str, str]] = {}
    pairs: dict[str, str] = {}
    ligatures: dict[str, dict[str, str]] = {}
    for code in _FORMS:
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        base = "".join(chr(int(letter, 16)) for letter in letters)
        if len(base) == 1:
            forms.setdefault(base, {})[kind.strip("<>")] = chr(code)
        elif len(base) == 2 and base[0] == "\N{ARABIC LETTER LAM}" and base[1] in _ALEFS:
            ligatures.setdefault(base, {})[kind.strip("<>")] = chr(code)
    for base, found in ligatures.items():
        pairs[base] = found["isolated"]
        forms[found["isolated"]] = found
    return forms, pairs


_ALEFS = "".join(map(chr, (0x0627, 0x0622, 0x0623, 0x0625)))
"""Alef, and alef with madda above, hamza above and hamza below."""
