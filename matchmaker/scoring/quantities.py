"""Amounts in trade texts, and product and need units made comparable.

"80gr", "1/2 kg", "toples 250 gr", "pack isi 5 x 100 gr", "kodi": what one unit holds is told in grams,
millilitres, pieces and so on, so that Rp 18,000 per 400 g pouch compares with Rp 45,000 per kg.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from matchmaker.scoring.units import NUMBER, NUMBER_WORDS, UNITS, Base, Unit, parse_number

__all__ = ["Base", "Conversion", "Measure", "Quantity", "common_factor", "conversion", "measure", "parse_quantity"]

_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_RANGE = r"\s*(?:-|–|s/d|sd|sampai|hingga)\s*"
_AMOUNT = re.compile(rf"(?<![\w.,])({NUMBER})(?:{_RANGE}({NUMBER}))?\s*({_UNIT})(?![a-z0-9])")
_TIMES = re.compile(rf"(?<![\w.,])({NUMBER})\s*(?:{_UNIT})?\s*(?:x|@|×|\*)\s*({NUMBER})\s*({_UNIT})(?![a-z0-9])")
_MULTIPLIED = re.compile("[x@×*]")
_HOLDS = re.compile(rf"\b(?:isi|isinya|berisi|@)\s*:?\s*({NUMBER})\s*({_UNIT})?(?![a-z0-9])")
_EACH = re.compile(rf"@\s*{NUMBER}\s*(?:{_UNIT})")
_METRES = re.compile(rf"(?<![\w.,])({NUMBER})\s*(?:m|meter)?\s*(?:[x×]\s*({NUMBER})\s*)?(?:m|meter|mtr)(?![a-z0-9])")
_DIGIT, _NUMBER_WORD = re.compile(r"\d"), re.compile("|".join(NUMBER_WORDS))
_PER = re.compile(rf"\b(?:per|tiap|setiap|harga)?\s*({NUMBER})\s*({_UNIT})(?![a-z0-9])")
_ONE = re.compile(r"\bse(kilo|kg|lusin|kodi|liter|ons|porsi|toples|kardus|dus|karung|ekor|buah|butir|lembar|pasang)\b")
_NOT_SIZE_BEFORE = re.compile(
    r"(?:kapasitas|produksi|order|minimal|minimum|min|pesan|pesanan|stok|maksimal|maks|kirim|radius|jarak|"
    r"menghasilkan|mampu|sanggup|sampai|awet|tahan|umur|simpan|kadaluarsa|selama)\W*(?:\w+\W+)?$"
)
_NOT_SIZE_BEHIND = re.compile(r"^\s*(?:/|per|tiap|se|setiap)\s*(?:hari|minggu|bulan|bln|tahun|produksi|pesan)")
_SIZE_BASES: tuple[Base, ...] = ("g", "ml")
KEPT_TEXTS, KEPT_UNITS = 8_192, 8_192
"""So many texts and units are remembered: those of the business at hand, and of needs asked again."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """``amount`` of ``base`` per piece, ``count`` pieces: a pack of 5 x 100 g has amount 100, count 5."""

    amount: float
    base: Base
    count: float = 1.0

    @property
    def total(self) -> float:
        """The whole of it in ``base``."""
        return self.amount * self.count


@dataclass(frozen=True, slots=True)
class Measure:
    """What one unit holds: amounts by base, and how sure they are.

    ``word`` is the unit word; ``sized`` tells that the text gave its content.
    """

    word: str
    amounts: tuple[tuple[Base, float], ...]
    container: bool = False
    sized: bool = False

    def amount(self, base: Base) -> float | None:
        """Amount of ``base`` in one unit; None when that is not known."""
        return dict(self.amounts).get(base)


@dataclass(frozen=True, slots=True)
class Conversion:
    """``factor`` need units are one product unit; ``exact`` is False where something had to be assumed."""

    factor: float
    exact: bool = True


@lru_cache(maxsize=KEPT_TEXTS)
def parse_quantity(text: str | None) -> Quantity | None:
    """Size of one pack or piece told in ``text``; None when there is none.

    Amounts that speak of capacity, orders or keeping ("produksi 100 kg per hari") are passed over. A range
    counts as its middle.

    Examples
    --------
    >>> parse_quantity("Keripik tempe pack isi 5 x 100 gr")
    Quantity(amount=100.0, base='g', count=5.0)
    """
    folded = _folded(text)
    if not _tells_number(folded):
        return None
    times = _TIMES.search(folded) if _MULTIPLIED.search(folded) else None
    if times and UNITS[times.group(3)].base in _SIZE_BASES:
        unit = UNITS[times.group(3)]
        return Quantity(_number(times.group(2)) * unit.factor, unit.base, _number(times.group(1)))
    size = _size(folded)
    pieces = _pieces(folded)
    if size is None:
        return Quantity(1.0, "piece", pieces) if pieces else None
    return size


@lru_cache(maxsize=KEPT_TEXTS)
def measure(unit: str | None, text: str | None = None) -> Measure | None:
    """What one ``unit`` holds, with ``text`` (name and description) telling the content of packs.

    None when neither says anything that can be counted.
    """
    said, known, own, count = _unit_said(unit)
    if known and not known.container and known.base != "piece":
        return Measure(said, _with_pieces({known.base: known.factor * count}, _pieces(_folded(text))))
    content = own or _total(_folded(text))
    if known is None and content is None:
        return None
    return _counted(said, known or Unit("piece", 1.0, container=True), content, told=own is not None)


@lru_cache(maxsize=KEPT_UNITS)
def _unit_said(unit: str | None) -> tuple[str, Unit | None, _Content | None, float]:
    """A unit as it is compared, the unit word in it, what it says itself of its content, and how many it is."""
    said = _folded(unit)
    return said, UNITS.get(said) or _unit_within(said), _total(said), _leading_number(said)


@lru_cache(maxsize=KEPT_TEXTS)
def common_factor(
    product_unit: str | None, product_text: str | None, need_unit: str | None, need_text: str | None = None
) -> Conversion | None:
    """How many need units one product unit is; None when the two cannot be compared.

    Parameters
    ----------
    product_unit, need_unit : str or None
        Units as recorded ("kg", "toples 250 gr", "pack").
    product_text, need_text : str or None
        Name and description, where the content of a pack may stand.

    Examples
    --------
    >>> common_factor("pouch", "Gula semut 400 gr", "kg")
    Conversion(factor=0.4, exact=True)
    >>> common_factor("kodi", None, "pcs")
    Conversion(factor=20.0, exact=True)
    """
    sold = measure(product_unit, product_text)
    asked = measure(need_unit, need_text) if need_unit else None
    return None if sold is None or asked is None else conversion(sold, asked)


def conversion(sold: Measure, asked: Measure) -> Conversion | None:
    """How many of ``asked`` one ``sold`` is; None when the two cannot be compared."""
    if sold.sized and not asked.container and asked.word:
        return _by_word(sold, asked) or _by_measured(sold, asked) or _by_pieces(sold, asked)
    ways = (_by_size, _by_word) if sold.container or asked.container else (_by_word, _by_size)
    return ways[0](sold, asked) or ways[1](sold, asked) or _by_pieces(sold, asked)


def _by_size(sold: Measure, asked: Measure) -> Conversion | None:
    """By mass, volume, length or time where both tell it; water's density where one is mass, one volume."""
    for base in ("g", "ml", "cm", "cm2", "day"):
        left, right = sold.amount(base), asked.amount(base)
        if left and right:
            return Conversion(left / right)
    left = sold.amount("g") or sold.amount("ml")
    right = asked.amount("g") or asked.amount("ml")
    return Conversion(left / right, exact=False) if left and right else None


