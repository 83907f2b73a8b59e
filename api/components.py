"""Shapes of answers that are no records: suggestions, partnerships, reports, pages of lists, problems."""

from __future__ import annotations

from typing import Any

from api.schemas import ELIGIBILITIES, OrderSchema
from api.shapes import Shape, body_shape, name_of, nullable, record_shape, reference
from matchmaker.domain.categories import BUYER_TYPES
from matchmaker.domain.kemitraan import PATTERNS
from matchmaker.domain.pipeline import STAGES
from matchmaker.domain.scale import SCALES
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.schemas.certificates import CertificateSchema
from matchmaker.schemas.needs import NeedBodySchema, NeedSchema
from matchmaker.schemas.products import ProductSchema
from matchmaker.schemas.umkm import UmkmSchema

INTEGER: Shape = {"type": "integer"}
NUMBER: Shape = {"type": "number"}
TEXT: Shape = {"type": "string"}
MOMENT: Shape = {"type": "string", "format": "date-time"}
RUPIAH: Shape = {"type": "integer", "format": "int64"}
VERDICTS = ("pass", "fail", "unknown")


def whole(**properties: Shape) -> Shape:
    """An object of which every part is always there."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def listed(items: Shape) -> Shape:
    """A list."""
    return {"type": "array", "items": items}


def words(*choices: str) -> Shape:
    """One of these words."""
    return {"type": "string", "enum": list(choices)}


def page_of(items: Shape, **more: Shape) -> Shape:
    """A page of a list."""
    return whole(
        items=listed(items),
        next_cursor=TEXT | {"type": ["string", "null"], "description": "`cursor` of the next page; null on the last."},
        total=INTEGER | {"type": ["integer", "null"], "description": "How many there are in all."},
        **more,
    )


_UMKM_PART = whole(id=INTEGER, external_id=TEXT, name=TEXT, regency=nullable(TEXT))
_PRODUCT_PART = whole(id=INTEGER, name=TEXT)
_BUYER_PART = whole(id=INTEGER, name=TEXT, type=words(*BUYER_TYPES))
_NEED_PART = whole(id=INTEGER, external_id=TEXT, title=TEXT)
_INFERRED = {"type": "boolean", "description": "Only where the need is a usual one of its kind of buyer, not posted."}
_TRACKED = {"updated_at": nullable(MOMENT), "version": INTEGER}

SUGGESTION: Shape = whole(
    umkm=_UMKM_PART,
    product={"oneOf": [_PRODUCT_PART, {"type": "null"}]},
    need={
        "oneOf": [_NEED_PART | {"properties": {**_NEED_PART["properties"], "inferred": _INFERRED}}, {"type": "null"}],
        "description": "Null in a search, which has no need.",
    },
    buyer={"oneOf": [_BUYER_PART, {"type": "null"}]},
    score=NUMBER
    | {"minimum": 0, "maximum": 1, "description": "Estimated probability that the pairing reaches `agreed`."},
    eligibility=words(*ELIGIBILITIES),
    distance_km=nullable(NUMBER),
    checks=listed(
        whole(rule=TEXT, name=TEXT, verdict=words(*VERDICTS), evidence=TEXT, fix=nullable(TEXT))
        | {"description": "One rule: what was found, and what would mend it."}
    ),
    reasons=listed(whole(code=TEXT, contribution=NUMBER, text=TEXT))
    | {"description": "The contributions and the intercept add up to the log-odds of the score."},
    intercept=NUMBER,
    key=NUMBER | {"description": "Falls strictly in the order shown."},
    model_version=TEXT,
    catalog_version=INTEGER,
) | {
    "examples": [
        {
            "umkm": {"id": 7, "external_id": "U007", "name": "Dapur Bu Tini", "regency": "Kabupaten Lebak"},
            "product": {"id": 9, "name": "Abon ikan tongkol 100 gr"},
            "need": {"id": 3, "external_id": "N03", "title": "Oleh-oleh tahan lama untuk tamu"},
            "buyer": {"id": 2, "name": "Hotel Multatuli", "type": "hotel"},
            "score": 0.71,
            "eligibility": "fixable",
            "distance_km": 23.4,
            "checks": [
                {
                    "rule": "certificate:HALAL",
                    "name": "Sertifikat halal",
                    "verdict": "fail",
                    "evidence": "Sertifikat halal belum ada.",
                    "fix": "Urus sertifikat halal.",
                }
            ],
            "reasons": [
                {"code": "product_match", "contribution": 1.42, "text": "abon ikan cocok dengan oleh-oleh tahan lama"}
            ],
            "intercept": -0.52,
            "key": 0.71,
            "model_version": "prior",
            "catalog_version": 1234,
        }
    ]
}

EVENT = whole(
    at=MOMENT,
    **{"from": nullable(words(*STAGES)), "to": words(*STAGES)},
    actor=TEXT,
    reason=nullable(TEXT),
    value_idr=nullable(RUPIAH),
)
ORDER = whole(
    id=INTEGER,
    ordered_on={"type": "string", "format": "date"},
    quantity=NUMBER,
    unit=nullable(TEXT),
    value_idr=nullable(RUPIAH),
    note=nullable(TEXT),
)
PARTNERSHIP = whole(
    id=INTEGER,
    stage=words(*STAGES),
    next_stages=listed(words(*STAGES)),
    pattern=nullable(words(*PATTERNS)),
    volume_per_month=nullable(NUMBER),
    score=nullable(NUMBER) | {"description": "The score when it was proposed."},
    model_version=nullable(TEXT),
    umkm=_UMKM_PART,
    product={"oneOf": [_PRODUCT_PART, {"type": "null"}]},
    need=_NEED_PART,
    buyer=_BUYER_PART,
    events=listed(EVENT),
    orders=listed(reference("OrderRecord")),
    created_at=MOMENT,
    updated_at=MOMENT,
    version=INTEGER,
)
FIGURE = whole(
    name=TEXT,
    label=TEXT,
    formula=TEXT,
    numerator={"description": "A number, a text or null."},
    denominator={"description": "A number, a text or null."},
    unknown=nullable(INTEGER) | {"description": "How many records do not say."},
    value={"description": "A number, a text or null."},
    kind=TEXT,
    as_of={"type": "string", "format": "date"},
)
REPORT: Shape = whole(
    name=TEXT,
    title=TEXT,
    as_of={"type": "string", "format": "date"},
    region={"oneOf": [whole(code=TEXT, name=nullable(TEXT)), {"type": "null"}]},
    tables=listed(
        whole(
            name=TEXT,
            title=TEXT,
            formula=TEXT,
            note=nullable(TEXT),
            reproducible={"type": "boolean", "description": "An earlier day gives what a report of that day gave."},
            heads=listed(whole(part=TEXT, text=TEXT)) | {"description": "The numbers of a figure in the order shown."},
            figures=listed(FIGURE),
        )
    ),
    listings=listed({"type": "object"}),
)
PROBLEM: Shape = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": TEXT | {"examples": ["urn:temu-mitra:error:invalid_record"]},
        "title": TEXT,
        "status": INTEGER,
        "detail": TEXT | {"description": "A sentence for people, in the language of Accept-Language (id or en)."},
        "code": TEXT | {"description": "Stable word for programs.", "examples": ["invalid_record"]},
        "params": {"type": "object", "description": "Facts of the sentence."},
        "errors": listed(
            whole(
                path=TEXT | {"examples": ["products.0.price_idr"]},
                value={"description": "What stood there."},
                code=TEXT | {"examples": ["negative"]},
                message=TEXT,
            )
        ),
    },
}


def components() -> dict[str, Any]:
    """All component schemas by name."""
    umkm, buyer, need = UmkmSchema(), BuyerSchema(), NeedSchema()
    made = {
        name_of(one): body_shape(one)
        for one in (umkm, buyer, need, NeedBodySchema(), ProductSchema(), CertificateSchema())
    }
    made["OrderRecord"] = ORDER | {"description": OrderSchema.__doc__}
    tracked = {"id": INTEGER, "source": TEXT, "regency_code": nullable(TEXT), **_TRACKED}
    made["ProductRecord"] = record_shape(ProductSchema(), {})
    made["NeedBodyRecord"] = record_shape(NeedBodySchema(), {})
    made["UmkmRecord"] = record_shape(umkm, tracked | {"scale_by_rule": nullable(words(*SCALES))})
    made["BuyerRecord"] = record_shape(buyer, tracked)
    made["NeedRecord"] = record_shape(need, {"id": INTEGER, "source": TEXT, "buyer": _BUYER_PART, **_TRACKED})
    return made | {"Suggestion": SUGGESTION, "Partnership": PARTNERSHIP, "Report": REPORT, "Problem": PROBLEM}
