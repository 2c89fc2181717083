"""The models of returns, exported by name."""

from returns.models.case import CaseNumber, Device, Order, ReturnCase
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
from returns.models.decision import Decision, DecisionRecord
from returns.models.event import Event, EventNote
from returns.models.evidence import Evidence
from returns.models.language import Language
from returns.models.ledger import LedgerEntry, LedgerHead
from returns.models.people import Customer, Seller, SellerMember
from returns.models.statement import Inspection, Statement
from returns.models.user import User, UserManager

__all__ = [
    "AccountFamily",
    "Carrier",
    "CaseNumber",
    "Customer",
    "Deadline",
    "Decision",
    "DecisionRecord",
    "Device",
    "DeviceCategory",
    "DeviceFamily",
    "DropOffOption",
    "Event",
    "EventNote",
    "Evidence",
    "EvidenceItem",
    "Ground",
    "Guarantee",
    "Guide",
    "Inspection",
    "Language",
    "LedgerEntry",
    "LedgerHead",
    "Order",
    "PhotoSlot",
    "Reason",
    "Resolution",
    "ReturnCase",
    "Seller",
    "SellerMember",
    "Statement",
    "Step",
    "User",
    "UserManager",
]
