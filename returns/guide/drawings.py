"""Outline drawings: where to stand for a photo, and what it should show. Drawn here; colours come from the page.

Each drawing has two halves in one frame of 358 by 190: on the left the device and the camera, on the right the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils.safestring import SafeString, mark_safe

PHONE, TABLET, LAPTOP, WATCH = "phone", "tablet", "laptop", "watch"
X, Y = 272, 97
"""The middle of the picture on the right."""


def _rect(x: float, y: float, width: float, height: float, round_: float = 0, extra: str = "") -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_:g}"{extra}/>'


def _circle(x: float, y: float, radius: float, extra: str = "") -> str:
    return f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}"{extra}/>'


def _path(data: str, extra: str = "") -> str:
    return f'<path d="{data}"{extra}/>'


def _middle(width: float, height: float, round_: float, extra: str = "") -> str:
    return _rect(X - width / 2, Y - height / 2, width, height, round_, extra)


FAINT = ' stroke-width="1.2"'
LIT = ' class="lit"'
_RAYS = _path(f"M{X} 50v-6M{X + 40} 60l5-5M{X - 40} 60l-5-5M{X + 52} {Y}h7M{X - 52} {Y}h-7", ' class="aim"')


def _flat_front(width: float, height: float, *, lit: bool) -> str:
    screen = _middle(width - 8, height - 10, 5, LIT if lit else FAINT)
    notch = _path(f"M{X - 6} {Y - height / 2 + 9:g}h12", ' stroke-width="3" stroke-linecap="round"')
    return _middle(width, height, 9) + screen + notch + (_RAYS if lit else "")


def _flat_back(width: float, height: float) -> str:
    left, top = X - width / 2 + 5, Y - height / 2 + 5
    lenses = _rect(left, top, 18, 18, 5) + _circle(left + 6, top + 6, 3, FAINT) + _circle(left + 12, top + 12, 3, FAINT)
    return _middle(width, height, 9) + lenses + _circle(X, Y + 6, 5, FAINT)


def _edge(width: float, height: float, details: str = "") -> str:
    left, long = X - width / 2 + 3, width - 6
    lines = _path(f"M{left:g} {Y - height / 4:g}h{long:g}M{left:g} {Y + height / 4:g}h{long:g}", FAINT)
    return _middle(width, height, height / 2.6) + lines + details


def _buttons(*places: tuple[float, float]) -> str:
    return "".join(_rect(X + x, Y - 3, width, 6, 3) for x, width in places)


def _lens(width: float) -> str:
    return _path(f"M{X + 12} {Y + width / 2:g}v3q0 3 3 3h22q3 0 3-3v-3")


def _flat(edge: float, width: float, height: float) -> Mapping[str, str]:
    """Phones and tablets: ``edge`` is how long an edge looks, the front is ``width`` by ``height``."""
    thick = 24 if edge < 110 else 20
    bottom = _rect(X - 9, Y - 4, 18, 8, 4) + "".join(_circle(X + x, Y, 1.6) for x in (-34, -27, -20, 20, 27, 34))
    return {
        "photo.front_on": _flat_front(width, height, lit=True),
        "photo.front_off": _flat_front(width, height, lit=False),
        "photo.back": _flat_back(width, height),
        "photo.left": _edge(124, 18, _buttons((-44, 10), (-26, 18), (-2, 18))),
        "photo.right": _edge(124, 18, _buttons((-24, 26))),
        "photo.top": _edge(edge, thick, _lens(thick)),
        "photo.bottom": _edge(edge, thick, bottom),
    }


def _open_laptop(*, lit: bool) -> str:
    screen = _rect(X - 44, 56, 88, 54, 4) + _rect(X - 39, 61, 78, 44, 2, LIT if lit else FAINT)
    keys = _path(f"M{X - 44} 110h88l14 26h-116zM{X - 42} 118h84M{X - 46} 125h92", "")
    return screen + keys + (_path(f"M{X} 52v-6M{X + 50} 60l5-5M{X - 50} 60l-5-5", ' class="aim"') if lit else "")


def _ajar(direction: int) -> str:
    """A laptop from the side: the lid a little open, the hinge away from ``direction``."""
    hinge, front = X - direction * 58, X + direction * 58
    base = _rect(min(hinge, front), 104, 116, 10, 4)
    lid = _path(f"M{hinge} 102L{front} 76", ' stroke-width="5" stroke-linecap="round"')
    ports = "".join(_rect(hinge + direction * x - 6, 107, 12, 4, 1, FAINT) for x in (18, 40, 62))
    return base + lid + ports


_LAPTOP_EDGE = _rect(X - 64, Y - 5, 128, 5, 2) + _rect(X - 64, Y, 128, 8, 3)
_UNDERSIDE = (
    _middle(120, 80, 6)
    + "".join(_circle(X + x, Y + y, 4, FAINT) for x in (-50, 50) for y in (-30, 30))
    + _path("".join(f"M{X - 24} {Y - 14 + 6 * n}h48" for n in range(4)), FAINT)
)


def _watch_front(inside: str, case: str = "") -> str:
    straps = _path(f"M{X - 16} 72l4-26h24l4 26M{X - 16} 122l4 26h24l4-26")
    return straps + _rect(X - 24, 72, 48, 50, 13, case) + _rect(X + 24, 90, 4, 12, 2) + inside


def _watch_side(crown: bool) -> str:
    straps = _path(f"M{X - 34} 106q-30 4-34 36M{X + 34} 106q30 4 34 36")
    button = _rect(X - 7, Y - 5, 14, 12, 4) if crown else "".join(_circle(X + x, Y + 2, 1.6) for x in (-9, -3, 3, 9))
    return _rect(X - 36, 84, 72, 28, 12) + _path(f"M{X - 30} 92h60", FAINT) + straps + button


def _joint(up: int) -> str:
    """Where the strap meets the case, close up; ``up`` is -1 for the upper one."""
    far, near = Y + up * 46, Y + up * 4
    strap = _path(f"M{X - 30} {near}L{X - 26} {far}M{X + 30} {near}L{X + 26} {far}")
    case = _path(f"M{X - 52} {Y - up * 42}V{Y + up * -8}q0 {up * 12} 14 {up * 12}h76q14 0 14 {up * -12}V{Y - up * 42}")
    return strap + case + _path(f"M{X - 34} {near}h68", ' class="aim" stroke-width="4"')


_HANDS = _path(f"M{X} {Y}V82M{X} {Y}l10 6", "") + _rect(X - 18, 78, 36, 38, 9, LIT)
_SENSORS = _circle(X, Y, 16) + _circle(X, Y, 7, FAINT) + _circle(X - 9, Y, 1.6) + _circle(X + 9, Y, 1.6)

PICTURES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        PHONE: _flat(100, 46, 90),
        TABLET: _flat(126, 74, 96),
        LAPTOP: {
            "photo.screen_on": _open_laptop(lit=True),
            "photo.screen_off": _open_laptop(lit=False),
            "photo.underside": _UNDERSIDE,
            "photo.right": _ajar(-1),
            "photo.left": _ajar(1),
            "photo.front_edge": _LAPTOP_EDGE + _path(f"M{X - 10} {Y - 5}q10 6 20 0", FAINT),
            "photo.back_edge": _LAPTOP_EDGE + _rect(X - 48, Y - 3, 26, 6, 3) + _rect(X + 22, Y - 3, 26, 6, 3),
        },
        WATCH: {
            "photo.dial_on": _watch_front(_HANDS) + _RAYS,
            "photo.dial_off": _watch_front(_rect(X - 18, 78, 36, 38, 9, FAINT)),
            "photo.dial_back": _watch_front(_SENSORS),
            "photo.right": _watch_side(crown=True),
            "photo.left": _watch_side(crown=False),
            "photo.strap_top": _joint(-1),
            "photo.strap_bottom": _joint(1),
        },
    }
)
"""What each picture shows, by category and item."""

# Where to stand: the side of the device that the camera looks at.
_SIDES: Mapping[str, str] = {
    "photo.left": "left",
    "photo.right": "right",
    "photo.top": "top",
    "photo.bottom": "bottom",
    "photo.back_edge": "top",
    "photo.front_edge": "bottom",
    "photo.strap_top": "above",
    "photo.strap_bottom": "above",
    "photo.back": "under",
    "photo.underside": "under",
    "photo.dial_back": "under",
}
_SIZES = {PHONE: (48, 92, 10), TABLET: (74, 96, 9), LAPTOP: (104, 76, 5), WATCH: (44, 48, 13)}
C = 92
"""The middle of the device on the left, across and down."""


def _camera(x: float, y: float) -> str:
    body = _path(f"M{x - 17} {y - 9}h8l4-6h10l4 6h8v20h-34z")
    return f'<g class="aim">{body}{_circle(x, y + 1, 6)}</g>'


def _arrow(x: float, y: float, dx: int, dy: int) -> str:
    """An arrow of 18 towards the device."""
    tip = (x + dx * 18, y + dy * 18)
    back = (tip[0] - dx * 6, tip[1] - dy * 6)
    head = f"M{back[0] - dy * 6:g} {back[1] - dx * 6:g}L{tip[0]:g} {tip[1]:g}L{back[0] + dy * 6:g} {back[1] + dx * 6:g}"
    return _path(f"M{x:g} {y:g}L{tip[0]:g} {tip[1]:g}{head}", ' class="aim" stroke-width="2.5"')


def _from_above(category: str, *, turned: bool) -> str:
    """The device lies on a table, the camera above it; turned over, its screen lies below."""
    width = 96 if category != WATCH else 56
    top = 142
    slab = _rect(C - width / 2, top, width, 10, 4) + _path(f"M30 {top + 11}h124", ' stroke-width="1.2"')
    side = top if not turned else top + 9
    screen = _path(f"M{C - width / 2 + 6:g} {side}h{width - 12:g}", ' class="aim" stroke-width="4"')
    turn = _path(f"M{C + width / 2 + 6:g} {top - 4}q16 8 4 20m0 0l8-1m-8 1l-2-8", FAINT) if turned else ""
    return slab + screen + turn + _camera(C, 50) + _arrow(C, 76, 0, 1)


def _from_side(category: str, side: str) -> str:
    """The device from the front; the camera looks at one of its sides."""
    across, down, round_ = _SIZES[category]
    width, height = across * 0.8, down * 0.8
    left, right, top, bottom = C - width / 2, C + width / 2, 97 - height / 2, 97 + height / 2
    marks: dict[str, Callable[[], str]] = {
        "left": lambda: _path(f"M{left:g} {top + 6:g}V{bottom - 6:g}", STRONG) + _camera(22, 97) + _arrow(44, 97, 1, 0),
        "right": lambda: (
            _path(f"M{right:g} {top + 6:g}V{bottom - 6:g}", STRONG) + _camera(160, 97) + _arrow(138, 97, -1, 0)
        ),
        "top": lambda: _path(f"M{left + 6:g} {top:g}H{right - 6:g}", STRONG) + _camera(C, 22) + _arrow(C, 38, 0, 1),
        "bottom": lambda: (
            _path(f"M{left + 6:g} {bottom:g}H{right - 6:g}", STRONG) + _camera(C, 172) + _arrow(C, 156, 0, -1)
        ),
    }
    return _rect(left, top, width, height, round_) + marks[side]()


STRONG = ' class="aim" stroke-width="5" stroke-linecap="round"'
_FRAME = _path("M200 60V46h14M344 60V46h-14M200 134v14h14M344 134v14h-14", ' class="aim" stroke-width="3"')
_BETWEEN = _path("M179 16v158", ' opacity=".2"')


def drawing(category: str, item: str) -> SafeString | None:
    """Return the lines of a drawing, for an ``svg`` of 358 by 190; None for what is photographed freely."""
    picture = PICTURES.get(category, {}).get(item)
    if picture is None:
        return None
    side = _SIDES.get(item, "above")
    stand = _from_above(category, turned=side == "under") if side in ("above", "under") else _from_side(category, side)
    return mark_safe(stand + _BETWEEN + _FRAME + picture)  # noqa: S308  # constants of this file only
