"""Conditions written in the text of a need, read like fields: "awet minimal 2 bulan", "paling mahal 3.500 per biji"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from matchmaker.scoring.reading import Constraint
from matchmaker.scoring.text import fold
from matchmaker.scoring.units import NUMBER, UNITS, parse_number

Source = Literal["title", "description"]
Value = float | str | tuple[float, float]
Finding = tuple[str, Value, str | None]

WEEKS_PER_MONTH = 52 / 12
WORKDAYS_PER_MONTH = 30
SIZE_SLACK = 0.1
"""A size told as one number means about that: a tenth more or less still fits."""
MIN_PRICE_IDR = 500
"""A smaller number is no price."""
EARLY_HOUR = 8
"""Delivery before this hour counts as early."""
MASKED_RULES = frozenset(
    {"min_shelf_life_days", "max_price_idr", "volume_per_month", "max_lead_time_days", "certificate",
     "certificate_any", "delivery", "piece_weight_g", "piece_volume_ml", "piece_length_cm"}
)  # fmt: skip
"""Words of these conditions say nothing about what the thing is."""

_UNIT = "|".join(sorted((re.escape(unit) for unit in UNITS), key=len, reverse=True))
_N = rf"(?P<low>{NUMBER})(?:\s*(?:-|–|s/d|sd|sampai|hingga)\s*(?P<high>{NUMBER}))?"
_SPAN = r"(?P<span>hari|minggu|pekan|bulan|bln|tahun|thn)"
_ONE_SPAN = r"\bse(?P<one>hari|minggu|pekan|bulan|tahun)\b"
_LEAST = (
    r"(?:minimal|minimum|min|paling\s+(?:tidak|sedikit|kurang|pendek)|setidaknya|sedikitnya|sekurangnya|lebih\s+dari"
    r"|di\s*atas|kurang\s+lebih|sekitar|sampai|hingga|selama|bisa|harus|masih|untuk|atau\s+lebih|simpan|simpannya|lama"
    r"|produk|nya|di\s+suhu\s+ruang|di\s+rak|>=?|:)"
)
_MOST = (
    r"(?:maksimal|maksimum|maks|max|paling\s+(?:lama|lambat|mahal|tinggi|banter|mentok)|tidak\s+(?:boleh\s+)?lebih(?:\s+dari)?"
    r"|tak\s+lebih(?:\s+dari)?|jangan\s+(?:sampai\s+)?(?:lebih|lewat)(?:\s+dari)?|kurang\s+dari|di\s*bawah|mentok|<=?)"
)
_PER = r"(?:\s*(?:/|per|se|tiap|setiap|untuk\s+satu|@)\s*)"
_RP = r"(?:rp\.?\s*)"
_SCALE = r"(?:(?P<scale>rb|ribu|ribuan|rban|k|jt|juta)(?![a-z]))?"
_DAYS = {"hari": 1, "minggu": 7, "pekan": 7, "bulan": 30, "bln": 30, "tahun": 365, "thn": 365}
_TIMES_PER_MONTH = {
    "hari": WORKDAYS_PER_MONTH, "minggu": WEEKS_PER_MONTH, "pekan": WEEKS_PER_MONTH, "bulan": 1.0, "bln": 1.0,
    "tahun": 1 / 12, "thn": 1 / 12,
}  # fmt: skip

_SOFT = re.compile(
    r"kalau\s+(?:bisa|ada|memungkinkan|boleh)|kalo\s+(?:bisa|ada)|jika\s+(?:bisa|ada|mungkin|memungkinkan)|lebih\s+(?:baik|disukai"
    r"|suka|bagus|senang|utama)|diutamakan|sebaiknya|syukur|nilai\s+(?:plus|tambah)|akan\s+lebih|idealnya|preferabl"
    r"|tidak\s+(?:harus|wajib|masalah)|belum\s+(?:harus|wajib)|opsional|optional|bila\s+(?:bisa|ada|memungkinkan)|prioritas"
    r"|menyusul|boleh\s+juga"
)
_AFTERTHOUGHT_LETTERS = 20
"""A clause as short as ", kalau bisa" speaks of the one before."""
_CLAUSE_END = re.compile(r"[.;,\n!?]|\btapi\b|\btetapi\b|\bnamun\b|\bdan\s+(?=harus|wajib|tidak|kalau)")

_SHELF_LIFE = re.compile(
    r"\b(?:awet|tahan|(?:umur|masa|daya)\s+simpan|(?:masa\s+)?(?:kadaluarsa|kadaluwarsa|kedaluwarsa|expired?|exp(?:ired)?)"
    rf"|shelf\s*life|umur\s+produk|bertahan|kuat)(?:nya)?\b(?:\W*{_LEAST})*\W*(?:{_N}\s*{_SPAN}|{_ONE_SPAN})"
)
_SHELF_LIFE_BEHIND = re.compile(
    rf"{_N}\s*{_SPAN}\s+(?:tetap\s+|masih\s+|harus\s+)?(?:awet|tahan|belum\s+(?:basi|expired|kadaluarsa))"
)
_PRICE = re.compile(
    rf"(?:{_MOST}|\bharga(?:nya)?|\bbudget(?:nya)?|\bbujet|\banggaran|\bplafon|\bpagu|\bbatas\s+harga|\btarget\s+harga|\bsekitar"
    rf"|\bkisaran|\brange|\bhpp|\bbeli)\W*(?:(?:harga|di|dari|sekitar|kisaran|{_MOST}|adalah|antara)\W*)*"
    rf"(?P<rp>{_RP})?{_N}\s*{_SCALE}(?:an)?\b(?:{_PER}(?P<unit>{_UNIT})(?![a-z0-9]))?"
)
_PRICE_PER = re.compile(rf"(?P<rp>{_RP}){_N}\s*{_SCALE}\b(?:{_PER}(?P<unit>{_UNIT})(?![a-z0-9]))?")
_SIZE = re.compile(
    rf"\b(?P<lead>isi(?:nya)?|berat(?:nya)?|bobot|ukuran(?:nya)?|uk|size|netto|nett|kemasan|pack|pouch|botol|toples|sachet|porsi"
    rf"|per\s+(?:biji|potong|ekor|porsi|pcs|buah|batang))\W*(?:(?:sekitar|{_LEAST}|{_MOST}|kecil|mini|besar|isi|ukuran)\W*)*"
    rf"{_N}\s*(?P<unit>kg|gr|gram|g|ons|ml|cc|liter|ltr|cm)(?![a-z0-9])"
)
_SIZE_BEHIND = re.compile(
    rf"{_N}\s*(?P<unit>gr|gram|g|ons|ml|cc|cm)\s*(?:{_PER})(?:biji|potong|ekor|porsi|pcs|buah|batang|kemasan|pack|botol)"
)
_VOLUME = re.compile(
    rf"{_N}\s*{_SCALE}\s*(?P<unit>{_UNIT})?\s*(?:/|per|se|tiap|setiap|dalam\s+se)\s*(?P<span>hari|minggu|pekan|bulan|bln|tahun|thn)"
)
_VOLUME_BEFORE = re.compile(
    rf"\b(?:(?:se)?tiap|per|harian|mingguan|bulanan)\s*(?P<span>hari|minggu|pekan|bulan|tahun)?\W*(?:(?:butuh|perlu|ambil|pesan|order"
    rf"|sekitar|kira-kira|kurang\s+lebih|minimal|habis|kami|kirim)\W*)*{_N}\s*{_SCALE}\s*(?P<unit>{_UNIT})(?![a-z0-9])"
)
_LEAD_TIME = re.compile(
    rf"\b(?:dikirim|kirim|siap|jadi|selesai|datang|tiba|lead\s*time|pengerjaan|pengiriman|produksi|proses|diantar|barang|pesanan|order"
    rf"|tenggat|deadline|waktu)(?:nya)?\b[^.,;\d]{{0,25}}?(?:{_MOST}|dalam(?:\s+waktu)?|h\s*\+)\s*(?:{_N}\s*(?:{_SPAN})?|{_ONE_SPAN})"
)
_LEAD_TIME_BEHIND = re.compile(
    rf"(?:{_MOST}|dalam)\s*(?:{_N}\s*{_SPAN}|{_ONE_SPAN})\s*(?:kerja\s*)?(?:setelah|sejak|dari|sudah|harus|sesudah|jadi|selesai|sampai)"
)
_CERTIFICATES: dict[str, str] = {
    "HALAL": r"halal",
    "PIRT": r"p\s*-?\s*irt|spp\s*-?\s*irt",
    "BPOM_MD": r"bpom(?:\s*md)?|izin\s+md|nomor\s+md|\bmd\b",
    "SNI": r"sni",
    "HACCP": r"haccp",
    "NKV": r"nkv",
    "SLHS": r"slhs|laik\s+(?:higiene|sehat|hygiene)",
    "CHSE": r"chse",
    "ORGANIC": r"(?:ber)?sertifikat\s+organik|organik\s+bersertifikat|organic\s+certified",
    "GS1_BARCODE": r"barcode|barkod",
    "HKI": r"hki|merek\s+terdaftar",
    "NIB": r"nib",
}
_CERTIFICATE = re.compile("|".join(rf"\b(?P<{name}>{words})\b" for name, words in _CERTIFICATES.items()))
_NOT_NEEDED = re.compile(r"(?:tidak|belum|tak|gak|ga)\s+(?:perlu|harus|wajib|ada|punya|masalah)\W+(?:\w+\W+){0,2}$")
_ALTERNATIVE = re.compile(r"\s*(?:/|atau|or)\s*(?:izin\s*|ijin\s*|nomor\s*)?")
_DELIVERY = re.compile(
    r"\b(?:diantar|dikirim|antar|mengantar|kirim|pengiriman|delivery|datang|tiba|disetor|setor|sampai)\b[^.;,\n]{0,40}?"
    r"(?P<when>sebelum\s+(?:subuh|pagi|jam\s*\d+|pukul\s*\d+|sarapan|matahari)|subuh|pagi|dini\s+hari|jam\s*\d+|pukul\s*\d+"
    r"|(?:se)?tiap\s+hari|harian|dua\s+hari\s+sekali|\d\s*x\s*seminggu|dalam\s+keadaan\s+(?:segar|hangat|dingin|beku))"
)
_CUSTOM = re.compile(
    r"\b(?:(?P<what>nama|logo|label|merek|merk|brand|tulisan|inisial|monogram|desain|motif|warna|ukuran)\b[^.;,\n]{0,30}?\b"
    r"(?P<how>dibordir|bordir|disablon|sablon|dicetak|cetak|diukir|ukir|digrafir|grafir|ditempel|disulam|sulam|dicap|custom|kustom|sendiri"
    r"|kami|sesuai)|(?P<made>custom|kustom|private\s+label|white\s+label|maklon|sesuai\s+(?:desain|pesanan|ukuran|permintaan|contoh)"
    r"|bisa\s+(?:cetak|sablon|bordir|grafir|ukir)\s+(?:nama|logo)))"
)
_CUSTOM_PROCESS = {
    "bordir": "bordir",
    "sulam": "bordir",
    "sablon": "sablon",
    "grafir": "grafir",
    "ukir": "ukir",
    "cetak": "cetak",
    "label": "label",
    "merek": "label",
    "merk": "label",
    "brand": "label",
    "maklon": "label",
}
_UNWANTED = re.compile(
    r"\b(?:tanpa|bukan|jangan|tidak(?:\s+mau|\s+boleh|\s+mengandung|\s+pakai|\s+terlalu)?|bebas|non|anti)\s+"
    r"(?P<what>(?:yang\s+|terlalu\s+|dari\s+|pakai\s+|bahan\s+)*[a-z]{3,}(?:\s+[a-z]{3,})?)"
)
_UNWANTED_END = re.compile(r"\s+(?:untuk|dan|atau|yang|di|ke|dari|dengan|saat|tapi|harus|karena|agar)$")
_NOT_UNWANTED = re.compile(
    r"(?:harus|perlu|wajib|lebih|masalah|hanya|sampai|lewat|boleh|apa|ada|bisa|mudah|cepat|gampang)\b"
)
_LOCAL = re.compile(
    r"\b(?:produk\s+lokal|lokal|daerah\s+(?:setempat|sini|sekitar)|setempat|sekitar\s+(?:sini|hotel|kota|kami)|khas\s+daerah)\b"
)


def find_constraints(text: str | None, source: Source) -> list[Constraint]:
    """All conditions in ``text``, in order of place; one place is read once."""
    folded = fold(text or "")
    found: list[Constraint] = []
    taken: set[int] = set()
    for pattern, read in _READERS:
        for match in pattern.finditer(folded):
            if taken.isdisjoint(range(match.start(), match.end())):
                for rule, value, unit in read(match, folded):
                    found.append(_constraint(rule, value, unit, match, folded, source))
                    taken |= set(range(match.start(), match.end())) if rule in MASKED_RULES else set()
    return sorted(found, key=lambda one: one.start)


def _constraint(
    rule: str, value: Value, unit: str | None, match: re.Match[str], folded: str, source: Source
) -> Constraint:
    start, end = match.span()
    soft = rule == "local" or bool(_SOFT.search(_clause(folded, start, end)))
    return Constraint(rule, value, unit, soft, folded[start:end].strip(), source, start, end)


def _clause(folded: str, start: int, end: int) -> str:
    """The clause around a place, where a "kalau bisa" would soften it, said before, within or right behind."""
    begin = 0
    for mark in _CLAUSE_END.finditer(folded, 0, start):
        begin = mark.end()
    after = _CLAUSE_END.search(folded, end)
    if after is None:
        return folded[begin:]
    following = _CLAUSE_END.split(folded[after.end() :], maxsplit=1)[0].strip()
    afterthought = following if len(following) <= _AFTERTHOUGHT_LETTERS else ""
    return f"{folded[begin : after.start()]} {afterthought}"


def _days(match: re.Match[str], *, default: str | None = None) -> float | None:
    groups = match.groupdict()
    if groups.get("one"):
        return float(_DAYS[groups["one"]])
    span = groups.get("span") or default
    amount = parse_number(groups["low"]) if groups.get("low") else None
    return amount * _DAYS[span] if amount and span else None


def _shelf_life(match: re.Match[str], folded: str) -> Iterator[Finding]:
    days = _days(match)
    if days:
        yield "min_shelf_life_days", days, None


def _lead_time(match: re.Match[str], folded: str) -> Iterator[Finding]:
    days = _days(match, default="hari")
    if days:
        yield "max_lead_time_days", days, None


def _price(match: re.Match[str], folded: str) -> Iterator[Finding]:
    groups = match.groupdict()
    amount = parse_number(groups["high"] or groups["low"], groups["scale"])
    named = groups["rp"] or groups["scale"] or groups["unit"] or "harga" in match.group() or "mahal" in match.group()
    timed = groups["unit"] is not None and UNITS[groups["unit"]].base == "day"
    if amount and amount >= MIN_PRICE_IDR and named and not timed:
        yield "max_price_idr", amount, groups["unit"]


def _size(match: re.Match[str], folded: str) -> Iterator[Finding]:
    unit = UNITS[match.group("unit")]
    low = parse_number(match.group("low"))
    high = parse_number(match.group("high")) if match.group("high") else None
    if not low or re.match(r"\s*(?:/|per|se|tiap|setiap)\s*(?:hari|minggu|bulan|bln|tahun)", folded[match.end() :]):
        return
    rule = {"g": "piece_weight_g", "ml": "piece_volume_ml", "cm": "piece_length_cm"}[unit.base]
    yield rule, _range(low * unit.factor, high * unit.factor if high else None, match.group()), None


def _range(low: float, high: float | None, said: str) -> tuple[float, float]:
    if high is not None:
        return min(low, high), max(low, high)
    if re.search(r"minim|min\b|paling (?:tidak|sedikit)|di ?atas|lebih dari", said):
        return low, float("inf")
    if re.search(_MOST, said):
        return 0.0, low
    return low * (1 - SIZE_SLACK), low * (1 + SIZE_SLACK)


def _volume(match: re.Match[str], folded: str) -> Iterator[Finding]:
    groups = match.groupdict()
    span = groups["span"] or next((s for w, s in _ADVERBS.items() if w in match.group()), None)
    low = parse_number(groups["low"], groups["scale"])
    high = parse_number(groups["high"], groups["scale"]) if groups["high"] else low
    timed = groups["unit"] is not None and UNITS[groups["unit"]].base == "day"
    if low and high and span and not timed:
        yield "volume_per_month", (low + high) / 2 * _TIMES_PER_MONTH[span], groups["unit"]


_ADVERBS = {"harian": "hari", "mingguan": "minggu", "bulanan": "bulan"}


def _certificates(match: re.Match[str], folded: str) -> Iterator[Finding]:
    if _NOT_NEEDED.search(folded[max(0, match.start() - 40) : match.start()]):
        return
    name = str(match.lastgroup)
    behind = _ALTERNATIVE.match(folded, match.end())
    other = _CERTIFICATE.match(folded, behind.end()) if behind else None
    before = re.search(r"(?:/|atau|or)\s*(?:izin\s*|ijin\s*)?$", folded[: match.start()])
    if other:
        yield "certificate_any", f"{name}|{other.lastgroup}", None
    elif not (before and any(_CERTIFICATE.finditer(folded, max(0, before.start() - 12), before.start()))):
        yield "certificate", name, None


def _delivery(match: re.Match[str], folded: str) -> Iterator[Finding]:
    when = match.group("when")
    hour = re.search(r"\d+", when)
    if ("hari" in when and "dini" not in when) or "seminggu" in when:
        yield "delivery", "daily", None
    elif (hour is None and "keadaan" not in when) or (hour and int(hour.group()) < EARLY_HOUR):
        yield "delivery", "early", None
    else:
        yield "delivery", "delivered", None


def _customisation(match: re.Match[str], folded: str) -> Iterator[Finding]:
    said = _CLAUSE_END.split(folded[match.start() :], maxsplit=1)[0]
    yield "customisation", next((value for word, value in _CUSTOM_PROCESS.items() if word in said), "design"), None


def _unwanted(match: re.Match[str], folded: str) -> Iterator[Finding]:
    what = _UNWANTED_END.sub("", match.group("what"))
    if not _NOT_UNWANTED.match(what):
        yield "unwanted", what, None


def _local(match: re.Match[str], folded: str) -> Iterator[Finding]:
    yield "local", match.group(), None


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Iterator[Finding]]], ...] = (
    (_SHELF_LIFE, _shelf_life),
    (_SHELF_LIFE_BEHIND, _shelf_life),
    (_LEAD_TIME, _lead_time),
    (_LEAD_TIME_BEHIND, _lead_time),
    (_VOLUME, _volume),
    (_VOLUME_BEFORE, _volume),
    (_SIZE, _size),
    (_SIZE_BEHIND, _size),
    (_PRICE, _price),
    (_PRICE_PER, _price),
    (_CERTIFICATE, _certificates),
    (_DELIVERY, _delivery),
    (_CUSTOM, _customisation),
    (_UNWANTED, _unwanted),
    (_LOCAL, _local),
)
"""Tried in this order: what an earlier reader took, later ones leave alone."""
