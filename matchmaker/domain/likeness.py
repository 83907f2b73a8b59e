"""When two records may be one business: names alike in one regency, and something that speaks for it.

A name alone says little ("Keripik Bu Tini" is found in every town), so an owner, an NIB or a telephone number has
to agree, or the same spot or village where nothing else is known. What contradicts (another NIB, another owner)
settles it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

ASK_FROM = 0.85  # likeness from which a person is asked
NAME_FROM = 0.75  # below, two names are of two businesses whatever else agrees
NAME_WEIGHT = 0.6
SAME_NAME = 0.95  # what a name must reach where nothing but the place agrees
SAME_OWNER = 0.85
OTHER_OWNER = 0.6
PLACE_SUPPORT = 0.7  # how much the same village or spot speaks for it, where an equal NIB speaks 1
SPOT_DEGREES = 0.0005  # about 55 m: the same house, give or take a telephone's positioning
COMMON = 50  # records of one regency that share a word; a word more common tells nothing
SHORTEST = 4  # letters of a word that narrows the search
PHONE_DIGITS = 8  # the last digits, which country and area codes do not change
# Legal forms and titles: with or without them it is the same firm, the same person.
_FORMS = frozenset({"cv", "ud", "pt", "pd", "umkm", "ukm", "ikm", "usaha", "dagang"})
_TITLES = frozenset(
    {
        "bu",
        "ibu",
        "pak",
        "bapak",
        "bpk",
        "h",
        "hj",
        "haji",
        "hajah",
        "mbak",
        "mas",
        "teh",
        "kang",
        "mang",
        "sdr",
        "sdri",
    }
)
_INITIALS = re.compile(r"\b(\w)\.(?=\w\b)")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What likeness looks at, brought to bare letters. ``key`` names the business by what it says of itself."""

    record_id: int
    name: str
    owner: str
    nib: str
    phone: str
    spot: str
    key: str
    point: tuple[float, float] | None = None

    @property
    def handles(self) -> Iterator[str]:
        """By any of these two records of one business find each other."""
        if self.nib:
            yield f"nib:{self.nib}"
        if self.phone:
            yield f"phone:{self.phone}"
        if self.owner:
            yield f"owner:{self.owner}"
        yield f"name:{self.name.replace(' ', '')}"
        yield from (f"word:{word}" for word in set(self.name.split()) if len(word) >= SHORTEST)


def bare(text: str | None, without: frozenset[str] = frozenset()) -> str:
    """A name in bare letters and single blanks: "S.T. Screen Co." is "st screen co"."""
    folded = unicodedata.normalize("NFKD", text or "").encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", _INITIALS.sub(r"\1", folded).replace("'", ""))
    kept = [word for word in words if word not in without]
    return " ".join(kept or words)


def business_name(text: str | None) -> str:
    """The name of a business without its legal form."""
    return bare(text, _FORMS)


def person_name(text: str | None) -> str:
    """The name of a person without titles."""
    return bare(text, _TITLES)


def phone_tail(text: str | None) -> str:
    """The digits of a telephone number that tell it from others; nothing of one too short to be any."""
    digits = re.sub(r"\D", "", text or "")
    return digits[-PHONE_DIGITS:] if len(digits) >= PHONE_DIGITS and digits.strip("0") else ""


def likeness(one: Sketch, other: Sketch) -> float | None:
    """How much speaks for the two being one business (0..1), or None where it is not worth asking."""
    names = max(fuzz.ratio(one.name, other.name), fuzz.token_sort_ratio(one.name, other.name)) / 100
    if names < NAME_FROM or (one.nib and other.nib and one.nib != other.nib):
        return None
    support = _support(one, other)
    if support is None or (support == PLACE_SUPPORT and names < SAME_NAME):
        return None
    found = NAME_WEIGHT * names + (1 - NAME_WEIGHT) * support
    return found if found >= ASK_FROM else None


def _support(one: Sketch, other: Sketch) -> float | None:
    """What besides the name agrees; None where nothing does or something contradicts."""
    if (one.nib and one.nib == other.nib) or (one.phone and one.phone == other.phone):
        return 1.0
    if one.owner and other.owner:
        owners = fuzz.token_sort_ratio(one.owner, other.owner) / 100
        if owners >= SAME_OWNER:
            return owners
        return None if owners < OTHER_OWNER else 0.0
    return PLACE_SUPPORT if _same_place(one, other) else None


def _same_place(one: Sketch, other: Sketch) -> bool:
    """The same spot where both are known, else the same village."""
    if one.point is not None and other.point is not None:
        return all(abs(a - b) <= SPOT_DEGREES for a, b in zip(one.point, other.point, strict=True))
    return bool(one.spot) and one.spot == other.spot


def alike(sketches: Iterable[Sketch], new: set[int]) -> Iterator[tuple[Sketch, Sketch, float]]:
    """Pairs of a new record and an older one that are worth asking about, both of one regency.

    Only records that share a word, owner, number or NIB are compared, and no word that many share.
    """
    index: dict[str, list[Sketch]] = defaultdict(list)
    everyone = sorted(sketches, key=lambda sketch: sketch.record_id)
    for sketch in everyone:
        for handle in sketch.handles:
            index[handle].append(sketch)
    for sketch in everyone:
        if sketch.record_id in new:
            yield from _older_like(sketch, index)


def _older_like(sketch: Sketch, index: dict[str, list[Sketch]]) -> Iterator[tuple[Sketch, Sketch, float]]:
    seen: set[int] = set()
    for handle in sketch.handles:
        sharing = index[handle]
        for other in sharing if len(sharing) <= COMMON else ():
            if other.record_id < sketch.record_id and other.record_id not in seen:
                seen.add(other.record_id)
                found = likeness(sketch, other)
                if found is not None:
                    yield sketch, other, found
