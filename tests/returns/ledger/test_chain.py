"""The chain in memory: whatever is done to it is found."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from returns.ledger.canonical import dumps
from returns.ledger.chain import Content, Defect, DefectCode, Entry, Head, Link, Row, seal, verify

TRIALS = 1000
LENGTH = 40
Chain = list[Entry]
Tampering = Callable[[random.Random, Chain], Chain]


def build(length: int = LENGTH) -> tuple[Chain, list[Head]]:
    """A chain of decisions and events, and its head after every entry (before the first, too)."""
    chain: Chain = []
    heads = [Head()]
    for number in range(1, length + 1):
        kind = "decision" if number % 3 == 0 else "event"
        row: Row = {"case": f"R-2026-{number % 5:06d}", "kind": "stated", "at": f"2026-03-{number % 28 + 1:02d}"}
        content = Content(f"{number:032x}", f"text {number}") if number % 2 else None
        link = seal(heads[-1], kind, number, row, content)
        chain.append(Entry(link, row, content))
        heads.append(Head(link.position, link.hash))
    return chain, heads


def edit_row(rng: random.Random, chain: Chain) -> Chain:
    place = rng.randrange(len(chain))
    row = dict(chain[place].row or {})
    row[rng.choice([*row, "new"])] = rng.choice(["edited", 7, None])
    return [*chain[:place], replace(chain[place], row=row), *chain[place + 1 :]]


def edit_link(rng: random.Random, chain: Chain) -> Chain:
    place = rng.randrange(len(chain))
    link = chain[place].link
    column = rng.choice(["kind", "key", "row_digest", "content_digest", "previous", "hash"])
    value: Any = rng.randrange(10**6, 10**7) if column == "key" else f"{rng.getrandbits(256):064x}"
    return [*chain[:place], replace(chain[place], link=replace(link, **{column: value})), *chain[place + 1 :]]


def edit_text(rng: random.Random, chain: Chain) -> Chain:
    place = rng.choice([number for number, entry in enumerate(chain) if entry.content])
    content = chain[place].content
    assert content is not None
    column = rng.choice(["salt", "text"])
    edited = replace(content, **{column: getattr(content, column) + "0"})
    return [*chain[:place], replace(chain[place], content=edited), *chain[place + 1 :]]


def delete_text(rng: random.Random, chain: Chain) -> Chain:
    place = rng.choice([number for number, entry in enumerate(chain) if entry.content])
    return [*chain[:place], replace(chain[place], content=None), *chain[place + 1 :]]


def add_text(rng: random.Random, chain: Chain) -> Chain:
    place = rng.choice([number for number, entry in enumerate(chain) if not entry.content])
    return [*chain[:place], replace(chain[place], content=Content("0" * 32, "added")), *chain[place + 1 :]]


def delete_row(rng: random.Random, chain: Chain) -> Chain:
    place = rng.randrange(len(chain))
    return [*chain[:place], replace(chain[place], row=None, content=None), *chain[place + 1 :]]


def delete_entry(rng: random.Random, chain: Chain) -> Chain:
    place = rng.randrange(len(chain))
    return [*chain[:place], *chain[place + 1 :]]


def swap_entries(rng: random.Random, chain: Chain) -> Chain:
    first, second = sorted(rng.sample(range(len(chain)), 2))
    swapped = list(chain)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    return swapped


def swap_positions(rng: random.Random, chain: Chain) -> Chain:
    swapped = swap_entries(rng, chain)
    return [
        replace(entry, link=replace(entry.link, position=position)) for position, entry in enumerate(swapped, start=1)
    ]


def swap_rows(rng: random.Random, chain: Chain) -> Chain:
    first, second = rng.sample(range(len(chain)), 2)
    while chain[first].row == chain[second].row:
        first, second = rng.sample(range(len(chain)), 2)
    swapped = list(chain)
    swapped[first] = replace(chain[first], row=chain[second].row)
    swapped[second] = replace(chain[second], row=chain[first].row)
    return swapped


def truncate(rng: random.Random, chain: Chain) -> Chain:
    return chain[: rng.randrange(len(chain))]


@pytest.mark.parametrize(
    "tamper",
    [
        edit_row,
        edit_link,
        edit_text,
        delete_text,
        add_text,
        delete_row,
        delete_entry,
        swap_entries,
        swap_positions,
        swap_rows,
        truncate,
    ],
)
def test_each_of_a_thousand_tamperings_is_found(tamper: Tampering) -> None:
    chain, heads = build()
    rng = random.Random(tamper.__name__)
    for _trial in range(TRIALS):
        assert verify(tamper(rng, chain), head=heads[-1]), tamper.__name__


def test_a_chain_that_nobody_touched_has_no_defect() -> None:
    chain, heads = build()
    assert verify(chain, head=heads[-1]) == []
    for anchor in heads:
        assert verify(chain, head=heads[-1], anchor=anchor) == []


def test_truncation_with_the_head_moved_back_is_found_by_an_anchor_only() -> None:
    chain, heads = build()
    rng = random.Random("truncation")
    for _trial in range(TRIALS):
        kept = rng.randrange(len(chain))
        anchor = heads[rng.randrange(kept + 1, len(heads))]
        assert verify(chain[:kept], head=heads[kept]) == []
        assert verify(chain[:kept], head=heads[kept], anchor=anchor) == [Defect(anchor.position, DefectCode.ANCHOR)]


def test_a_chain_computed_anew_is_found_by_an_anchor_only() -> None:
    chain, heads = build()
    forged: Chain = []
    head = Head()
    for entry in chain:
        row = {**(entry.row or {}), "at": "2026-01-01"}
        link = seal(head, entry.link.kind, entry.link.key, row, entry.content)
        forged.append(Entry(link, row, entry.content))
        head = Head(link.position, link.hash)
    assert verify(forged, head=head) == []
    assert verify(forged, head=head, anchor=heads[7]) == [Defect(7, DefectCode.ANCHOR)]


def test_every_defect_is_reported_with_its_place() -> None:
    chain, heads = build()
    chain[4] = replace(chain[4], row={**(chain[4].row or {}), "at": "never"})
    chain[8] = replace(chain[8], content=Content("0" * 32, "other"))
    chain[9] = replace(chain[9], link=replace(chain[9].link, kind="forged"))
    assert verify(chain, head=heads[-1]) == [
        Defect(5, DefectCode.ROW_EDITED),
        Defect(9, DefectCode.TEXT_EDITED),
        Defect(10, DefectCode.LINK_EDITED),
    ]


def _erased(chain: Chain, head: Head, case: str) -> tuple[Chain, Head]:
    row: Row = {"case": case, "kind": "erased"}
    link: Link = seal(head, "event", 1000, row, None)
    texts_gone = [replace(entry, content=None) if entry.row and entry.row["case"] == case else entry for entry in chain]
    return [*texts_gone, Entry(link, row, None)], Head(link.position, link.hash)


def test_texts_that_an_erasure_announces_may_be_gone() -> None:
    chain, heads = build()
    erased, head = _erased(chain, heads[-1], "R-2026-000003")
    assert len([entry for entry in erased if entry.content]) < len([entry for entry in chain if entry.content])
    assert verify(erased, head=head, anchor=heads[10]) == []


def test_an_erasure_covers_its_own_case_only() -> None:
    chain, heads = build()
    erased, head = _erased(chain, heads[-1], "R-2026-000003")
    place = next(number for number, entry in enumerate(erased) if entry.content)
    erased[place] = replace(erased[place], content=None)
    assert verify(erased, head=head) == [Defect(place + 1, DefectCode.TEXT_MISSING)]


def test_an_erasure_covers_no_text_that_came_later() -> None:
    chain, heads = build(4)
    erased, head = _erased(chain, heads[-1], "R-2026-000003")
    row: Row = {"case": "R-2026-000003", "kind": "stated"}
    link = seal(head, "event", 2000, row, Content("0" * 32, "later"))
    assert verify([*erased, Entry(link, row, None)], head=Head(link.position, link.hash)) == [
        Defect(link.position, DefectCode.TEXT_MISSING)
    ]


def test_canonical_text_does_not_depend_on_order_and_holds_what_json_can_hold() -> None:
    assert dumps({"b": 1, "a": [None, True]}) == dumps({"a": [None, True], "b": 1}) == '{"a":[null,true],"b":1}'
    assert dumps([10**40, "é", "\ud800"]) == f'[{10**40},"\\u00e9","\\ud800"]'
