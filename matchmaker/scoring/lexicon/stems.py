"""Light affix stripping: enough to see that menyimpan, penyimpan and penyimpanan speak of the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from matchmaker.scoring.text import normalise_word

_PARTICLES = ("nya", "lah", "kah", "pun", "ku", "mu")
_VOWELS = "aiueo"
_MIN_ROOT = 3

_PROTECTED = """
makanan minuman masakan camilan cemilan tanaman pakaian mainan perhiasan ikan santan rotan intan durian pensil
penggaris perak pepaya pelangi permen pernak peron betawi bandung berem beton beras berlian besek beruk sepatu
sepeda semangka seledri semen sereh selai sebelas segar sehat selendang selimut serai serat seribu sayuran
buahan teri terasi terong terigu terapi tepung telur dinding disket dimsum dingin dinas diskon digital kecap
kemeja keramik kertas kelapa ketan ketupat kering kebab kedelai keju kelinci kelor kemiri kemplang kembang
kerang keranjang keset kendi kentang kenari perca perkakas perunggu perahu percetakan
"""
PROTECTED = frozenset(_PROTECTED.split())
"""Words whose beginning or end only looks like an affix, or whose affix makes the trade word."""

_LOST_K = {"emas", "ering", "irim", "umpul", "upas", "ukus", "ocok", "unci", "asih", "enal", "etik", "embang", "ikis"}
_LOST_M = {"asak", "inum", "akan", "andi", "ain", "ulai"}
"""What is left of roots that began with k or m after their nasal prefix."""


def strip_particle(word: str) -> Iterator[str]:
    """``word`` without -nya, -lah, -kah, -pun, -ku, -mu."""
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= _MIN_ROOT:
            yield word[: -len(particle)]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """One root for all affixed forms of a lower-case word, in normalised spelling.

    Deterministic and not always the dictionary's root: forms and texts pass through it alike.

    Examples
    --------
    >>> sorted({stem(word) for word in ("menyimpan", "penyimpan", "penyimpanan", "disimpan")})
    ['simpan']
    """
    base = next(strip_particle(word), word) if len(word) > 6 else word
    if base in PROTECTED:
        return normalise_word(base)
    root = _without_prefix(base)
    return normalise_word(_without_suffix(root, verb=root != base))


def _without_suffix(word: str, *, verb: bool) -> str:
    """Take -kan or -an away where a root can be left: roots do not end in two consonants, but for ng.

    Behind a prefix -kan is likelier (menggunakan), else -an (petikan, masakan).
    """
    for suffix in ("kan", "an") if verb else ("an", "kan"):
        root = word[: -len(suffix)]
        if word.endswith(suffix) and len(root) > _MIN_ROOT and _can_end(root):
            return root
    return word


def _can_end(root: str) -> bool:
    if root[-1] in _VOWELS or root.endswith("ng"):
        return True
    return root[-2] in _VOWELS


def _without_prefix(word: str) -> str:
    for prefix in ("memper", "diper", "ber", "ter", "per", "di", "ke", "se"):
        rest = word[len(prefix) :]
        if word.startswith(prefix) and _can_follow(prefix, rest):
            return rest
    return _without_nasal(word)


def _can_follow(prefix: str, rest: str) -> bool:
    """Roots have two vowels; after di- one is enough (dilap); they do not begin with ng or two consonants."""
    vowels = sum(letter in _VOWELS for letter in rest)
    if len(rest) < _MIN_ROOT or vowels < (1 if prefix == "di" else 2):
        return False
    if prefix in {"ke", "se"}:
        around = rest.endswith("an") and not rest.endswith("kan") and "e" + rest[:-2] not in _LOST_K
        return around and rest[0] not in _VOWELS
    if prefix == "per" and rest[0] in _VOWELS:
        return False
    return rest[0] in _VOWELS or rest[1] in {*_VOWELS, "r", "l"}


def _without_nasal(word: str) -> str:
    """me-, pe- and their nasal forms; a lost first letter comes back where it is certain."""
    if word[:2] not in {"me", "pe"}:
        return word
    rest = word[2:]
    if rest.startswith("nge") and len(rest) == 3 + _MIN_ROOT and rest[2:] not in _LOST_K:
        return rest[3:]
    for nasal, lost in (("ny", "s"), ("ng", ""), ("m", "p"), ("n", "t")):
        if rest.startswith(nasal):
            return _restored(rest[len(nasal) :], lost) or word
    if rest[:1] in {"l", "r", "w", "y"} and sum(letter in _VOWELS for letter in rest) >= 2:
        return rest
    return word


def _restored(rest: str, lost: str) -> str | None:
    if len(rest) < _MIN_ROOT or not any(letter in _VOWELS for letter in rest):
        return None
    if rest[0] not in _VOWELS:
        return rest
    bare = rest.removesuffix("an").removesuffix("k")
    if not lost and ({rest, bare} & _LOST_K):
        return "k" + rest
    if lost == "p" and ({rest, bare} & _LOST_M):
        return "m" + rest
    return lost + rest
