"""Record files as the scorer's own profiles, without a database: what the quality benchmarks run on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matchmaker.domain.regions import gazetteer
from matchmaker.scoring.certificates import CERTIFICATE_COLUMN, held_until
from matchmaker.scoring.profiles import (
    CertificateProfile,
    NeedProfile,
    OutcomeProfile,
    ProductProfile,
    UmkmProfile,
)

Record = dict[str, Any]


@dataclass(frozen=True)
class Collection:
    """UMKM and needs of one folder; ``qrels`` and ``split`` are empty where the folder has none."""

    umkm: tuple[UmkmProfile, ...]
    needs: tuple[NeedProfile, ...]
    outcomes: tuple[OutcomeProfile, ...]
    qrels: dict[str, dict[str, int]]
    split: dict[str, tuple[str, str]]

    def half(self, name: str) -> list[NeedProfile]:
        """The needs of one half ("tune" or "test")."""
        return [need for need in self.needs if self.split.get(need.external_id, ("", ""))[0] == name]

    def lacking(self, need: NeedProfile, as_of: date) -> set[str]:
        """External ids of UMKM none of whose products has all certificates that ``need`` requires."""
        columns = [CERTIFICATE_COLUMN[name] for name in need.required_certificates if name in CERTIFICATE_COLUMN]
        if not columns:
            return set()
        day = as_of.toordinal()
        return {
            one.external_id
            for one in self.umkm
            if not any(
                (held_until(one.certificates, product)[columns] >= day).all()
                for product in ([item.certificates for item in one.products] or [None])
            )
        }


def load_collection(folder: Path) -> Collection:
    """Read ``umkm.jsonl``, ``buyers.jsonl``, ``needs.jsonl`` and, where present, outcomes and judgements."""
    umkm = tuple(umkm_profile(number, record) for number, record in enumerate(_lines(folder / "umkm.jsonl"), 1))
    buyers = {
        record["external_id"]: (number, record) for number, record in enumerate(_lines(folder / "buyers.jsonl"), 1)
    }
    records = list(_lines(folder / "needs.jsonl"))
    needs = tuple(
        need_profile(number, record, *buyers[record["buyer_external_id"]]) for number, record in enumerate(records, 1)
    )
    outcomes = _outcomes(_lines(folder / "outcomes.jsonl"), umkm, needs, buyers)
    return Collection(umkm, needs, tuple(outcomes), read_qrels(folder / "qrels.tsv"), _split(folder / "split.tsv"))


def _lines(path: Path) -> Iterator[Record]:
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """TSV of need, umkm, grade (further columns ignored) as need -> umkm -> grade."""
    qrels: dict[str, dict[str, int]] = defaultdict(dict)
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) >= 3 and cells[2].strip().isdigit():
                qrels[cells[0]][cells[1]] = int(cells[2])
    return dict(qrels)


def _split(path: Path) -> dict[str, tuple[str, str]]:
    if not path.exists():
        return {}
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {need: (half, kind) for need, half, kind in rows}


def _place(record: Record) -> Record:
    """Names, codes and coordinates (the region's centroid where the record has none)."""
    match = gazetteer().resolve(record.get("province"), record.get("regency"), record.get("district"))
    lat, lon = record.get("lat"), record.get("lon")
    if lat is None or lon is None:
        lat, lon = match.centroid or (None, None)
    return {
        "province_code": match.province.code if match.province else None,
        "regency_code": match.regency.code if match.regency else None,
        "province": match.province.name if match.province else record.get("province"),
        "regency": match.regency.name if match.regency else record.get("regency"),
        "lat": lat,
        "lon": lon,
    }


def _certificates(value: Any) -> tuple[CertificateProfile, ...] | None:
    if value is None:
        return None
    entries = [{"type": one} if isinstance(one, str) else one for one in value]
    return tuple(
        CertificateProfile(one["type"], one.get("status", "declared"), _day(one.get("valid_until")), one.get("number"))
        for one in entries
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_PRODUCT_FIELDS = (
    "external_id", "name", "description", "category", "unit", "price_idr", "capacity_per_month", "moq",
    "lead_time_days", "shelf_life_days",
)  # fmt: skip
_UMKM_FIELDS = ("external_id", "name", "description", "scale", "active", "founded_year", "max_payment_days")
_NEED_FIELDS = (
    "external_id", "title", "description", "category", "volume_per_month", "unit", "max_price_idr", "radius_km",
    "max_lead_time_days", "min_shelf_life_days", "payment_days", "trade_terms", "recurring",
)  # fmt: skip


def _fields(record: Record, names: Iterable[str]) -> Record:
    return {name: record[name] for name in names if record.get(name) is not None}


def umkm_profile(number: int, record: Record) -> UmkmProfile:
    """One business and its products, as the scorer reads them."""
    products = tuple(
        ProductProfile(
            product_id=number * 1000 + place,
            certificates=_certificates(one.get("certificates")),
            trade_terms=tuple(one["trade_terms"]) if one.get("trade_terms") is not None else None,
            **_fields(one, _PRODUCT_FIELDS),
        )
        for place, one in enumerate(record.get("products") or ())
    )
    return UmkmProfile(
        umkm_id=number,
        certificates=_certificates(record.get("certificates")),
        products=products,
        **_fields(record, _UMKM_FIELDS),
        **_place(record),
    )


def need_profile(number: int, record: Record, buyer_id: int, buyer: Record) -> NeedProfile:
    """One need and what counts of its buyer."""
    return NeedProfile(
        need_id=number,
        buyer_id=buyer_id,
        buyer_external_id=buyer["external_id"],
        buyer_name=buyer["name"],
        buyer_type=buyer["type"],
        required_certificates=tuple(record.get("required_certificates") or ()),
        preferred_certificates=tuple(record.get("preferred_certificates") or ()),
        open_from=_day(record.get("open_from")),
        open_until=_day(record.get("open_until")),
        **_fields(record, _NEED_FIELDS),
        **_place(buyer),
    )


def _outcomes(
    records: Iterable[Record],
    umkm: Iterable[UmkmProfile],
    needs: Iterable[NeedProfile],
    buyers: dict[str, tuple[int, Record]],
) -> Iterator[OutcomeProfile]:
    umkm_ids = {one.external_id: one.umkm_id for one in umkm}
    by_id = {one.external_id: one for one in needs}
    for record in records:
        need = by_id.get(record.get("need_external_id", ""))
        buyer = buyers.get(record.get("buyer_external_id", ""))
        yield OutcomeProfile(
            umkm_id=umkm_ids[record["umkm_external_id"]],
            month=date.fromisoformat(record["month"] + "-01"),
            stage=record["stage"],
            need=need,
            buyer_id=need.buyer_id if need else buyer[0] if buyer else None,
            product_text=record.get("product"),
            reason=record.get("reason"),
            value_idr=record.get("value_idr"),
        )
