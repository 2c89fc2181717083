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
    PhotoCheck,
    PhotoSlot,
    Reason,
    Resolution,
    Step,
)
from returns.models.customer_link import CustomerLink
from returns.models.decision import Decision, DecisionRecord
from returns.models.event import Event, EventNote
from returns.models.evidence import Evidence
from returns.models.image_hash import ImageHash
from returns.models.invitation import SellerInvitation
from returns.models.language import Language
from returns.models.ledger import LedgerEntry, LedgerHead
from returns.models.membership_event import MembershipEvent
from returns.models.message import MessageTemplate, OutboxMessage
from returns.models.override import OverriddenRule, Override, RefundLimit
from returns.models.people import Customer, Seller, SellerMember
from returns.models.queue import CaseGround, DeadlineResult
from returns.models.statement import Inspection, Statement
from returns.models.user import User, UserManager

__all__ = [
    "AccountFamily",
    "Carrier",
    "CaseGround",
    "CaseNumber",
    "Customer",
    "CustomerLink",
    "Deadline",
    "DeadlineResult",
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
    "ImageHash",
    "Inspection",
    "Language",
    "LedgerEntry",
    "LedgerHead",
    "MembershipEvent",
    "MessageTemplate",
    "Order",
    "OutboxMessage",
    "OverriddenRule",
    "Override",
    "PhotoCheck",
    "PhotoSlot",
    "Reason",
    "RefundLimit",
    "Resolution",
    "ReturnCase",
    "Seller",
    "SellerInvitation",
    "SellerMember",
    "Statement",
    "Step",
    "User",
    "UserManager",
]
