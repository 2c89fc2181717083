"""The seven returns that are walked through in a browser: what is sold, what is asked, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from returns.adjudication import decide_case
from returns.casework.opening import CustomerData, DeviceData, OrderData, RequestData, open_case
from returns.models import ReturnCase, Seller
from tests.returns.guide.conftest import DEVICES, WATCH_SIDES

CAMILLE = "camille@example.org"
WARRANTY, PHOTOS, IMEI, DATA, SIGN_OUT, SLIP, PACKING, SHIPPING = (
    "Check the warranty",
    "Photograph the device",
    "Give the IMEI",
    "Back up, then erase your data",
    "Sign out of your accounts and prove it",
    "Put a slip in the parcel",
    "Pack the device",
    "Ship the parcel",
)
DAMAGE = {
    "Was the device hit or dropped?": "No",
    "Was the device in contact with a liquid or heavy damp?": "No",
    "Was the device opened by anyone other than the seller?": "No",
}
ANSWERS = DAMAGE | {"Does the device turn on?": "Yes", "Does the screen still light up and respond?": "Yes"}
FOUND = {
    "Shock": "No",
    "Oxidation": "No",
    "Third-party opening": "No",
    "Normal wear": "No",
    "Account still active": "No",
    "Already repaired under the legal guarantee": "No",
    "Parcel complete": "Yes",
    "Data still present": "No",
    "Device matches the sale": "Yes",
    "Fault confirmed": "Yes",
}
_SIDES = ("Front, screen dark", "Back", "Left side", "Right side", "Top edge", "Bottom edge")
_LIST = "Prove it by the account’s list of devices"
_IOS = {
    DATA: (
        "Back up an iPhone, iPad or iPod touch",
        "Move to a new iPhone, iPad or iPod touch",
        "Erase an iPhone, iPad or iPod touch",
    ),
    SIGN_OUT: (
        "Sign out of iCloud on an iPhone, iPad or iPod touch",
        "Take a screenshot on an iPhone, iPad or iPod touch",
        _LIST,
    ),
}


@dataclass(frozen=True)
class Return:
    """One return, in the words of the source.

    ``photos``: the slots, and how many photos are taken for each. ``guides``: what a step shows on how to do it.
    ``at_first``: the steps before the first answer, where an answer changes them. ``can_lock``: an account could hold
    the return up, so that it is asked about; ``is_signed_in``: it does so at first. ``leaves_out``: what the inspection
    asks of other kinds of device. ``found``: what the seller finds that is not as usual, ``slot`` the side that they
    photograph. ``otherwise``: the agent's own resolution in the place of the one that the rules propose.
    """

    device: DeviceData
    steps: tuple[str, ...]
    photos: Mapping[str, int]
    guides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at_first: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=lambda: ANSWERS)
    can_lock: bool = False
    is_signed_in: bool = False
    has_receipt: bool = False
    leaves_out: frozenset[str] = frozenset()
    found: Mapping[str, str] = field(default_factory=dict)
    slot: str = "Back"
    reason: str = "in_warranty"
    proposal: str = "Repair"
    otherwise: str = ""
    is_refused: bool = False

    @property
    def found_all(self) -> dict[str, str]:
        """What the seller answers to every question of the inspection, in its order."""
        return {**{name: said for name, said in FOUND.items() if name not in self.leaves_out}, **self.found}

    @property
    def resolution(self) -> str:
        """What becomes of the device in the end."""
        return self.otherwise or self.proposal


_STEPS = (WARRANTY, PHOTOS, DATA, SIGN_OUT, SLIP, PACKING, SHIPPING)
_PHONE = (WARRANTY, PHOTOS, IMEI, DATA, SIGN_OUT, SLIP, PACKING, SHIPPING)
_DATA = "Data still present"
_ACCOUNT = "Account still active"

IPHONE = Return(
    device=DEVICES["phone"],
    steps=_PHONE,
    photos=dict.fromkeys(("Front, screen lit", *_SIDES), 1),
    guides=_IOS,
    can_lock=True,
    has_receipt=True,
)
RETURNS: Mapping[str, Return] = {
    # Its account is still signed in at first.
    "iphone": replace(IPHONE, is_signed_in=True),
    # Its screen is dead: no photo of it lit, no erasing, and the ways to sign out from elsewhere.
    "samsung": Return(
        device=DEVICES["samsung"],
        at_first=_PHONE,
        steps=(WARRANTY, PHOTOS, IMEI, SIGN_OUT, SLIP, PACKING, SHIPPING),
        photos=dict.fromkeys(_SIDES, 1),
        guides={
            DATA: ("Find a Google or Samsung copy without the device",),
            SIGN_OUT: ("Remove a Samsung device from a distance", "Remove a Google account from a distance", _LIST),
        },
        answers=ANSWERS | {"Does the screen still light up and respond?": "No"},
        can_lock=True,
        found={"Shock": "Yes"},
        proposal="Sent back untouched",
        is_refused=True,
    ),
    "tablet": Return(
        device=DEVICES["tablet"],
        steps=_STEPS,
        photos=dict.fromkeys(("Front, screen lit", *_SIDES), 1),
        guides=_IOS,
        can_lock=True,
        reason="faulty_on_opening",
        proposal="Replacement",
    ),
    "laptop": Return(
        device=DEVICES["laptop"],
        steps=_STEPS,
        photos=dict.fromkeys(
            ("Screen lit", "Screen dark", "Underside", "Right side", "Left side", "Front edge", "Back edge"), 1
        ),
        guides={
            DATA: ("Back up a Windows computer", "Erase a Windows computer"),
            SIGN_OUT: ("Sign out of and clean a Windows PC", "Photograph the screen as proof", _LIST),
        },
        slot="Underside",
    ),
    # Its data need not be copied, but how to do it is a link away.
    "watch": Return(
        device=DEVICES["watch"],
        steps=(WARRANTY, PHOTOS, SIGN_OUT, SLIP, PACKING, SHIPPING),
        photos=dict.fromkeys(WATCH_SIDES, 1),
        guides={
            DATA: ("Back up an Apple Watch",),
            SIGN_OUT: ("Unpair an Apple Watch", "Photograph the screen as proof", _LIST),
        },
        can_lock=True,
        leaves_out=frozenset({_DATA}),
        slot="Dial dark",
    ),
    # The agent decides otherwise than the rules propose.
    "console": Return(
        device=DEVICES["console"],
        steps=_STEPS,
        photos={"Every side": 2, "Fragile parts": 1},
        guides={
            DATA: ("Back up a Nintendo Switch", "Erase a Nintendo Switch"),
            SIGN_OUT: ("Unlink another connected device", "Photograph the screen as proof", _LIST),
        },
        slot="Fragile parts",
        otherwise="Replacement",
    ),
    "scooter": Return(
        device=DEVICES["scooter"],
        steps=(WARRANTY, PHOTOS, SLIP, PACKING, SHIPPING),
        photos={"Every side": 3, "Fragile parts": 2},
        answers=DAMAGE,
        leaves_out=frozenset({_ACCOUNT, _DATA}),
        slot="Fragile parts",
    ),
}


def ask_for(row: Return, shop: Seller, language: str) -> ReturnCase:
    """A return that was asked for today at the marketplace; the seller has not answered yet."""
    today = timezone.localdate()
    case = open_case(
        seller=shop,
        customer=CustomerData("Camille", "Martin", CAMILLE, language),
        order=OrderData("40-1", today - timedelta(days=70), Decimal("349.00"), delivered_on=today - timedelta(days=60)),
        device=row.device,
        request=RequestData(row.reason),
        actor=None,
    )
    decide_case(case=case, actor=None)
    return case
