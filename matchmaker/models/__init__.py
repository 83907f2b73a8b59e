"""All tables, one aggregate per file."""

from matchmaker.models.base import Base
from matchmaker.models.buyers import Buyer
from matchmaker.models.catalog import CatalogDeletion, CatalogState
from matchmaker.models.certificates import Certificate
from matchmaker.models.events import Event, EventParticipant, EventStall
from matchmaker.models.imports import DuplicateReview, ImportBatch, ImportChange, RecordAlias
from matchmaker.models.issued import IssuedReport
from matchmaker.models.layouts import ImportLayout
from matchmaker.models.merges import RecordMerge
from matchmaker.models.needs import Need
from matchmaker.models.outcomes import Outcome
from matchmaker.models.partnerships import Order, Partnership, PartnershipEvent
from matchmaker.models.products import Product
from matchmaker.models.programmes import Programme, ProgrammeParticipant
from matchmaker.models.regions import Region
from matchmaker.models.suggestions import Exposure, Suggestion
from matchmaker.models.targets import Target
from matchmaker.models.umkm import Umkm
from matchmaker.models.users import ApiKey, IdempotentRequest, User

__all__ = [
    "ApiKey",
    "Base",
    "Buyer",
    "CatalogDeletion",
    "CatalogState",
    "Certificate",
    "DuplicateReview",
    "Event",
    "EventParticipant",
    "EventStall",
    "Exposure",
    "IdempotentRequest",
    "ImportBatch",
    "ImportChange",
    "ImportLayout",
    "IssuedReport",
    "Need",
    "Order",
    "Outcome",
    "Partnership",
    "PartnershipEvent",
    "Product",
    "Programme",
    "ProgrammeParticipant",
    "RecordAlias",
    "RecordMerge",
    "Region",
    "Suggestion",
    "Target",
    "Umkm",
    "User",
]
