"""From features to a probability, and from probability and gaps to the order people see.

Two numbers with two purposes: ``score`` is the estimated probability that a pairing reaches ``agreed``
(a logistic model, its contributions add up exactly); ``key`` orders a list the way a broker would, who
thinks in grades: the right product with every condition met (worth 7), with one gap that can be
mended (3), a relative (1), nothing (0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import plausibility
from matchmaker.scoring.block import Block
from matchmaker.scoring.verdicts import FAIL, UNKNOWN, Flags, RuleResult

Doubles = NDArray[np.float64]

RIGHT_TEXT, RIGHT_WIDTH = 0.4, 0.08
"""Relevance, set against the best of the need, at which a product is as likely the right one as not where the words
leave all open, and how sharply that changes."""
SETTLED_TEXT = 0.3
"""So much more it takes where the words settle what is meant: beside rambak of cowhide, a shop that sells "snacks"
is no snack of cowhide. Chosen on the tuning needs, where 0.2 to 0.4 do the same (+.002 and +.005)."""
PAIR_RIGHT = 0.5
"""The same where no list is at hand."""
RELATED_TEXT, RELATED_WIDTH = 0.22, 0.05
"""The same for being at least a relative of what is asked."""

LEAST_BEST = 1e-6
"""Relevance is never set against less."""

PAIR_BEST = 0.5
"""What relevance is set against where no list is at hand: many a right product reaches no more."""

GAP_POINTS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)
GAP_GAINS = (7.0, 4.8, 3.4, 3.0, 2.0, 1.3, 0.8, 0.2)
"""Expected gain (2^grade - 1) of the right product by the points of its gaps: no gap is a grade 3, one
fixable gap (or two small ones) a 2, more a 1."""

COMPLIANCE_LIFT = 3.0
"""The right product with all required certificates never falls below the best gain without them."""
COMPLIANCE_FADES = (2.5, 4.5)
"""Between these points of other gaps the lift fades out: who cannot deliver is no better for a paper."""
COMPLIANCE_TEXT = (0.28, 0.42)
"""Between these relevances the lift sets in."""

PROBABILITY_SHARE = 0.3
"""What the probability adds to the gain: it decides among those whose gaps weigh the same."""


def log_odds(features: Doubles, weights: Doubles, intercept: float) -> Doubles:
    """Log-odds of success, shape (n,).

    Summed row by row: a matrix product rounds differently with the number of rows, and a pair must
    score the same on a list of two as on a list of a thousand.
    """
    return np.asarray((features * weights).sum(axis=1) + intercept)


def probability(odds: Doubles) -> Doubles:
    """The logistic function, exact in both tails."""
    return np.asarray(np.where(odds >= 0, 1 / (1 + np.exp(-np.abs(odds))), _small(odds)))


def _small(odds: Doubles) -> Doubles:
    power = np.exp(-np.abs(odds))
    return np.asarray(power / (1 + power))


@dataclass(frozen=True, slots=True)
class Compliance:
    """Whether all required certificates are held, or at least one certainly is not; arrays (n,)."""

    held: Flags
    lacking: Flags


def compliance(block: Block, results: Sequence[RuleResult]) -> Compliance | None:
    """Where each row stands with the required certificates; None when the need requires none."""
    verdicts = [one.verdict for one in results if one.code.startswith("certificate:")]
    if not verdicts:
        return None
    lacking = np.any([verdict == FAIL for verdict in verdicts], axis=0)
    unknown = np.any([verdict == UNKNOWN for verdict in verdicts], axis=0)
    return Compliance(held=~lacking & ~unknown, lacking=lacking)


@dataclass(frozen=True, slots=True)
class Scale:
    """What relevance is set against for one need.

    ``openness`` (0..1) tells how far the words leave open what is meant. ``best`` is the relevance of the
    likeliest row: the rest is compared with it, because a need told by purpose or material meets even the
    right goods only in part.
    """

    openness: float
    best: float


def openness(top: float) -> float:
    """How far the words leave open what is meant, by the best relevance ``top`` of the whole catalogue."""
    return 1.0 - min(1.0, top)


def right_text(open_to: float) -> float:
    """Share of the best relevance at which a product is as likely the right one as not, by `openness`."""
    return RIGHT_TEXT + SETTLED_TEXT * (1.0 - open_to)


def order_keys(block: Block, results: Sequence[RuleResult], odds: Doubles, top: float | None) -> tuple[Doubles, Scale]:
    """The key of the order people see, shape (n,), larger is better; and the scale it is measured on.

    ``top`` is the best relevance that any row of the catalogue has for the need; None where only some rows
    are at hand, so that there is nothing to compare with.
    """
    text, scale = _comparable(block, top)
    right, related = _grades(text, PAIR_RIGHT if top is None else right_text(scale.openness))
    points: Doubles = np.sum([one.points for one in results], axis=0, dtype=np.float64)
    gain: Doubles = np.interp(points, GAP_POINTS, GAP_GAINS)
    complies = compliance(block, results)
    if complies is not None:
        gain = np.where(complies.held, _lifted(gain, points, text), gain)
    expected = right * gain + (related - right) * np.minimum(gain / 3.0, 1.0)
    keys = expected * precision(block.reading.vagueness) + PROBABILITY_SHARE * probability(odds) * related
    if complies is not None and top is not None:
        hard = np.stack([one.hard for one in results]).any(axis=0)
        keys = behind_complying(keys, complies, complies.held & ~hard)
    return np.asarray(keys * scale.best), scale


def _comparable(block: Block, top: float | None) -> tuple[Doubles, Scale]:
    """Relevance of the rows as a share of the likeliest one."""
    text = block.relevance.text.astype(np.float64)
    if top is None:
        return text / PAIR_BEST, Scale(0.0, PAIR_BEST)
    scale = Scale(openness(top), 1.0)
    if scale.openness:
        text = plausibility.shifted(text, scale.openness * plausibility.shifts(block))
        scale = Scale(scale.openness, max(float(text.max(initial=0.0)), LEAST_BEST))
    return text / scale.best, scale


def _grades(text: Doubles, half_right: float) -> tuple[Doubles, Doubles]:
    """Chances that a row is the right product, half of it at ``half_right``, and at least a relative."""
    right = probability((text - half_right) / RIGHT_WIDTH)
    return right, np.maximum(right, probability((text - RELATED_TEXT) / RELATED_WIDTH))


def _lifted(gain: Doubles, points: Doubles, text: Doubles) -> Doubles:
    """Gains squeezed into the range above `COMPLIANCE_LIFT`, as far as the lift applies."""
    share = np.interp(points, COMPLIANCE_FADES, (1.0, 0.0)) * np.interp(text, COMPLIANCE_TEXT, (0.0, 1.0))
    top = GAP_GAINS[0]
    return np.asarray(gain + share * (COMPLIANCE_LIFT + gain * (top - COMPLIANCE_LIFT) / top - gain))


COMPLYING_REACH = 0.15
"""Whoever holds the required certificates and comes to this share of the key of one who does not stands first:
JUDGING rule 7. Further apart, it is the right product against another one. Chosen on the tuning needs: from 0.3 down
to 0.15 costs .002 nDCG and takes away one of two violations; 0.05 takes the last and costs .003 more."""
UNKNOWN_REACH = 0.2
"""The same where nobody knows: unknown costs less than missing, so only a rival of comparable worth goes first. In an
imported city whose records hold no certificates, a small share would put far and loosely related goods first."""
_STEP = 1e-6


def behind_complying(keys: Doubles, complies: Compliance, rivals: Flags) -> Doubles:
    """Keys of rows without all required certificates lowered behind every complying rival of like worth.

    ``rivals`` are the complying rows that may be shown. Among themselves the lowered keep their order.
    """
    stairs = np.sort(keys[rivals])
    if not len(stairs):
        return keys
    at = np.searchsorted(stairs, np.where(complies.lacking, COMPLYING_REACH, UNKNOWN_REACH) * keys)
    stair = stairs[np.minimum(at, len(stairs) - 1)]
    behind = stair * (1.0 - _STEP) - _STEP * stair * (1.0 - keys / max(float(keys.max()), 1e-9))
    lowered = ~complies.held & (at < len(stairs)) & (stair > 0) & (stair < keys)
    return np.asarray(np.where(lowered, behind, keys))


def best_without_papers(block: Block, results: Sequence[RuleResult], keys: Doubles, rows: NDArray[np.intp]) -> float:
    """The largest key among ``rows`` that lack or may lack a required certificate; infinite if there is none."""
    complies = compliance(block, results)
    if complies is None or complies.held[rows].all():
        return float("inf")
    return float(keys[rows][~complies.held[rows]].max())


VAGUE_LOSS = 0.5
"""A need that says next to nothing is worth half a precise one on the list of an UMKM."""


def precision(vagueness: float) -> float:
    """What a need is worth beside one told exactly, by its ``vagueness`` (0..1)."""
    return 1.0 - VAGUE_LOSS * vagueness
