"""What a row of a list of buyers, of needs or of past outcomes says."""

from __future__ import annotations

import re

from matchmaker.domain.categories import canonical_buyer_type, canonical_category
from matchmaker.domain.pipeline import STAGES
from matchmaker.domain.regions import gazetteer
from matchmaker.domain.terms import canonical_terms
from matchmaker.spreadsheets.cell_readers import json_list
from matchmaker.spreadsheets.drafts import Draft, is_bad
from matchmaker.spreadsheets.grids import text_of
from matchmaker.spreadsheets.quantities import monthly
from matchmaker.spreadsheets.tables import Table
from matchmaker.spreadsheets.umkm_rows import phone
from matchmaker.spreadsheets.words import plain, says_nothing

STAGE_WORDS = {
    "diusulkan": "proposed", "usulan": "proposed", "dihubungi": "contacted", "sudah dihubungi": "contacted",
    "contoh": "sample", "contoh produk": "sample", "sampel": "sample", "negosiasi": "negotiation",
    "nego": "negotiation",
    "sepakat": "agreed", "disepakati": "agreed", "deal": "agreed", "mou": "agreed", "pks": "agreed",
    "berjalan": "active",
    "aktif": "active", "selesai": "ended", "berakhir": "ended", "ditolak": "rejected", "gagal": "rejected",
    "ditarik": "withdrawn", "mundur": "withdrawn", "batal": "withdrawn", "dibatalkan": "withdrawn",
    "kedaluwarsa": "expired",
    "kadaluarsa": "expired",
}  # fmt: skip


def finish_buyer(draft: Draft, table: Table, implied: str | None) -> None:
    """A buyer: its type from its column, else from the heading of its name; addresses only tell the regency."""
    phone(draft)
    pieces: list[str] = []
    for column, cell in draft.kept("type"):
        if is_bad(draft, column, cell):
            continue
        said = text_of(cell)
        if canonical_buyer_type(said) or implied is None:
            draft.record["type"] = said
        elif not says_nothing(said):
            pieces.append(said)
    if implied is not None and "type" not in draft.record:
        draft.record["type"] = implied
    for target in ("details", "description"):
        for column, cell in draft.kept(target):
            said = text_of(cell)
            if is_bad(draft, column, cell) or says_nothing(said):
                continue
            # "3" in a column "Bintang" says nothing without its heading.
            said = f"{column.heading} {said}" if re.fullmatch(r"[\d.,]+", said) else said
            if said not in pieces:
                pieces.append(said)
    if pieces:
        draft.record["description"] = "\n".join(pieces)
    address = " ".join(text_of(cell) for _, cell in draft.kept("address"))
    if address and not draft.record.get("regency"):
        read = gazetteer().in_address(address)
        if read is not None and read.regency is not None:
            draft.record["regency"] = read.regency.name


def implied_type(table: Table) -> str | None:
    """The kind of buyer that the heading of the name says: "Nama Hotel" lists hotels."""
    column = table.of("name")
    words = plain(column.heading).replace("_", " ").split() if column else []
    return canonical_buyer_type(" ".join(words[1:] if words[:1] == ["nama"] else words)) if words else None


def finish_need(draft: Draft) -> None:
    """A need: its volume brought to a month, its unit from beside the volume where it has no column."""
    monthly(draft, draft.record, "volume_per_month", "volume")
    written = draft.amounts.get("products.volume_per_month")
    if written is not None and written[1].unit and not draft.record.get("unit"):
        draft.record["unit"] = written[1].unit
    price = draft.amounts.get("max_price_idr")
    if price is not None and price[1].unit and not draft.record.get("unit"):
        draft.record["unit"] = price[1].unit
    for column, cell in draft.kept("category"):
        if not is_bad(draft, column, cell) and not says_nothing(text_of(cell)):
            draft.record["category"] = text_of(cell)
            if canonical_category(text_of(cell)) is None and json_list(draft, column, cell) is None:
                there = draft.record.get("description")
                draft.record["description"] = f"{there}\n{text_of(cell)}" if there else text_of(cell)
    terms = draft.record.get("trade_terms")
    if isinstance(terms, str) and canonical_terms(terms) is None:
        parts = {canonical_terms(part) for part in re.split(r"[,/;&]|\bdan\b|\batau\b", terms)}
        if parts == {"consignment", "outright"}:
            draft.record["trade_terms"] = "either"


def finish_outcome(draft: Draft) -> None:
    """An outcome: its stage in the words of the pipeline."""
    stage = draft.record.get("stage")
    if isinstance(stage, str) and stage.lower() not in STAGES:
        draft.record["stage"] = STAGE_WORDS.get(plain(stage), stage)
