"""What a row of a list of businesses says: the business, its permits, and the product the row is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from matchmaker.domain.categories import ALIASES, canonical_category, category_of_kbli, kbli_code
from matchmaker.domain.certificates import NIB_DIGITS, read_pirt
from matchmaker.domain.contact import canonical_phone
from matchmaker.domain.regions import gazetteer
from matchmaker.domain.scale import canonical_scale
from matchmaker.domain.terms import SUPPLIER_TERMS, canonical_terms
from matchmaker.spreadsheets.amounts import CellError
from matchmaker.spreadsheets.cell_readers import json_list, rupiah
from matchmaker.spreadsheets.drafts import Draft, day_of, is_bad, permit_of
from matchmaker.spreadsheets.grids import Cell, shorten, text_of
from matchmaker.spreadsheets.headings import Column
from matchmaker.spreadsheets.permits import ANY, Permit, certificate, kind_of_number, read_any
from matchmaker.spreadsheets.quantities import monthly, settle_units, written_unit
from matchmaker.spreadsheets.tables import Table
from matchmaker.spreadsheets.words import says_nothing

MONTHS_PER_YEAR = 12
WEEKS_PER_YEAR = 52
NAME_OF_LINE = 80  # characters; a longer line of business describes more than one product
# Fields that make a row speak of a product; unit and export countries alone do not.
TELLING = (
    "name", "description", "category", "price_idr", "capacity_per_month", "moq", "lead_time_days", "shelf_life_days",
    "gtin",
)  # fmt: skip
_LINE_WORDS = re.compile(
    r"^(?:bidang|usaha|industri|produksi|pengolahan|olahan|sektor|aneka|pembuatan|jenis|produk|kelompok)\s+"
)
MISSPELT_LENGTH = 6  # letters; shorter words have too many neighbours
MISSPELT_SCORE = 82.0  # rapidfuzz ratio: one or two letters in seven
_CATEGORY_WORDS = [word for word in ALIASES if len(word) >= MISSPELT_LENGTH]
_PHONE_ALONE = re.compile(r"^\+?\d[\d\s().-]{7,17}$")
_LINKS = re.compile(r"https?://\S+|www\.\S+")


def finish(draft: Draft, table: Table, today: date) -> None:
    """Put together what the cells of one row say of a business."""
    phone(draft)
    nib(draft)
    line(draft)
    description(draft, table)
    links(draft)
    sales(draft)
    permits(draft, today)
    product(draft, table)
    name = draft.record.get("name")
    if name and not re.search(r"[^\W\d_]", str(name)):
        draft.warn(table.of("name"), name, "name_without_letters")


def phone(draft: Draft) -> None:
    """The first usable number of all columns of numbers; one that a spreadsheet rounded is left out."""
    candidates: list[tuple[Column, Cell]] = []
    for column, cell in draft.kept("phone"):
        if is_bad(draft, column, cell) or says_nothing(text_of(cell)):
            continue
        if re.search(r"\d[eE]\+?\d", text_of(cell)):
            draft.warn(column, cell, "scientific")
        else:
            candidates.append((column, cell))
    if len(candidates) > 1:
        candidates = [one for one in candidates if canonical_phone(text_of(one[1]))] or candidates
    if candidates:
        draft.record["phone"] = text_of(candidates[0][1])


def nib(draft: Draft) -> None:
    """Thirteen digits are a NIB; another permit's number goes where it belongs, a letter's number is named."""
    for column, cell in draft.kept("nib"):
        if is_bad(draft, column, cell):
            continue
        said = text_of(cell).lstrip("'`").strip()
        permit = permit_of("NIB", said)
        if permit.held is False or not said:
            continue
        bare = re.sub(r"^(?:nib|nomor|no)\b[\s.:]*", "", said, flags=re.IGNORECASE)
        if re.fullmatch(r"[\d\s.'-]+", bare):
            draft.record["nib"] = re.sub(r"\D", "", bare)
        elif permit.held and not permit.number:
            draft.parts.setdefault("permit.NIB", []).append((column, True))
        elif (kind := kind_of_number(bare)) and kind != "NIB":
            draft.parts.setdefault(f"permit.{kind}", []).append((column, cell))
        else:
            draft.warn(column, cell, "invalid_nib")


def line(draft: Draft) -> None:
    """A line of business: its category where it names one, its scale where it names that, else what is made."""
    texts: list[str] = []
    for column, cell in draft.kept("line"):
        if is_bad(draft, column, cell):
            continue
        code = kbli_code(text_of(cell))
        for said in _lines(text_of(cell)):
            category = _category(said)
            if category is None and column.names_categories:
                category = _near_category(draft, column, said)
            if category:
                draft.product.setdefault("category", category)
            elif canonical_scale(said):
                draft.record.setdefault("scale", said)
            elif code and said != code and not says_nothing(said):
                # The title of a class describes what is made; it is no product's name.
                draft.parts.setdefault("details", []).append((column, said))
            elif not says_nothing(said) and not re.fullmatch(r"[\d.,/ ]+", said) and said not in texts:
                texts.append(said)
    draft.parts["line.texts"] = [(Column(-1, ""), text) for text in texts]


def _lines(said: str) -> Iterable[str]:
    code = kbli_code(said)
    if code:
        rest = re.sub(r"^[\s\d,;/|-]*[-–:.]?\s*", "", said)
        return [code, rest] if rest else [code]
    return [said]


def _category(said: str) -> str | None:
    if re.fullmatch(r"\d{5}", said):
        return category_of_kbli(said)
    plain = _LINE_WORDS.sub("", said.lower().strip())
    found = canonical_category(said) or canonical_category(plain)
    if found is None and re.search(r"[/,&+]|\bdan\b", said):
        parts = [part for part in re.split(r"[/,&+]|\bdan\b", said) if part.strip()]
        known = [canonical_category(part) for part in parts]
        found = known[0] if known and all(known) else None
    return found


def _near_category(draft: Draft, column: Column, said: str) -> str | None:
    """The category that a slip of the pen means ("Kulener"), in a column whose other cells name categories."""
    if len(said) < MISSPELT_LENGTH:
        return None
    near = process.extractOne(said.lower(), _CATEGORY_WORDS, scorer=fuzz.ratio, score_cutoff=MISSPELT_SCORE)
    if near is None:
        return None
    draft.warn(column, said, "category_corrected", read=near[0])
    return canonical_category(near[0])


def description(draft: Draft, table: Table) -> None:
    """All that describes the business; a telephone number that got there by mistake is not shown to the public."""
    pieces: list[str] = []
    unnamed = table.of("products.name") is None
    for target in ("description", "details", *(("products.variant", "products.size") if unnamed else ())):
        for column, cell in draft.kept(target):
            if is_bad(draft, column, cell):
                continue
            said = text_of(cell)
            if (parts := json_list(draft, column, cell)) is not None:
                said = ", ".join(str(part) for part in parts)
            if says_nothing(said):
                continue
            if _PHONE_ALONE.match(said) and canonical_phone(said):
                draft.warn(column, cell, "phone_in_text")
                draft.record.setdefault("phone", said)
            elif said not in pieces:
                pieces.append(said)
    if pieces:
        draft.record["description"] = "\n".join(pieces)
    goods = draft.product.get("description")
    if isinstance(goods, str) and _PHONE_ALONE.match(goods) and canonical_phone(goods):
        draft.warn(None, goods, "phone_in_text")
        draft.record.setdefault("phone", draft.product.pop("description"))


def links(draft: Draft) -> None:
    """Shops and pages on the net, from as many columns as there are."""
    found: list[str] = []
    for column, cell in draft.kept("marketplace_urls"):
        if is_bad(draft, column, cell) or says_nothing(text_of(cell)):
            continue
        found.extend(json_list(draft, column, cell) or _LINKS.findall(text_of(cell)) or [text_of(cell)])
    if found:
        draft.record["marketplace_urls"] = found


def sales(draft: Draft) -> None:
    """Sales of a year, from those of a month where only these are known."""
    for target, factor in (("annual_sales_idr", 1), ("sales_month", MONTHS_PER_YEAR), ("sales", 1)):
        draft.record.pop(target, None) if target != "annual_sales_idr" else None
        if target not in draft.amounts:
            continue
        column, amount = draft.amounts[target]
        factor = {"month": MONTHS_PER_YEAR, "week": WEEKS_PER_YEAR, "year": 1, None: factor}.get(amount.period, 0)
        if not factor:
            draft.warn(column, amount.value, "per_day")
            draft.record.pop("annual_sales_idr", None)
        elif target == "annual_sales_idr" or draft.record.get("annual_sales_idr") is None:
            draft.record["annual_sales_idr"] = rupiah(draft, column, amount.value, amount.value * factor)


def permits(draft: Draft, today: date) -> None:
    """The certificates that permit columns say are held; absent where no cell says anything."""
    read: dict[str, list[tuple[Column, Cell, Permit]]] = {}
    said_anything = False
    for target, cells in draft.parts.items():
        if not target.startswith("permit."):
            continue
        kind = target.removeprefix("permit.")
        for column, cell in cells:
            found = _read_any(draft, column, cell) if kind == ANY else [permit_of(kind, cell)]
            for permit in found:
                read.setdefault(permit.kind, []).append((column, cell, permit))
            said_anything |= any(permit.held is not None for permit in found) or (kind == ANY and found == [])
    listed = draft.record.get("certificates")
    records: list[Any] = list(listed) if isinstance(listed, list) else []
    for kind, found_here in read.items():
        records.extend(_held(draft, kind, found_here, today))
    _check_untils(draft, read)
    if said_anything:
        nib_number = str(draft.record.get("nib") or "")
        if len(nib_number) == NIB_DIGITS and "NIB" not in read:
            records.append({"type": "NIB", "number": nib_number})
    if said_anything or isinstance(listed, list):
        draft.record["certificates"] = records


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
            if read.code == "day_missing":
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


def product(draft: Draft, table: Table) -> None:
    """The product a row is about, named by its column, else by the line of business, else like the business."""
    goods = draft.product
    texts = [str(text) for _, text in draft.parts.pop("line.texts", [])]
    beside = written_unit(draft, goods)
    monthly(draft, goods, "capacity_per_month", "capacity", beside)
    settle_units(draft, goods)
    _trade_terms(draft, goods)
    own_column = table.of("products.name")
    variant = _piece(draft, "products.variant") if own_column else ""
    size = _piece(draft, "products.size") if own_column else ""
    if own_column is None and texts and len(texts[0]) <= NAME_OF_LINE:
        goods["name"] = texts.pop(0)
    if texts:
        there = draft.record.get("description")
        draft.record["description"] = "\n".join([*([there] if there else []), *texts])
    if not any(goods.get(name) is not None for name in TELLING):
        return
    if not goods.get("name"):
        telling = [name for name in TELLING if name != "category" and goods.get(name) is not None]
        if own_column is not None:
            if telling:
                draft.error(own_column, None, "required")
            return
        goods["name"] = draft.record.get("name")
    _brand(draft, goods)
    # Tastes and sizes have prices of their own: without them in its name one product would overwrite the other.
    goods["name"] = " ".join(part for part in (goods["name"], variant, size) if part)
    if goods.get("name"):
        draft.record["products"] = [{key: value for key, value in goods.items() if value is not None}]


def _piece(draft: Draft, target: str) -> str:
    """What tells products of one name apart; a bare figure takes the measure of its heading ("Netto (gr)")."""
    said = []
    for column, cell in draft.kept(target):
        if is_bad(draft, column, cell) or says_nothing(text_of(cell)):
            continue
        parts = json_list(draft, column, cell)
        text = ", ".join(map(str, parts)) if parts is not None else text_of(cell)
        bare = re.fullmatch(r"[\d.,]+", text)
        said.append(f"{text} {column.remark or _measure_of(column)}".strip() if bare else text)
    return " ".join(said)


def _measure_of(column: Column) -> str:
    last = column.heading.split()[-1].lower()
    return last if last in ("gr", "gram", "ml", "kg", "liter", "cm", "pcs") else ""


def _brand(draft: Draft, goods: dict[str, Any]) -> None:
    brand = goods.pop("brand", None)
    if brand:
        there = goods.get("description")
        goods["description"] = f"{there}\nMerek {brand}" if there else f"Merek {brand}"


def _trade_terms(draft: Draft, goods: dict[str, Any]) -> None:
    written = goods.pop("trade_terms", None)
    if not written:
        return
    words = written if isinstance(written, list) else [written]
    split = [part.strip() for word in words for part in re.split(r"[,/;&]|\bdan\b|\batau\b", str(word)) if part.strip()]
    terms: list[str] = []
    for word in split:
        term = canonical_terms(word)
        if term == "either":
            terms.extend(SUPPLIER_TERMS)
        elif term:
            terms.append(term)
        else:
            draft.warn(None, shorten(word), "unknown_word")
    if terms:
        goods["trade_terms"] = list(dict.fromkeys(terms))
