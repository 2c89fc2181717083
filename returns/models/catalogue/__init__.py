"""The catalogue: what staff edit so that the procedure, its texts and its codes stay theirs."""

from returns.models.catalogue.checks import PhotoCheck
from returns.models.catalogue.devices import AccountFamily, DeviceCategory, DeviceFamily
from returns.models.catalogue.procedure import EvidenceItem, Guide, PhotoSlot, Step
from returns.models.catalogue.rows import CatalogueManager, CatalogueRow, LabelledRow
from returns.models.catalogue.shipping import Carrier, DropOffOption
from returns.models.catalogue.verdicts import Deadline, Ground, Guarantee, Reason, Resolution

__all__ = [
    "AccountFamily",
    "Carrier",
    "CatalogueManager",
    "CatalogueRow",
    "Deadline",
    "DeviceCategory",
    "DeviceFamily",
    "DropOffOption",
    "EvidenceItem",
    "Ground",
    "Guarantee",
    "Guide",
    "LabelledRow",
    "PhotoCheck",
    "PhotoSlot",
    "Reason",
    "Resolution",
    "Step",
]
