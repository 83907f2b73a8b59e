"""The smallest valid records, everything else overridable."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from matchmaker.domain.access import SYSTEM
from matchmaker.models import Buyer, Need, Umkm
from matchmaker.services import buyers, needs, umkm

_number = count(1)


def umkm_record(**fields: Any) -> dict[str, Any]:
    """A clean UMKM record."""
    return {"external_id": f"U{next(_number)}", "name": "Keripik Bu Tini"} | fields


def buyer_record(**fields: Any) -> dict[str, Any]:
    """A clean buyer record."""
    return {"external_id": f"B{next(_number)}", "name": "Hotel Melati", "type": "hotel"} | fields


def need_record(**fields: Any) -> dict[str, Any]:
    """A clean need record; give it a ``buyer_external_id``."""
    return {"external_id": f"N{next(_number)}", "title": "Keripik pisang untuk kamar"} | fields


def add_umkm(session: Session, **fields: Any) -> Umkm:
    """An UMKM in the database."""
    made: Umkm = umkm.upsert(session, SYSTEM, umkm_record(**fields)).record
    session.flush()
    return made


def add_need(session: Session, buyer: Buyer | None = None, **fields: Any) -> Need:
    """A need in the database, with a buyer of its own unless one is given."""
    if buyer is None:
        buyer = buyers.upsert(session, SYSTEM, buyer_record(regency="Kabupaten Lebak")).record
        session.flush()
    clean = need_record(buyer_external_id=buyer.external_id, **fields)
    made: Need = needs.upsert(session, SYSTEM, clean).record
    session.flush()
    return made
