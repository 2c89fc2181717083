"""The workflow drawn from its table: as Mermaid text for the documentation, as SVG for a page.

States stand one below the other in the order of the table. A transition to the next state is an arrow between the two;
any other runs down or up a lane of its own beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from returns.workflow import FINAL_STATES, TRANSITIONS, State, Transition

_ORDER = {state: rank for rank, state in enumerate(State)}
BOX_WIDTH, ROW, PAD, GAP = 150, 22, 8, 34
LABELS = 230
"""The room between the boxes and the lanes, in which the names of the transitions stand."""
LANE = 16
MARGIN = 8


def mermaid() -> str:
    """Return the table as a Mermaid state diagram, by code: the same in every language."""
    lines = ["stateDiagram-v2", "    direction TB", f"    [*] --> {State.OPENED.value}"]
    for row in TRANSITIONS.values():
        lines += [f"    {source.value} --> {row.target.value}: {row.code}" for source in _sorted(row.sources)]
    lines += [f"    {state.value} --> [*]" for state in _sorted(FINAL_STATES)]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a state stands; ``rows`` are the heights at which lanes meet it, by transition."""

    state: State
    top: int
    height: int
    rows: Mapping[str, int]

    @property
    def bottom(self) -> int:
        return self.top + self.height


def svg(title: str, description: str) -> str:
    """Return the table as one SVG image, in the active language: what it says stands beside it, too, as text."""
    boxes = _boxes()
    lanes = [row for row in TRANSITIONS.values() if _lane_ends(row)]
    width = MARGIN * 2 + BOX_WIDTH + LABELS + LANE * len(lanes)
    height = max(box.bottom for box in boxes.values()) + MARGIN
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="d-workflow" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-label={quoteattr(title)} font-size="13">'
        ),
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        (
            '<defs><marker id="flow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
            'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>'
        ),
        *(part for box in boxes.values() for part in _draw_box(box)),
        *(part for row in TRANSITIONS.values() for part in _draw_step(row, boxes)),
        *(part for number, row in enumerate(lanes) for part in _draw_lane(row, boxes, number)),
        "</svg>",
    ]
    return "".join(parts)


def _sorted(states: Iterable[State]) -> list[State]:
    return sorted(states, key=lambda state: _ORDER[state])


def _is_step(source: State, target: State) -> bool:
    return _ORDER[target] == _ORDER[source] + 1


def _lane_ends(row: Transition) -> list[State]:
    """The sources from which a transition needs a lane."""
    return [source for source in _sorted(row.sources) if not _is_step(source, row.target)]


def _boxes() -> dict[State, _Box]:
    top = MARGIN
    boxes = {}
    for state in State:
        codes = [row.code for row in TRANSITIONS.values() if state in {*_lane_ends(row), *_entered(row)}]
        height = PAD * 2 + ROW * max(1, len(codes))
        rows = {code: top + PAD + ROW * number + ROW // 2 for number, code in enumerate(codes)}
        boxes[state] = _Box(state, top, height, rows)
        top += height + GAP
    return boxes


def _entered(row: Transition) -> list[State]:
    return [row.target] if _lane_ends(row) else []


def _draw_box(box: _Box) -> Iterator[str]:
    final = ' stroke-width="3"' if box.state in FINAL_STATES else ""
    yield (
        f'<rect x="{MARGIN}" y="{box.top}" width="{BOX_WIDTH}" height="{box.height}" rx="6" fill="none" '
        f'stroke="currentColor"{final}/>'
    )
    yield _text(MARGIN + BOX_WIDTH // 2, box.top + box.height // 2 + 5, str(box.state.label), "middle", bold=True)


def _draw_step(row: Transition, boxes: Mapping[State, _Box]) -> Iterator[str]:
    """The arrow to the next state."""
    for source in row.sources:
        if _is_step(source, row.target):
            x, top, bottom = MARGIN + BOX_WIDTH // 2, boxes[source].bottom, boxes[row.target].top
            yield _arrow(f"M{x} {top}V{bottom}")
            yield _text(x + 10, (top + bottom) // 2 + 4, str(row.label))


def _draw_lane(row: Transition, boxes: Mapping[State, _Box], number: int) -> Iterator[str]:
    """One line from each source to the lane, and one from the lane into the target, with the name on it."""
    x = MARGIN + BOX_WIDTH + LABELS + LANE * number + LANE // 2
    edge = MARGIN + BOX_WIDTH
    end = boxes[row.target].rows[row.code]
    for source in _lane_ends(row):
        start = boxes[source].rows[row.code]
        yield f'<path d="M{edge} {start}H{x}V{end}" fill="none" stroke="currentColor" stroke-opacity="0.55"/>'
        yield f'<circle cx="{edge}" cy="{start}" r="3" fill="currentColor"/>'
    yield _arrow(f"M{x} {end}H{edge}")
    yield _text(edge + 12, end - 4, str(row.label))


def _arrow(path: str) -> str:
    return f'<path d="{path}" fill="none" stroke="currentColor" marker-end="url(#flow-head)"/>'


def _text(x: int, y: int, words: str, anchor: str = "start", *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="currentColor"{weight}>{escape(words)}</text>'
