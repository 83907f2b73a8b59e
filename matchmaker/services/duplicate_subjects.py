"""What tells two records of a kind from each other: the columns likeness looks at, and how a row becomes a sketch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_

from matchmaker.domain.access import Actor
from matchmaker.domain.likeness import SHORTEST, Sketch, bare, business_name, person_name, phone_tail
from matchmaker.models import Buyer, Umkm
from matchmaker.services import buyers, umkm

MEASURED = ("given", "repaired")  # a centroid is no spot
# Of these a regency holds one of a name; shops and cafes of one name stand side by side.
LANDMARKS = frozenset({"hotel", "hospital", "airport"})


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of record that may come twice."""

    kind: str
    table: type[Any]
    columns: tuple[Any, ...]
    options: tuple[Any, ...]
    action: str
    require: Callable[[Actor, str, Any], None]
    sketch: Callable[[Any], Sketch]
    sharing: Callable[[Any], list[Any]]


def _umkm_sketch(row: Any) -> Sketch:
    name, owner = business_name(row.name), person_name(row.owner_name)
    spot = f"{bare(row.district)}/{bare(row.village)}" if row.village else ""
    said = [name, owner, row.regency_code or "", bare(row.district), bare(row.village)]
    return Sketch(row.id, name, owner, row.nib or "", phone_tail(row.phone), spot, _key(row, said), _point(row))


def _buyer_sketch(row: Any) -> Sketch:
    """A buyer has no owner and no NIB on record; a hotel is known by its regency, an outlet by its district."""
    name, place = business_name(row.name), row.regency_code or ""
    spot = place if row.type in LANDMARKS else f"{place}/{bare(row.district)}" if row.district else ""
    said = ["buyer", name, row.type, place, bare(row.district)]
    return Sketch(row.id, name, "", "", phone_tail(row.phone), spot, _key(row, said), _point(row))


def _point(row: Any) -> tuple[float, float] | None:
    measured = row.lat is not None and row.lon is not None and row.coordinates_from in MEASURED
    return (row.lat, row.lon) if measured else None


def _key(row: Any, said: list[str]) -> str:
    # A key of the source's own says who it is for ever; numbers and addresses get filled in and corrected.
    content = said if row.own_id else ["", row.source, row.external_id]
    return hashlib.sha256("\x1f".join(content).encode()).hexdigest()


def _words(column: Any, names: set[str]) -> list[Any]:
    words = {word for name in names for word in name.split() if len(word) >= SHORTEST}
    return [func.lower(column).contains(word, autoescape=True) for word in sorted(words)]


def _umkm_sharing(rows: Any) -> list[Any]:
    return [
        Umkm.nib.in_({row.nib for row in rows if row.nib}),
        Umkm.phone.in_({row.phone for row in rows if row.phone}),
        *_words(Umkm.name, {business_name(row.name) for row in rows}),
        *_words(Umkm.owner_name, {person_name(row.owner_name) for row in rows}),
    ]


def _buyer_sharing(rows: Any) -> list[Any]:
    return [
        Buyer.phone.in_({row.phone for row in rows if row.phone}),
        *_words(Buyer.name, {business_name(row.name) for row in rows}),
    ]


def sharing(subject: Subject, rows: Any, new: Any) -> Any:
    """Records that share a word, a number or an NIB with one of a few new ones, and these themselves."""
    return or_(subject.table.id.in_(new), *subject.sharing(rows))


SUBJECTS = {
    "umkm": Subject(
        "umkm",
        Umkm,
        (Umkm.id, Umkm.source, Umkm.external_id, Umkm.own_id, Umkm.name, Umkm.owner_name, Umkm.nib, Umkm.phone,
         Umkm.regency_code, Umkm.district, Umkm.village, Umkm.lat, Umkm.lon, Umkm.coordinates_from),
        umkm.WITH_PARTS, "umkm.write", umkm.require, _umkm_sketch, _umkm_sharing,
    ),
    "buyers": Subject(
        "buyers",
        Buyer,
        (Buyer.id, Buyer.source, Buyer.external_id, Buyer.own_id, Buyer.name, Buyer.type, Buyer.phone,
         Buyer.regency_code, Buyer.district, Buyer.lat, Buyer.lon, Buyer.coordinates_from),
        buyers.WITH_PARTS, "buyer.write", buyers.require, _buyer_sketch, _buyer_sharing,
    ),
}  # fmt: skip
