"""What a row of a list of businesses says: the business, its permits, and the product the row is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from rapidfuzz import fuzz, process

from matchmaker.domain.categories import ALIASES, canonical_category, category_of_kbli, kbli_code
from matchmaker.domain.contact import canonical_phone
from matchmaker.domain.scale import canonical_scale
from matchmaker.spreadsheets.cell_readers import json_list, rupiah
from matchmaker.spreadsheets.drafts import Draft, is_bad, permit_of
from matchmaker.spreadsheets.grids import Cell, text_of
from matchmaker.spreadsheets.headings import Column
from matchmaker.spreadsheets.permits import kind_of_number
from matchmaker.spreadsheets.product_rows import further_product, product
from matchmaker.spreadsheets.tables import Table
from matchmaker.spreadsheets.umkm_permits import permits
from matchmaker.spreadsheets.words import flag, says_nothing

MONTHS_PER_YEAR = 12
WEEKS_PER_YEAR = 52
_LINE_WORDS = re.compile(
    r"^(?:bidang|usaha|industri|produksi|pengolahan|olahan|sektor|aneka|pembuatan|jenis|produk|kelompok)\s+"
)
MISSPELT_LENGTH = 6  # letters; shorter words have too many neighbours
MISSPELT_SCORE = 82.0  # rapidfuzz ratio: one or two letters in seven
_CATEGORY_WORDS = [word for word in ALIASES if len(word) >= MISSPELT_LENGTH]
_MADE = re.compile(r"komodit|hasil|dagangan|^produksi", re.IGNORECASE)
_PHONE_ALONE = re.compile(r"^\+?\d[\d\s().-]{7,17}$")
_PHONE_WITHIN = re.compile(r"(?<!\d)(?:\+?62|0)\s?8[\d .-]{7,14}\d(?!\d)")  # "WA 0812-0000-1111 (Ibu Contoh)"
_LINKS = re.compile(r"https?://\S+|www\.\S+")


def finish(draft: Draft, table: Table, today: date, further: Mapping[int, Draft]) -> None:
    """Put together what the cells of one row say of a business; ``further`` are its second and later products."""
    phone(draft)
    nib(draft)
    ticked_scale(draft)
    line(draft)
    description(draft, table)
    links(draft)
    sales(draft)
    permits(draft, today)
    product(draft, table)
    for number in sorted(further):
        further_product(draft, further[number], number)
    name = draft.record.get("name")
    if name and not re.search(r"[^\W\d_]", str(name)):
        draft.warn(table.of("name"), name, "name_without_letters")


def phone(draft: Draft) -> None:
    """The first usable number of all columns of numbers; one that a spreadsheet rounded is left out."""
    candidates: list[tuple[Column, Cell]] = []
    for column, cell in draft.kept("phone"):
        if is_bad(draft, column, cell) or says_nothing(text_of(cell)):
            continue
        if re.search(r"\d[eE]\+?\d", text_of(cell)) or _was_rounded(cell):
            draft.warn(column, cell, "scientific")
        else:
            candidates.append((column, cell))
    if len(candidates) > 1:
        candidates = [one for one in candidates if canonical_phone(text_of(one[1]))] or candidates
    if candidates:
        said = text_of(candidates[0][1])
        within = None if canonical_phone(said) else _PHONE_WITHIN.search(said)
        draft.record["phone"] = within[0] if within and canonical_phone(within[0]) else said


def _was_rounded(cell: Cell) -> bool:
    """Whether a number of many digits ends as one does that passed through "9,99E+12"."""
    return isinstance(cell, int | float) and re.search(r"^\d{3,}?0{6,}$", text_of(cell)) is not None


def nib(draft: Draft) -> None:
    """Thirteen digits are a NIB; another permit's number goes where it belongs, a letter's number is named."""
    for column, cell in draft.kept("nib"):
        if is_bad(draft, column, cell):
            continue
        said = text_of(cell).lstrip("'`").strip()
        permit = permit_of("NIB", said)
        if permit.held is False or not said:
            continue
        if permit.doubt == "scientific" or _was_rounded(cell):
            draft.warn(column, cell, "scientific")
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


def ticked_scale(draft: Draft) -> None:
    """The scale of the one column "mikro | kecil | menengah" that is ticked; more than one tick says nothing."""
    ticked = [(column, cell) for column, cell in draft.kept("scale.tick") if flag(cell)]
    scales = {canonical_scale(column.heading.split()[-1]) for column, _ in ticked}
    if len(scales) == 1:
        draft.record.setdefault("scale", scales.pop())
    elif ticked:
        draft.warn(ticked[0][0], ticked[0][1], "several_ticked")


def line(draft: Draft) -> None:
    """A line of business: its category where it names one, its scale where it names that, else what is made."""
    texts: list[str] = []
    # "Komoditi: genteng" says what is made, "Jenis industri: bahan bangunan" only what kind of thing.
    for column, cell in sorted(draft.kept("line"), key=lambda one: not _MADE.search(one[0].heading)):
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
    sources = (("annual_sales_idr", 1), ("sales_month", MONTHS_PER_YEAR), ("sales_week", WEEKS_PER_YEAR),
               ("sales_day", 0), ("sales", 1))  # fmt: skip
    for target, factor in sources:
        draft.record.pop(target, None) if target != "annual_sales_idr" else None
        if target not in draft.amounts:
            continue
        column, amount = draft.amounts[target]
        factor = {"month": MONTHS_PER_YEAR, "week": WEEKS_PER_YEAR, "year": 1, None: factor}.get(amount.period, 0)
        if not factor:
            draft.warn(column, amount.value, "per_day")
            if target == "annual_sales_idr":
                del draft.record[target]
        elif target == "annual_sales_idr" or draft.record.get("annual_sales_idr") is None:
            draft.record["annual_sales_idr"] = rupiah(draft, column, amount.value, amount.value * factor)
