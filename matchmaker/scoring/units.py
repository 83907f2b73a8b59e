"""Units of trade and how numbers are written: what "kg", "kodi", "1,5", "12.500", "setengah" stand for."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Base = Literal["g", "ml", "cm", "cm2", "piece", "day"]


class Unit(NamedTuple):
    """A unit word: ``factor`` of ``base`` each.

    ``container`` marks packs whose content must be told ("toples", "dus"), ``pair`` what is counted in twos.
    """

    base: Base
    factor: float
    container: bool = False
    pair: bool = False


_SIZES: dict[Base, dict[float, str]] = {
    "g": {
        0.001: "mg miligram",
        1: "g gr grm gram gm grams grs",
        100: "ons hg",
        500: "pon",
        1000: "kg kilo kilogram kgs kilos kg2",
        100_000: "kwintal kuintal kw kuwintal",
        1_000_000: "ton tonase",
    },
    "ml": {1: "ml cc mili mililiter mil", 10: "cl", 1000: "l lt ltr liter litre liters"},
    "cm": {0.1: "mm", 1: "cm senti sentimeter", 100: "m meter mtr", 2.54: "inci inch inchi"},
    "cm2": {1: "cm2", 10_000: "m2 meter2 mtr2"},
    "day": {0.125: "jam hour", 1: "hari day", 7: "minggu pekan week", 30: "bulan bln month", 365: "tahun thn"},
    "piece": {
        1: """pcs pc pce pieces piece buah bh bj biji butir potong ptg lembar lbr helai ekor ekr batang btg unit set
            stel tangkai keping kpg bilah pasang psg psng orang org kali kunjungan trip acara event titik judul
            eksemplar eks pohon bibit polybag tusuk tsk""",
        12: "lusin lsn dosin dozen",
        20: "kodi kod",
        144: "gross gros grosse",
        500: "rim",
    },
}
_PAIRS = {"pasang", "psg", "psng"}
_CONTAINERS = """pack pak pck bungkus bks bgks bngks pouch sachet saset sct toples stoples tpls jar botol btl bottle
    kaleng klg dus doos box boks kotak ktk kardus karton ctn bal ball karung krg sak plastik plstk cup mangkok mangkuk
    porsi prs pax paket pkt nampan besek gelas gls kantong ktg kresek zak drum galon gln jerigen jirigen strip
    renteng slop ikat keranjang krjg peti ember baskom loyang tray papan tabung tube roll rol gulung blek mika
    tampah pot cetak balok bumbung besek cepon tumbu iris slice pallet palet standing pounch nasi hampers parcel
    bundel bundle bandel rangkaian buket cone cangkir can tin parsel porsinya bag bags"""

UNITS: dict[str, Unit] = {
    word: Unit(base, float(factor), pair=word in _PAIRS)
    for base, sizes in _SIZES.items()
    for factor, words in sizes.items()
    for word in words.split()
} | {word: Unit("piece", 1.0, container=True) for word in _CONTAINERS.split()}
"""Unit word -> what one of it is. Sources: SI; ons = 100 g, kodi = 20, gross = 144, rim = 500 sheets in
Indonesian trade."""

_NUMBER_WORDS = {
    "setengah": 0.5, "separuh": 0.5, "seperempat": 0.25, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5,
    "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10, "belasan": 15, "puluhan": 50,
    "seratus": 100, "ratusan": 300, "seribu": 1000,
}  # fmt: skip
_SCALES = {"rb": 1000, "ribu": 1000, "k": 1000, "rban": 1000, "ribuan": 1000, "jt": 1_000_000, "juta": 1_000_000}

NUMBER = r"(?:\d+\s+\d/\d|\d+/\d+|\d+(?:[.,]\d+)*|" + "|".join(_NUMBER_WORDS) + ")"
"""Regular expression of one number as people write it."""
NUMBER_WORDS = tuple(_NUMBER_WORDS)
"""Numbers that are written without a digit."""
_FRACTION = re.compile(r"(?:(\d+)\s+)?(\d+)/(\d+)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")


def parse_number(text: str, scale: str | None = None) -> float | None:
    """Value of a number as written: "1.500" is 1500, "1,5" and "1.5" are 1.5, "1 1/2" too; None if it is none.

    ``scale`` is a word such as "ribu" that follows it.
    """
    value = _plain_number(text.strip().lower())
    return value if value is None or not scale else value * _SCALES.get(scale, 1)


def _plain_number(text: str) -> float | None:
    if text in _NUMBER_WORDS:
        return _NUMBER_WORDS[text]
    fraction = _FRACTION.fullmatch(text)
    if fraction:
        whole, upper, lower = fraction.groups()
        return int(whole or 0) + int(upper) / int(lower) if int(lower) else None
    if _THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def is_unit_word(word: str) -> bool:
    """Whether ``word`` counts something: "kg", "toples", "kodi"."""
    return word in UNITS
