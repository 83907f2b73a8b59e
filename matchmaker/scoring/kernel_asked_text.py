"""What the compiled passes over the text are told of a need, and what they write over."""

from __future__ import annotations

from typing import Any, NamedTuple


class AskedText(NamedTuple):
    """One need; see `text_program.TextProgram`.

    ``segments`` and ``first`` tell where its columns lie (`kernel_blocks.find_segments`); ``weights`` are those of the
    log-odds; what is not wished counts from ``negated_least`` on.
    """

    channels: Any
    channel_weights: Any
    literals: Any
    slots: Any
    qualities: Any
    segments: Any
    first: Any
    scales: Any
    weights: Any
    negated_least: Any
    with_regions: Any


class Space(NamedTuple):
    """Working space of one pass, s rows at a time.

    ``cursors`` (segments,): how far each column was read, 0 at first; ``touched`` (slots,): whether a slot has anything
    in the stretch at hand; ``slopes`` and ``sums`` (SUMS,); ``sides`` (SIDES, s), ``values`` (slots, s) and
    ``regions`` (s,).
    """

    cursors: Any
    touched: Any
    slopes: Any
    sums: Any
    sides: Any
    values: Any
    regions: Any
