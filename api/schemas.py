"""Query parameters and small request bodies of the API. Records themselves are `matchmaker.schemas`."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError

from matchmaker.domain.categories import BUYER_TYPES, CATEGORIES, canonical_buyer_type, canonical_category
from matchmaker.domain.certificates import TYPES, canonical_type
from matchmaker.domain.kemitraan import PATTERNS
from matchmaker.domain.pipeline import STAGES
from matchmaker.domain.regions import gazetteer, inside_indonesia
from matchmaker.schemas.base import RecordSchema
from matchmaker.schemas.fields import Day, Flag, Key, Number, RecordField, Rupiah, Text, Word, Words, one_of

MAX_LIMIT = 200
ELIGIBILITIES = ("eligible", "fixable", "unknown", "ineligible")


class Limit(Number):
    """How many items a page holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(whole=True, minimum=1, maximum=MAX_LIMIT, **kwargs)


class RegionName(RecordField):
    """A province or regency by name or code, kept as its code."""

    default_error_messages = {"unknown": "unknown_region", "type": "not_text"}

    def __init__(self, level: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.level = level

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        if not isinstance(value, str):
            raise self.make_error("type")
        table = gazetteer()
        if self.level == "province":
            region, doubtful = table.find_province(value)
        else:
            region, problem = table.find_regency(value)
            doubtful = problem not in (None, "ambiguous")
        if region is None or doubtful:
            raise self.make_error("unknown")
        return region.code


class Point(RecordField):
    """A point as ``LAT,LON`` in degrees."""

    default_error_messages = {"type": "not_a_point", "outside": "outside_indonesia"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> tuple[float, float]:
        try:
            lat, lon = (float(part) for part in str(value).split(","))
        except ValueError:
            raise self.make_error("type") from None
        if not inside_indonesia(lat, lon):
            raise self.make_error("outside")
        return lat, lon


class PageQuery(RecordSchema):
    """What every list takes."""

    limit = Limit()
    cursor = Text(length=200)


class UmkmQuery(PageQuery):
    """Filters of the list of UMKM."""

    regency = RegionName("regency")
    province = RegionName("province")
    name = Text(length=200)


class BuyerQuery(UmkmQuery):
    """Filters of the list of buyers."""

    type = Word(canonical_buyer_type, words=BUYER_TYPES, unknown="unknown_buyer_type")


class NeedQuery(UmkmQuery):
    """Filters of the list of needs."""

    buyer_id = Number(whole=True, maximum=2**63 - 1)
    open = Flag()


class SearchQuery(PageQuery):
    """Words and filters of the search for suppliers."""

    q = Text(length=500)
    category = Word(canonical_category, words=CATEGORIES, unknown="unknown_category")
    certificates = Words(Word(canonical_type, words=TYPES, unknown="unknown_certificate"))
    province = RegionName("province")
    regency = RegionName("regency")
    near = Point()
    radius_km = Number(positive=True, maximum=6_000)
    max_price_idr = Rupiah()
    min_capacity = Number()
    max_lead_time_days = Number(whole=True)
    buyer_type = Word(canonical_buyer_type, words=BUYER_TYPES, unknown="unknown_buyer_type")


class SuggestionQuery(RecordSchema):
    """How many suggestions, and which."""

    limit = Limit()
    ineligible = Flag()
    inferred = Flag()


class PairingQuery(PageQuery):
    """Filters of the broker's list."""

    regency = RegionName("regency")
    province = RegionName("province")
    buyer_type = Word(canonical_buyer_type, words=BUYER_TYPES, unknown="unknown_buyer_type")
    category = Word(canonical_category, words=CATEGORIES, unknown="unknown_category")
    eligibility = Word(one_of(ELIGIBILITIES), words=ELIGIBILITIES)


class WhyQuery(RecordSchema):
    """The pair asked about."""

    need = Key(required=True, length=200)
    umkm = Key(required=True, length=200)


class PartnershipQuery(PageQuery):
    """Filters of the list of partnerships."""

    stage = Word(one_of(STAGES), words=STAGES, unknown="unknown_stage")
    umkm_id = Number(whole=True, maximum=2**63 - 1)
    need_id = Number(whole=True, maximum=2**63 - 1)


class DraftQuery(RecordSchema):
    """The pattern of kemitraan for a draft, where the partnership names none."""

    pattern = Word(one_of(PATTERNS), words=PATTERNS, unknown="unknown_pattern")


class ReportQuery(RecordSchema):
    """The day a report is of, and a part of the region."""

    as_of = Day()
    regency = RegionName("regency")
    province = RegionName("province")


class UnlockQuery(RecordSchema):
    """The region looked at."""

    regency = RegionName("regency")
    province = RegionName("province")


class Reference(RecordField):
    """A record named by our id (a number) or by its external id (a text)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).strip():
            raise ValidationError("unknown_word")
        return str(value).strip()


class ProposalSchema(RecordSchema):
    """Propose a partnership: UMKM and need by our id, or by external id."""

    umkm_id = Reference()
    need_id = Reference()
    umkm_external_id = Key(length=200)
    need_external_id = Key(length=200)
    product_id = Number(whole=True, maximum=2**63 - 1)
    pattern = Word(one_of(PATTERNS), words=PATTERNS, unknown="unknown_pattern")
    note = Text()


class MoveSchema(RecordSchema):
    """Why a partnership moves; with the move to ``agreed``, what was signed over the whole agreement."""

    reason = Text()
    value_idr = Rupiah()


class OrderSchema(RecordSchema):
    """One purchase."""

    quantity = Number(required=True, positive=True)
    unit = Text(length=60)
    value_idr = Rupiah()
    ordered_on = Day()
    note = Text()
