"""The scorer: suppliers for a need, needs for an UMKM, one pair in full, search.

    scorer = Scorer.build(umkm_profiles)
    for pairing in scorer.rank_need(need, top=20):
        print(pairing.umkm_id, pairing.score, pairing.eligibility)

It holds the catalogue as arrays and is changed in place (`upsert`, `remove`); a ranking right after a
change sees it. It is not locked: whoever changes it must keep readers out meanwhile. Both directions go
through one function over rows, so a pair has one score whichever side asks. ``key`` orders one list; keys
of `rank_need` are set against the best row of their need, so only its scores compare with other lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from matchmaker.scoring import compilation, eligibility, ranker
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.catalogue import Catalogue
from matchmaker.scoring.conditions import need_conditions
from matchmaker.scoring.index_rows import IndexRows
from matchmaker.scoring.model import Model, prior_model
from matchmaker.scoring.packing import packed
from matchmaker.scoring.pairings import Shown, explained, shown_rows
from matchmaker.scoring.profiles import NeedProfile, ScoredPairing, UmkmProfile
from matchmaker.scoring.reading import NeedReading, ProductReading
from matchmaker.scoring.reading_processes import read_all
from matchmaker.scoring.reckoning import Asked, Index, Listing, Scored, best_rows, falling, reckon, strictly_falling
from matchmaker.scoring.relevance import Figures, RelevanceIndex, words_met
from matchmaker.scoring.runs import read_umkm
from matchmaker.scoring.search import (
    TEXT_FLOOR,
    UNKNOWN_FILTER_LOSS,
    FacetCounts,
    Found,
    SearchQuery,
    SearchResult,
    apply_filters,
    least_text,
    pseudo_need,
)

if TYPE_CHECKING:
    from matchmaker.scoring.shortlist import Finder

NEEDS_TEXT_FLOOR = 0.2
"""A need that an UMKM's goods meet less than this is about something else: an owner is not sent there."""
SMALL_CATALOGUE = 4_096
"""Up to so many rows all are reckoned, even those that share no word with the need; of more only those that can be
on the list, found by compiled code (`shortlist`), which nobody else has to load."""
MERGE_AT_DEAD_ROWS = 2_000
"""So many tombstones are worth rebuilding the arrays."""
KEPT_READINGS = 20_000
BUILD_ROWS = 50_000
"""So many readings are held at most while the catalogue is built."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one UMKM stands for a need: ``place`` (1 is first) among ``listed`` UMKM, None when not listed."""

    pairing: ScoredPairing
    place: int | None
    listed: int
    first: ScoredPairing | None


