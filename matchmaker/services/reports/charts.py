"""What the charts of a report draw: the numerators that its tables show, for the page and for paper alike."""

from __future__ import annotations

import math
from typing import Any

from babel.numbers import format_compact_decimal

from matchmaker.services.reports.wording import written
from matchmaker.texts import text

TICKS = 4  # lines above zero that a chart over time may have
MOST_BARS = 45  # bars that leave room for their heading on a page of paper
_ROUND_STEPS = (1, 2, 2.5, 5, 10)  # what people count in, times a power of ten


def drawn(table: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures of the table's first kind: rupiah and head counts do not share an axis. Nothing is not drawn."""
    figures: list[dict[str, Any]] = table["figures"] if table["chart"] else []
    alike = [one for one in figures if one["kind"] == figures[0]["kind"]]
    return alike if any(one["numerator"] for one in alike) else []


def for_screen(shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Charts of a report as the page draws them."""
    return [
        {
            "id": table["name"],
            "kind": table["chart"],
            "title": table["title"],
            "labels": [one["label"] for one in drawn(table)],
            "values": [one["numerator"] for one in drawn(table)],
        }
        for table in shown["tables"]
        if drawn(table)
    ]


def for_paper(table: dict[str, Any], locale: str) -> dict[str, Any] | None:
    """The chart of a table in parts of its width or height, with its numbers written; None where it has none."""
    all_figures = drawn(table)
    if not all_figures:
        return None
    figures = all_figures[:MOST_BARS]
    cut = len(all_figures) > len(figures)
    values = [one["numerator"] for one in figures]
    lines = axis(values) if table["chart"] == "line" else [min(0, *values), max(0, *values)]
    lowest, extent = lines[0], (lines[-1] - lines[0]) or 1
    points = [
        {
            "label": one["label"],
            "written": written(one, locale)["numerator"],
            "short": _short(one["numerator"], locale),
            "level": (one["numerator"] - lowest) / extent,
            "zero": -lowest / extent,
            "from": (min(0, one["numerator"]) - lowest) / extent,
            "share": abs(one["numerator"]) / extent,
        }
        for one in figures
    ]
    return {
        "kind": table["chart"],
        "alt": text("page.report.chart", locale, title=table["title"]),
        "more": text("page.report.chart_first", locale, count=len(figures)) if cut else None,
        "points": points,
        "ticks": [{"level": (line - lowest) / extent, "written": _short(line, locale)} for line in lines],
    }


def axis(values: list[float]) -> list[float]:
    """Round lines of an axis that holds all values and zero."""
    lowest, highest = min(0.0, *values), max(0.0, *values)
    rough = (highest - lowest) / TICKS or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    step = max(1.0, next(power * one for one in _ROUND_STEPS if power * one >= rough * (1 - 1e-9)))
    first, last = math.floor(lowest / step), math.ceil(highest / step)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _short(value: float, locale: str) -> str:
    return str(format_compact_decimal(value, fraction_digits=1, locale=locale))
