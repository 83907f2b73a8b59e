"""What the permit columns of a row say a business holds: one record per permit, doubts named."""

from __future__ import annotations

from datetime import date
from typing import Any

from matchmaker.domain.certificates import NIB_DIGITS, read_pirt
from matchmaker.domain.regions import gazetteer
from matchmaker.spreadsheets.amounts import CellError
from matchmaker.spreadsheets.drafts import Draft, day_of, permit_of
from matchmaker.spreadsheets.grids import Cell
from matchmaker.spreadsheets.headings import Column
from matchmaker.spreadsheets.permits import ANY, Permit, certificate, read_any


def permits(draft: Draft, today: date) -> None:
    """The certificates that permit columns say are held; absent where no cell says anything."""
    read: dict[str, list[tuple[Column, Cell, Permit]]] = {}
    said_anything = False
    for target, cells in draft.parts.items():
        if not target.startswith("permit."):
            continue
        kind = target.removeprefix("permit.")
        for column, cell in cells:
            found = _read_any(draft, column, cell) if kind == ANY else [_read_one(kind, column, cell)]
            for permit in found:
                read.setdefault(permit.kind, []).append((column, cell, permit))
            said_anything |= any(permit.held is not None for permit in found) or (kind == ANY and found == [])
    listed = draft.record.get("certificates")
    records: list[Any] = list(listed) if isinstance(listed, list) else []
    for kind, found_here in read.items():
        held = _held(draft, kind, found_here, today)
        # "NIB, PIRT" in one column and the PIRT's number in another are one permit.
        records = [record for record in records if not held or record != kind] + held
    _check_untils(draft, read)
    if said_anything:
        nib_number = str(draft.record.get("nib") or "")
        if len(nib_number) == NIB_DIGITS and "NIB" not in read:
            records.append({"type": "NIB", "number": nib_number})
    if said_anything or isinstance(listed, list):
        draft.record["certificates"] = records


def _read_one(kind: str, column: Column, cell: Cell) -> Permit:
    """A permit cell; a tick in the column "tidak" says that there is none."""
    permit = permit_of(kind, cell)
    return Permit(kind, False) if column.denied and permit.held and not permit.number else permit


def _read_any(draft: Draft, column: Column, cell: Cell) -> list[Permit]:
    found = read_any(cell) or []
    for permit in found:
        if permit.doubt:
            draft.warn(column, permit.kind, permit.doubt)
    return [permit for permit in found if permit.held]


def _held(draft: Draft, kind: str, found: list[tuple[Column, Cell, Permit]], today: date) -> list[dict[str, Any]]:
    """The records of a permit that any of its columns says is held; what they hold by mistake is named."""
    best = max(found, key=lambda one: (one[2].held is True, bool(one[2].number)))
    for column, cell, permit in found:
        if permit.doubt and not best[2].number:
            draft.warn(column, cell, permit.doubt, permit=kind)
    if not best[2].held:
        return []
    if kind == "PIRT" and best[2].number:
        _check_pirt(draft, best[0], best[2].number, today)
    until = _until(draft, kind)
    return [certificate(Permit(kind, True, number), until) for number in (best[2].number, *best[2].others)]


def _until(draft: Draft, kind: str) -> date | None:
    for column, cell in draft.kept(f"until.{kind}"):
        read = day_of(cell)
        if isinstance(read, CellError):
            if read.code == "day_missing" or column.inferred:
                draft.warn(column, cell, read.code)
            else:
                draft.error(column, cell, read.code)
        elif read is not None:
            return read
    return None


def _check_untils(draft: Draft, read: dict[str, list[tuple[Column, Cell, Permit]]]) -> None:
    """A last day without its permit: the day is checked all the same, and that the permit is missing is said."""
    for target in list(draft.parts):
        kind = target.removeprefix("until.")
        held = any(permit.held for _, _, permit in read.get(kind, []))
        if target.startswith("until.") and not held and _until(draft, kind) is not None:
            column, cell = draft.parts[target][0]
            draft.warn(column, cell, "until_without_permit", permit=kind)


def _check_pirt(draft: Draft, column: Column, number: str, today: date) -> None:
    """Cross-check what a PIRT number says of itself; another layout is in use too, so nothing is refused."""
    read = read_pirt(number)
    if read is None:
        return
    if read.expiry_year < today.year:
        draft.warn(column, number, "pirt_expired_by_number", year=str(read.expiry_year))
    regency = draft.record.get("regency")
    home = gazetteer().resolve(draft.record.get("province"), regency).regency if regency else None
    if home is not None and home.code.replace(".", "") != read.regency_digits:
        there = gazetteer().regencies.get(f"{read.regency_digits[:2]}.{read.regency_digits[2:]}")
        draft.warn(column, number, "pirt_other_regency", place=there.name if there else read.regency_digits)