class Scorer:
    """Ranks over one catalogue with one model."""

    def __init__(self, analyzer: Analyzer | None = None, model: Model | None = None) -> None:
        self.analyzer = analyzer or Analyzer()
        self.model = model or prior_model()
        self.catalogue = Catalogue()
        self.index = RelevanceIndex.build((), self.analyzer.lexicon)
        self._finder: Finder | None = None
        self._read_need = lru_cache(KEPT_READINGS)(self.analyzer.read_need)

    @classmethod
    def build(
        cls,
        umkm: Iterable[UmkmProfile | bytes],
        *,
        model: Model | None = None,
        analyzer: Analyzer | None = None,
        processes: int = 1,
    ) -> Scorer:
        """A scorer over ``umkm``; ``model`` defaults to the prior of day one.

        Profiles may be packed (`packing.packed`). So many ``processes`` read, see `reading_processes`; the result is
        the same.
        """
        scorer = cls(analyzer, model)
        waiting: list[IndexRows] = []
        rows = 0
        profiles = (one if isinstance(one, bytes) else packed(one) for one in umkm)
        for run in read_all(profiles, scorer.analyzer, processes):
            rows += len(scorer.catalogue.extend(run.read.entries, run.profiles))
            waiting.append(run.read.rows)
            if rows >= BUILD_ROWS:
                scorer.index.extend(waiting)
                waiting, rows = [], 0
        scorer.index.extend(waiting)
        return scorer

    @classmethod
    def restore(
        cls, catalogue: Catalogue, index: RelevanceIndex, analyzer: Analyzer, model: Model | None = None
    ) -> Scorer:
        """A scorer over what was kept: ``index`` must hold the rows of ``catalogue`` in their order."""
        scorer = cls(analyzer, model)
        scorer.catalogue, scorer.index = catalogue, index
        return scorer

    @property
    def model_version(self) -> str:
        """Model and lexicon in force: the same version gives the same scores for the same records."""
        return f"{self.model.version}+lexicon-{self.analyzer.lexicon.version[:8]}"

    @property
    def finder(self) -> Finder:
        """Finds the rows for a need in a large catalogue."""
        if self._finder is None or self._finder.catalogue is not self.catalogue:
            from matchmaker.scoring.shortlist import (
                Finder,
            )  # loads the compiler, which a small catalogue can do without

            self._finder = Finder(self.catalogue, self.index)
        return self._finder

    @property
    def is_large(self) -> bool:
        """Whether the catalogue is searched with compiled loops once they are made."""
        return len(self.catalogue) > SMALL_CATALOGUE

    def warm_up(self) -> None:
        """Have everything at hand that a large catalogue is searched with, before anybody waits for it."""
        self.index.vocabulary.alike("")  # the first strange word would wait for all words to be looked at
        compilation.wait_for(self.analyzer, self.model)

    def with_model(self, model: Model) -> Scorer:
        """A scorer over the same catalogue, shared and not copied, with another model."""
        other = copy(self)
        other.model = model
        return other

    def upsert(self, umkm: UmkmProfile) -> None:
        """Add one UMKM or replace it."""
        self.enter(umkm, self.read(umkm))

    def enter(self, umkm: UmkmProfile, readings: Sequence[ProductReading]) -> None:
        """Add one UMKM that was read (see `read`) or replace it: the quick part of a change."""
        self.catalogue.upsert(umkm, readings)
        self.index.append(readings)
        if self.catalogue.dead_rows >= MERGE_AT_DEAD_ROWS:
            self.compact()

    def remove(self, umkm_id: int) -> None:
        """Take one UMKM out; nothing happens when it is not here."""
        self.catalogue.remove(umkm_id)

    def rank_need(
        self,
        need: NeedProfile,
        top: int = 20,
        include_ineligible: bool = False,
        as_of: date | None = None,
        least_share: float = 0.0,
    ) -> list[ScoredPairing]:
        """The best ``top`` UMKM for ``need``, each with its best product, best first.

        ``as_of`` (default today) is the day certificates, opening dates and history are looked at. The list
        goes on to distant relatives until it is full; ``least_share`` ends it where a key falls below that
        share of the first one's (0.02 leaves out what is something else altogether).
        """
        asked = self.asked(need, as_of)
        if not self._compiled():
            scored = self._reckon_all(asked)
        else:
            listing = Listing(top, include_ineligible, least_share)
            found = self.finder.shortlist(self.model, asked, listing)
            scored = self._reckon(replace(asked, top_text=found.top_text), found.index, found.figures)
        rows = best_rows(scored, include_ineligible)[:top]
        rows = rows[scored.keys[rows] >= least_share * scored.keys[rows[:1]].sum()]
        return strictly_falling(self._pairings(scored, rows))

    def rank_umkm(
        self,
        umkm_id: int,
        needs: Sequence[NeedProfile],
        top: int = 20,
        include_ineligible: bool = False,
        as_of: date | None = None,
    ) -> list[ScoredPairing]:
        """The best ``top`` of ``needs`` for one UMKM, each with its best product, best first.

        Raises LookupError when the UMKM is not in the catalogue.
        """
        rows = self.catalogue.rows_of(umkm_id)
        shown = []
        for need in needs:
            asked = self.asked(need, as_of)
            relevance = self.index.relevance_of(asked.reading, rows).figures
            if float(relevance.text.max()) < TEXT_FLOOR:
                continue
            scored = self._reckon(asked, _numbers(rows), relevance)
            row = int(best_rows(scored, True)[0])
            listed = include_ineligible or scored.verdicts[row] != eligibility.ELIGIBILITIES.index("ineligible")
            if listed and scored.block.relevance.text[row] >= NEEDS_TEXT_FLOOR:
                shown.append((float(ranker.probability(scored.odds[row : row + 1])[0]), scored, row))
        # Keys order the suppliers of one need; across needs only the probability says which way is the likelier.
        shown.sort(key=lambda one: (-one[0], one[1].asked.need.external_id, one[1].asked.need.need_id))
        return strictly_falling([replace(self._pairing(scored, row), key=odds) for odds, scored, row in shown[:top]])

    def score_pair(self, need: NeedProfile, umkm_id: int, as_of: date | None = None) -> ScoredPairing:
        """One pair with all checks and contributions, however it fares.

        Raises LookupError when the UMKM is not in the catalogue.
        """
        return self._pairing(*self.reckon_pair(need, umkm_id, _day(as_of)))

    def standing(self, need: NeedProfile, umkm_id: int, as_of: date | None = None) -> Standing:
        """ "Why not this UMKM?": the pair in full, its place on the list of the need, and who is first there.

        Raises LookupError when the UMKM is not in the catalogue.
        """
        scored = self._reckon_all(self.asked(need, as_of))
        rows = best_rows(scored, False)
        found = np.flatnonzero(scored.block.rows.umkm_id[rows] == umkm_id)
        first = self._pairing(scored, int(rows[0])) if len(rows) else None
        if not len(found):
            return Standing(self.score_pair(need, umkm_id, as_of), None, len(rows), first)
        place = int(found[0])
        return Standing(self._pairing(scored, int(rows[place])), place + 1, len(rows), first)

    def search(self, query: SearchQuery, top: int = 20, as_of: date | None = None, first: int = 0) -> SearchResult:
        """Suppliers that match words and filters; without words, all that pass the filters.

        Of the best ``top`` those before place ``first`` (0 is the best) are left out.
        """
        asked = self.asked(pseudo_need(query), as_of)
        if self._compiled():
            from matchmaker.scoring import hits  # loads the compiler

            found = hits.search(self.finder, self.model, query, asked, top)
        else:
            found = self._search_plainly(query, asked, top)
        keys = falling(found.scored.keys[found.rows].tolist())
        rows = found.rows[first:]
        shown = self._shown(found.scored, rows)
        pairings = explained(found.scored, rows, keys[first:], shown, self.model, self.model_version)
        names = [shown[row].named for row in rows.tolist()]
        return SearchResult(pairings, names, found.total, found.counts.named())

    def _search_plainly(self, query: SearchQuery, asked: Asked, top: int) -> Found:
        """All hits reckoned in full."""
        index, relevance = self._relevant(asked) if query.q else _all_alike(len(self.catalogue))
        filtered = apply_filters(query, self.catalogue.rows.take(index), asked.day)
        best = float(np.max(relevance.text, where=filtered.kept, initial=0.0))
        some = np.flatnonzero(filtered.kept & (relevance.text >= least_text(best)))
        scored = self._reckon(asked, index[some], relevance.take(some))
        scored.keys[:] -= UNKNOWN_FILTER_LOSS * filtered.unknown[some]
        found = best_rows(scored, False)
        counts = FacetCounts.of(scored.block.rows.take(found), scored.verdicts[found], asked.day)
        return Found(scored, found[:top], len(found), counts)

    def reckon_pair(self, need: NeedProfile, umkm_id: int, as_of: date) -> tuple[Scored, int]:
        """Everything about one pair, over the rows of the UMKM, and which of them is its best.

        Raises LookupError when the UMKM is not in the catalogue.
        """
        rows = self.catalogue.rows_of(umkm_id)
        asked = self.asked(need, as_of)
        scored = self._reckon(asked, _numbers(rows), self.index.relevance_of(asked.reading, rows).figures)
        return scored, int(best_rows(scored, True)[0])

    def read_need(self, need: NeedProfile) -> NeedReading:
        """What the words of a need ask for; remembered."""
        home = (need.regency, need.province)
        reading: NeedReading = self._read_need(need.title, need.description, need.category, need.buyer_type, home)
        return reading

    def asked(self, need: NeedProfile, as_of: date | None) -> Asked:
        """A need as the scorer reads it."""
        reading = self.read_need(need)
        return Asked(need, reading, _day(as_of), need_conditions(need, reading))

    def _reckon_all(self, asked: Asked) -> Scored:
        """All rows that are related to the need at all."""
        index, relevance = self._relevant(asked)
        top_text = float(np.max(relevance.text, initial=0.0))
        return self._reckon(replace(asked, top_text=top_text), index, relevance)

    def _relevant(self, asked: Asked) -> tuple[Index, Figures]:
        """Rows in force, and their relevance; of a large catalogue only those that are relevant at all."""
        if self._compiled():
            return self.finder.relevant(asked.reading)
        figures, kept = self.index.relevance(asked.reading).figures, self.catalogue.rows.alive
        if len(kept) > SMALL_CATALOGUE:
            kept = kept & (figures.text > 0)
        index = np.flatnonzero(kept)
        return index, figures.take(index)

    def _compiled(self) -> bool:
        """Whether the compiled way is to be taken; until it is ready a large catalogue is reckoned the plain way."""
        return self.is_large and compilation.is_ready(self.analyzer, self.model)

    def _reckon(self, asked: Asked, index: Index, relevance: Figures) -> Scored:
        """``relevance`` holds the rows of ``index`` only."""
        return reckon(self.catalogue, self.model, self.analyzer.lexicon, asked, index, relevance)

    def _pairing(self, scored: Scored, row: int) -> ScoredPairing:
        return self._pairings(scored, np.array([row]))[0]

    def _pairings(self, scored: Scored, rows: Index) -> list[ScoredPairing]:
        """The pairings of some rows of the block, explained."""
        keys = scored.keys[rows].tolist()
        return explained(scored, rows, keys, self._shown(scored, rows), self.model, self.model_version)

    def _shown(self, scored: Scored, rows: Index) -> dict[int, Shown]:
        """What is said of each of ``rows`` beside its figures, by its place in the block."""
        words = self._words_met(scored.asked.reading, scored.block.index[rows])
        return shown_rows(self.catalogue, scored, rows, words)

    def _words_met(self, reading: NeedReading, rows: Index) -> list[list[str]]:
        """The words of a need that each of some rows meets, the weightiest first."""
        if self._compiled():
            from matchmaker.scoring import meeting  # loads the compiler

            return meeting.words_met(self.finder, self.index, reading, rows)
        return words_met(self.index.explain_rows(reading, rows))

    def read(self, umkm: UmkmProfile) -> list[ProductReading]:
        """What the texts of an UMKM say, one reading per row."""
        return read_umkm(umkm, self.analyzer)

    def compact(self) -> None:
        """Drop the rows of what was replaced or removed."""
        if self.catalogue.dead_rows:
            self.index.compact(self.catalogue.compact())


def _numbers(rows: range) -> Index:
    return np.arange(rows.start, rows.stop)


def _all_alike(length: int) -> tuple[Index, Figures]:
    """All rows where no words were given: everything is as right as everything else."""
    return np.arange(length), Figures(np.ones(length, dtype=np.float32), np.zeros(length, dtype=np.float32))


def _day(as_of: date | None) -> date:
    return as_of or date.today()  # noqa: DTZ011 - a calendar day of the office, not a moment
