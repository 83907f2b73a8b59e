"""From phrases to concepts: what an item can mean, what answers for it, which narrower kind a thing must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matchmaker.scoring.grammar import Item, State
from matchmaker.scoring.lexicon.model import Lexicon

SIBLING_QUALITY = 0.5
"""The nearest wider kind answers for a thing at most this well (times how telling that kind is)."""
FARTHER_QUALITY = 0.6
"""Each further step loses this factor."""
PLAIN_QUALITY = 0.8
"""What is only called by the wider name may well be the thing asked for (times how telling that name is)."""
LEAST_QUALITY = 0.05
MATERIAL_QUALITY = 0.9
"""A thing named as material stands for the material it consists of."""
MEMBER_QUALITY = 0.5
"""A product that merely contains a thing of this kind."""
SHAPED_QUALITY = 0.5
"""The same thing in another shape or pack."""
_SHAPE_DIMENSIONS = frozenset({"form", "serving"})
FEW_HOMES = 2
"""A kind with more home regions than this is a speciality of none."""
_ORIGIN_MARKERS = frozenset({"dari", "dr", "asal", "berasal"})
_INNER_DIMENSIONS = frozenset({"material", "process", "taste"})
_IDIOMS = frozenset({("buah", "tangan")})
"""Names of an occasion that begin with a word for something else."""
_LED_DIMENSIONS = frozenset({"function", "serving", "form"})
_COMPOSING_DIMENSIONS = frozenset({"material"})

Qualities = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Sense:
    """Concept numbers an item can mean, by what they are."""

    kinds: tuple[int, ...]
    facets: tuple[int, ...]
    uses: tuple[int, ...]
    regions: tuple[int, ...]


class Meaning:
    """Questions about concepts that reading products and reading needs have in common."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.sense = lru_cache(maxsize=50_000)(self._sense)
        self.answers = lru_cache(maxsize=50_000)(self._answers)
        self.inner_facets = lru_cache(maxsize=50_000)(self._inner_facets)
        self._packed = lru_cache(maxsize=50_000)(self._in_a_pack)
        self.materials = lru_cache(maxsize=50_000)(self._materials)
        self._narrower = self._narrower_by_kind()
        self._compounds = self._kinds_by_material()

    def of(self, item: Item) -> Sense:
        """What ``item`` can mean."""
        return self.sense(item.concepts)

    def names_place(self, item: Item, state: State) -> bool:
        """Whether a region is meant: "di" and "ke" name no origin, and a word that may be something else
        ("batang", "pati", "manis") is a place only behind "khas" or "dari"."""
        sense = self.of(item)
        if state in {"context", "purpose", "negated"} or not sense.regions:
            return False
        if sense.kinds or sense.facets or sense.uses:
            return state == "region"
        return state == "region" or item.opener in _ORIGIN_MARKERS or not item.ordinary

    def dimension(self, concept: int) -> str:
        """Dimension of a facet, else an empty string."""
        return self.lexicon.concepts[concept].dimension

    def specificity(self, concept: int) -> float:
        """See `Lexicon.specificity`."""
        return float(self.lexicon.specificity[concept])

    def refines(self, narrow: int, wide: int) -> bool:
        """Whether saying ``narrow`` behind ``wide`` only says the same more exactly ("camilan keripik")."""
        return narrow != wide and self.lexicon.is_a(narrow, wide)

    def listed_head(self, head: Item, item: Item) -> tuple[int, ...]:
        """Kinds meant by an item on a list behind ``head``: in "keripik pisang dan singkong", keripik singkong.

        Part of the head goes on, never all of it: "telur dan ayam" are no telur ayam.
        """
        size = len(head.keys)
        spans = [(first, last) for first in range(size) for last in range(size, first, -1) if last - first < size]
        for first, last in sorted(spans, key=lambda span: span[0] - span[1]):
            for end in range(len(item.keys), 0, -1):
                concepts = self.lexicon.forms.get((*head.keys[first:last], *item.keys[:end]))
                if concepts:
                    return self.sense(concepts).kinds
        return ()

    def leading_kind(self, item: Item) -> tuple[int, tuple[int, ...]]:
        """Number of words and kinds by which the name of a purpose, form or occasion begins: "minuman | malam hari".

        Names of materials, processes and places are whole: "koneng gede" is no koneng. (0, ()) if there is none.
        """
        sense = self.of(item)
        composed = sense.uses or any(self.dimension(facet) in _LED_DIMENSIONS for facet in sense.facets)
        idiom = item.keys[:2] in _IDIOMS
        for size in range(len(item.keys) - 1, 0, -1) if composed and not (sense.regions or idiom) else ():
            kinds = self.sense(self.lexicon.forms.get(item.keys[:size], ())).kinds
            if kinds:
                return size, kinds
        return 0, ()

    def _inner_facets(self, keys: tuple[str, ...]) -> tuple[int, ...]:
        """What single words of a compound name tell: "sambal tuna" is of tuna, "ikan asap" smoked."""
        found = (facet for key in keys for facet in self.sense(self.lexicon.forms.get((key,), ())).facets)
        return tuple(facet for facet in found if self.dimension(facet) in _INNER_DIMENSIONS)

    def in_a_pack(self, item: Item) -> Qualities:
        """Kinds that ``item`` names with a word of form behind: "sambal botol" is any sambal, in a bottle."""
        return self._packed(item.keys) if len(item.keys) > 1 else ()

    def _in_a_pack(self, keys: tuple[str, ...]) -> Qualities:
        for length in range(len(keys) - 1, 0, -1):
            kinds = self.sense(self.lexicon.forms.get(keys[:length], ())).kinds
            shape = self.sense(self.lexicon.forms.get(keys[length:], ())).facets
            if kinds and any(self.dimension(facet) in _SHAPE_DIMENSIONS for facet in shape):
                return tuple((kind, SHAPED_QUALITY) for kind in kinds)
        return ()

    def composed(self, kind: int, facets: Iterable[int]) -> Iterator[int]:
        """Narrower kinds that ``kind`` must be if it has ``facets``: keripik of pisang is keripik pisang."""
        have = set(facets)
        for child, materials in self._narrower.get(kind, ()):
            if materials & have:
                yield child

    def made_of(self, thing: str, facet: int) -> tuple[int, ...]:
        """Kinds named by ``thing`` and any name of the material ``facet``: "piring upih" is a piring pelepah pinang."""
        return self._compounds.get((thing, facet), ())

    def homes(self, kind: int) -> tuple[int, ...]:
        """Regions a kind is a speciality of; none for what is at home in many."""
        own = [name for name in self.lexicon.concepts[kind].facets if name.startswith("region/")]
        return tuple(self.lexicon.number[name] for name in own) if len(own) <= FEW_HOMES else ()

    def _sense(self, concepts: tuple[int, ...]) -> Sense:
        spaces = self.lexicon.space
        regions = tuple(c for c in concepts if self.dimension(c) == "region")
        return Sense(
            kinds=tuple(c for c in concepts if spaces(c) == "kind"),
            facets=tuple(c for c in concepts if spaces(c) == "facet" and c not in regions),
            uses=tuple(c for c in concepts if spaces(c) == "use"),
            regions=regions,
        )

    def _answers(self, concepts: Sequence[int]) -> Qualities:
        """``concepts`` with quality 1 and wider ones with less: a sibling is a relative, not the thing."""
        qualities: dict[int, float] = {}
        for concept in concepts:
            for wider, depth in self.lexicon.depths[concept].items():
                quality = 1.0
                if depth:
                    quality = SIBLING_QUALITY * FARTHER_QUALITY ** (depth - 1) * self.specificity(wider)
                if quality >= LEAST_QUALITY:
                    qualities[wider] = max(qualities.get(wider, 0.0), quality)
                if depth and wider in self.lexicon.plain:
                    plain, likely = self.lexicon.plain[wider], self._may_be(wider, depth)
                    qualities[plain] = max(qualities.get(plain, 0.0), likely)
        return tuple(sorted(qualities.items(), key=lambda pair: -pair[1]))

    def _may_be(self, wider: int, depth: int) -> float:
        """How well what is called ``wider`` and no more may be the thing asked for, ``depth`` steps narrower."""
        return PLAIN_QUALITY * FARTHER_QUALITY ** (depth - 1) * self.specificity(wider)

    def _materials(self, kinds: tuple[int, ...]) -> tuple[int, ...]:
        """Material facets that things of ``kinds`` are when named as a material: those of the same name, so that
        tenggiri is a material but a rack is not wood."""
        found: dict[int, None] = {}
        for kind in kinds:
            words = set(self.lexicon.concepts[kind].id.split("_"))
            for at in self.lexicon.depths[kind]:
                for facet in self.lexicon.concepts[at].facets:
                    named = facet.startswith("material/") and words >= set(facet[9:].split("_"))
                    if named and facet in self.lexicon.number:
                        found.setdefault(self.lexicon.number[facet])
        return tuple(found)

    def _kinds_by_material(self) -> dict[tuple[str, int], tuple[int, ...]]:
        """First word of a form and material the rest of it names -> the kinds so called."""
        index: dict[tuple[str, int], dict[int, None]] = {}
        for form, concepts in self.lexicon.forms.items():
            for facet in self.lexicon.forms.get(form[1:], ()) if len(form) > 1 else ():
                if self.dimension(facet) in _COMPOSING_DIMENSIONS:
                    kinds = self.sense(concepts).kinds
                    index.setdefault((form[0], facet), {}).update(dict.fromkeys(kinds))
        return {key: tuple(kinds) for key, kinds in index.items() if kinds}

    def _narrower_by_kind(self) -> dict[int, list[tuple[int, frozenset[int]]]]:
        """Kind -> its direct narrower kinds that a material of their own sets apart."""
        number = self.lexicon.number
        index: dict[int, list[tuple[int, frozenset[int]]]] = {}
        for child, concept in enumerate(self.lexicon.concepts):
            for wider in concept.broader if concept.space == "kind" else ():
                parent = number.get(wider)
                if parent is None:
                    continue
                inherited = set(self.lexicon.closures[parent].concepts.tolist())
                own = (number[facet] for facet in concept.facets if facet in number)
                telling = [f for f in own if self.dimension(f) in _COMPOSING_DIMENSIONS and f not in inherited]
                if telling:
                    index.setdefault(parent, []).append((child, frozenset(telling[:1])))
        return index


def joined(*parts: Qualities) -> Qualities:
    """Union of answers; the better quality counts."""
    qualities: dict[int, float] = {}
    for part in parts:
        for concept, quality in part:
            qualities[concept] = max(qualities.get(concept, 0.0), quality)
    return tuple(sorted(qualities.items(), key=lambda pair: -pair[1]))


def scaled(part: Qualities, factor: float) -> Qualities:
    """Answers with every quality times ``factor``."""
    return tuple((concept, quality * factor) for concept, quality in part)
