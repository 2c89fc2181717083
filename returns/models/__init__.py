"""The models of returns, exported by name."""

from returns.models.catalogue import (
    AccountFamily,
    Carrier,
    Deadline,
    DeviceCategory,
    DeviceFamily,
    DropOffOption,
    EvidenceItem,
    Ground,
    Guarantee,
    Guide,
    PhotoSlot,
    Reason,
    Resolution,
    Step,
)
from returns.models.language import Language
from returns.models.people import Customer, Seller, SellerMember
from returns.models.user import User, UserManager

__all__ = [
    "AccountFamily",
    "Carrier",
    "Customer",
    "Deadline",
    "DeviceCategory",
    "DeviceFamily",
    "DropOffOption",
    "EvidenceItem",
    "Ground",
    "Guarantee",
    "Guide",
    "Language",
    "PhotoSlot",
    "Reason",
    "Resolution",
    "Seller",
    "SellerMember",
    "Step",
    "User",
    "UserManager",
]