def _by_measured(sold: Measure, asked: Measure) -> Conversion | None:
    """A pack whose pieces are counted, against kilos or litres; against pieces, the count says it all."""
    return None if asked.amount("piece") else _by_size(sold, asked)


def _by_word(sold: Measure, asked: Measure) -> Conversion | None:
    """The same unit word on both sides is the same thing; for packs only if sizes do not tell otherwise."""
    return Conversion(1.0) if sold.word == asked.word else None


def _by_pieces(sold: Measure, asked: Measure) -> Conversion | None:
    """By count. A pack of unknown content stands for one of whatever is asked, and the other way round."""
    left, right = sold.amount("piece"), asked.amount("piece")
    if not left or not right:
        return None
    sure = all(side.sized or not side.container for side in (sold, asked))
    return Conversion(left / right, exact=sure)


def _counted(word: str, unit: Unit, content: _Content | None, *, told: bool) -> Measure:
    """Measure of a unit counted in pieces: a container with its content, or a number of pieces with their size."""
    if content is None:
        return Measure(word, (("piece", unit.factor),), unit.container)
    if unit.container:
        amounts: dict[Base, float] = {"piece": content.pieces or 1.0}
        if content.size:
            times = content.size.count if content.multiplied else 1
            amounts[content.size.base] = content.size.amount * times
        return Measure(word, tuple(amounts.items()), True, bool(content.pieces))
    pieces = unit.factor * (content.pieces if told and content.pieces and unit.factor == 1 else 1)
    amounts = {"piece": pieces}
    if content.size:
        amounts[content.size.base] = content.size.amount * pieces
    if content.length:
        amounts["cm"] = content.length * pieces
    return Measure(word, tuple(amounts.items()))


