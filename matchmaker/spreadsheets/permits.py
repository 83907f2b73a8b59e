"""Permit columns: "Tidak ada", "-", "Ada", a tick, a number, and what got there by mistake.

A permit is recorded as held only where the cell says so: a letter number, a NIB or a person's name in the PIRT column
is a warning and no PIRT. Sources of the number layouts: `matchmaker.domain.certificates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from matchmaker.domain.certificates import NIB_DIGITS, canonical_type, digits_of, read_pirt
from matchmaker.spreadsheets.grids import BadCell, Cell, text_of
from matchmaker.spreadsheets.words import ABSENT, DASHES, YES, plain

ANY = "ANY"  # a column of permits in general: each names its own type
NOT_HELD = (
    ABSENT
    | DASHES
    | frozenset(
        {"belum", "blm", "tidak", "tdk", "no", "n", "t", "0", "false", "tidak punya", "belum punya", "belum memiliki",
         "tidak memiliki", "belum terdaftar", "tidak terdaftar", "belum bersertifikat", "belum halal", "belum pirt",
         "belum ber nib", "nan", "✗", "✘", "☐", "habis", "kadaluarsa", "kedaluwarsa", "expired", "mati",
         "tidak perlu", "tidak wajib"}
    )
)  # fmt: skip
# Applied for is not held.
IN_PROGRESS = re.compile(
    r"^(?:dalam |sedang |masih |lagi |on )?(?:di)?(?:proses|progress|urus|ajukan|pengajuan|pengurusan|daftar)"
)
HELD = (YES - {"masih aktif", "buka", "beroperasi", "masih beroperasi", "rutin"}) | frozenset(
    {"memiliki", "sudah ada", "sudah punya", "sudah memiliki", "bersertifikat", "tersertifikasi", "terdaftar",
     "sudah terdaftar",
     "halal", "halal mui", "mui", "bpjph", "pirt", "p-irt", "berizin", "lengkap", "berlaku", "masih berlaku", "aktif"}
)  # fmt: skip
_LABEL = re.compile(
    r"^(?:(?:sudah|ada|ya|punya|memiliki|terdaftar|no(?:mor)?|sertifikat|sertifikasi|ijin|izin|edar|reg(?:istrasi)?|sp|dinkes|bpom|ri|md|p-?irt|pirt|lppom|mui|"
    r"bpjph|halal|haki|hki|merek|merk|sni|nkv|haccp|chse|slhs|nib|gs1|barcode)\b[\s.,:/-]*)+",
    re.IGNORECASE,
)
# Registers of cosmetics, medicines, supplements and imported food; none of them is an MD number.
_REMARK_IN_PROGRESS = re.compile(
    r"[(\-–:]\s*(?:masih |dalam |sedang |on )*(?:proses|progress|pengajuan|pengurusan|belum|diajukan)", re.IGNORECASE
)
_OTHER_REGISTER = re.compile(
    r"^(?:bpom|pom|ri|\s|\.)*(?:n[a-e]|tr|ti|si|sd|sl|ml|dtl|dbl|cd|pkd|pkl)\s*\.?\s*\d", re.IGNORECASE
)
_LETTER = re.compile(r"\d+\s*/\s*[\w.]+\s*/|/(?:IUMK|SIUP|TDP|IUI|SKU|DINKES|DPMPTSP)\b", re.IGNORECASE)
# Digits a number of this type may have; the exact length is the schema's to check and to warn about.
PLAUSIBLE = {
    "PIRT": (14, 17), "BPOM_MD": (9, 15), "HALAL": (8, 24), "HKI": (5, 20), "GS1_BARCODE": (7, 14), "SNI": (4, 30),
}  # fmt: skip
PLAUSIBLE_DEFAULT = (3, 30)


@dataclass(frozen=True, slots=True)
class Permit:
    """What a permit cell says: nothing (``held`` None), not held, or held, perhaps with its number.

    ``doubt`` is the code of a warning; ``kind`` the type of certificate. ``others`` are further numbers of the same
    cell: a business has a PIRT for each of its products.
    """

    kind: str
    held: bool | None
    number: str | None = None
    doubt: str | None = None
    others: tuple[str, ...] = ()


def read_permit(kind: str, cell: Cell) -> Permit:
    """Read one cell of a column of permits of one type."""
    if isinstance(cell, BadCell):
        return Permit(kind, None, doubt=cell.code)
    word = plain(cell)
    if not word:
        return Permit(kind, None)
    if isinstance(cell, bool):
        return Permit(kind, cell)
    if word in NOT_HELD or IN_PROGRESS.match(word):
        return Permit(kind, False)
    if word in HELD or canonical_type(word) == kind:
        return Permit(kind, True)
    said = text_of(cell).lstrip("'")
    parts = [" ".join(part.split()) for part in re.split(r"[;,\n]|\bdan\b|&", said) if part.strip()]
    several = [_numbered(kind, part) for part in parts] if len(parts) > 1 else []
    if several and all(permit.held and permit.number for permit in several):
        return Permit(kind, True, several[0].number, others=tuple(str(permit.number) for permit in several[1:]))
    return _numbered(kind, " ".join(said.split()))


def _numbered(kind: str, text: str) -> Permit:
    number = _LABEL.sub("", text).strip(" .:") or text
    digits = digits_of(number)
    if re.search(r"\d[.,]?\d*e\+?\d", text, re.IGNORECASE):
        return Permit(kind, None, doubt="scientific")
    if kind == "PIRT" and len(digits) == NIB_DIGITS and digits == re.sub(r"\s", "", number):
        return Permit(kind, None, doubt="permit_holds_nib")
    if kind == "BPOM_MD" and _OTHER_REGISTER.match(text):
        return Permit(kind, None, doubt="permit_not_valid")
    low, high = PLAUSIBLE.get(kind, PLAUSIBLE_DEFAULT)
    letters = len(re.findall(r"[A-Za-z]", number))
    fits = low <= len(digits) <= high and letters <= max(6, len(digits))
    if not fits or (kind in ("PIRT", "BPOM_MD", "HALAL") and _LETTER.search(number)):
        return Permit(kind, None, doubt="permit_not_valid")
    return Permit(kind, True, digits if kind in ("PIRT", "BPOM_MD") else number)


def read_any(cell: Cell) -> list[Permit] | None:
    """Read a cell that lists permits ("NIB, PIRT dan Halal"); None where it is blank, empty where it says none."""
    word = plain(cell)
    if not word or isinstance(cell, BadCell):
        return None
    if word in NOT_HELD:
        return []
    permits = []
    for part in re.split(r"[,;&+\n/|]|\bdan\b", text_of(cell)):
        part = part.strip(" .-•*")
        if _REMARK_IN_PROGRESS.search(part) or IN_PROGRESS.match(part.lower()):
            continue
        if part and (kind := canonical_type(part) or kind_of_number(part)):
            number = None if canonical_type(part) else _LABEL.sub("", part).strip(" .:")
            number = digits_of(number) if number and kind in ("PIRT", "BPOM_MD") else number
            permits.append(Permit(kind, True, number))
        elif part:
            permits.append(Permit(part, None, doubt="unknown_certificate"))
    return permits


def kind_of_number(text: str) -> str | None:
    """The type of certificate that a number belongs to by what stands before it or by its layout."""
    words = re.findall(r"[A-Za-z-]+", re.split(r"\d", text, maxsplit=1)[0])
    for count in range(len(words), 0, -1):
        named = canonical_type(" ".join(words[:count]))
        if named and re.search(r"\d", text):
            return named
    digits = digits_of(text)
    if re.fullmatch(r"ID\d{15,22}", re.sub(r"\s", "", text)):
        return "HALAL"
    if re.fullmatch(r"IDM\d{6,}", re.sub(r"\s", "", text)):
        return "HKI"
    if not re.fullmatch(r"[\d\s.-]+", text):
        return None
    return {15: "PIRT" if read_pirt(digits) else None, NIB_DIGITS: "NIB", 12: "BPOM_MD"}.get(len(digits))


def certificate(permit: Permit, valid_until: date | None = None) -> dict[str, Any]:
    """The record of a held permit."""
    record: dict[str, Any] = {"type": permit.kind}
    if permit.number:
        record["number"] = permit.number
    if valid_until:
        record["valid_until"] = valid_until.isoformat()
    return record