@dataclass(frozen=True, slots=True)
class _Content:
    """What a text says of a pack: the size of a piece or of the whole, and how many pieces."""

    size: Quantity | None
    pieces: float | None
    multiplied: bool = False
    length: float | None = None


def _total(folded: str) -> _Content | None:
    if not _tells_number(folded):
        return None
    times = _TIMES.search(folded) if _MULTIPLIED.search(folded) else None
    if times and UNITS[times.group(3)].base in _SIZE_BASES:
        unit, count = UNITS[times.group(3)], _number(times.group(1))
        return _Content(Quantity(_number(times.group(2)) * unit.factor, unit.base, count), count, True)
    size, pieces, length = _size(folded), _pieces(folded), _length(folded)
    if size and pieces and _EACH.search(folded):
        return _Content(Quantity(size.amount, size.base, pieces), pieces, True)
    return _Content(size, pieces, length=length) if size or pieces or length else None


def _size(folded: str) -> Quantity | None:
    """The first mass or volume that is a size."""
    for match in _AMOUNT.finditer(folded):
        unit = UNITS[match.group(3)]
        if unit.base in _SIZE_BASES and _tells_size(folded, match):
            low = _number(match.group(1))
            high = _number(match.group(2)) if match.group(2) else low
            if low > 0:
                return Quantity((low + high) / 2 * unit.factor, unit.base)
    return None


def _pieces(folded: str) -> float | None:
    """How many pieces a pack holds: "isi 12", "10 pcs", "1 lusin"."""
    if not _tells_number(folded):
        return None
    for match in _HOLDS.finditer(folded) if "isi" in folded or "@" in folded else ():
        unit = UNITS.get(match.group(2) or "")
        if unit is None or unit.base == "piece":
            return _number(match.group(1)) * (unit.factor if unit else 1)
    for match in _AMOUNT.finditer(folded):
        unit = UNITS[match.group(3)]
        if unit.base == "piece" and not unit.container and _tells_size(folded, match):
            return _number(match.group(1)) * unit.factor or None
    return None


def _length(folded: str) -> float | None:
    """Length in cm of cloth and the like, told in metres: "2 m", "2 x 1,15 meter"; the longer side counts."""
    match = _METRES.search(folded)
    if not match or not _tells_size(folded, match):
        return None
    return 100 * max(_number(match.group(1)), _number(match.group(2) or "0")) or None


def _tells_number(folded: str) -> bool:
    """Whether there is any number at all: most texts have none, which is seen quickly."""
    return bool(_DIGIT.search(folded) or _NUMBER_WORD.search(folded))


def _tells_size(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 40) : match.start()]
    return not (_NOT_SIZE_BEFORE.search(before) or _NOT_SIZE_BEHIND.match(folded[match.end() :]))


def _unit_within(said: str) -> Unit | None:
    """The first unit word of a longer unit: "toples 250 gr" is a toples, "per 10 pcs" pieces, "100 gr" grams."""
    for word in re.findall(r"[a-z]+2?", said):
        if word in UNITS:
            return UNITS[word]
    return None


def _leading_number(said: str) -> float:
    match = _PER.search(said)
    value = _number(match.group(1)) if match else 1.0
    return value if value > 0 else 1.0


def _with_pieces(amounts: dict[Base, float], pieces: float | None) -> tuple[tuple[Base, float], ...]:
    """ "kg isi 8 ekor": a measured unit that also tells its pieces."""
    return tuple((amounts | ({"piece": pieces} if pieces else {})).items())


def _number(text: str) -> float:
    return parse_number(text) or 0.0


def _folded(text: str | None) -> str:
    """Lower case, "selusin" as "1 lusin", square units as "m2", halves as 1/2."""
    folded = (text or "").lower()
    if not folded.isascii():
        folded = folded.replace("½", " 1/2").replace("¼", " 1/4").replace("¾", " 3/4").replace("m²", "m2")
    folded = folded.replace("meter persegi", "m2")
    return (_ONE.sub(r"1 \1", folded) if "se" in folded else folded).strip()
