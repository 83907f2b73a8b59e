"""The yearly accountability table (LKjIP): target, realisation and the share reached, from the other reports.

Realisation is never reckoned again: it is the figure that the named report shows for the same day and region.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from matchmaker.domain.indicators import INDICATORS, Indicator
from matchmaker.services import targets
from matchmaker.services.reports.figures import Figure, Listing, Part, Table
from matchmaker.services.reports.scope import Scope

Builder = Callable[[Scope], tuple[list[Table], list[Listing]]]
Source = Callable[[Scope], list[Table]]
ORDER: tuple[Part, ...] = (
    "denominator",
    "numerator",
    "value",
    "unknown",
)  # target, realisation, share reached, not known


def builder(sources: dict[str, Source]) -> Builder:
    """The builder of the table over the tables of the reports its figures come from."""

    def build(scope: Scope) -> tuple[list[Table], list[Listing]]:
        set_for = targets.in_force(scope.session, scope.region, scope.as_of.year, scope.until)

        @cache
        def tables(report: str) -> dict[str, Table]:
            return {table.name: table for table in sources[report](scope)}

        figures = []
        dated = True
        for one in INDICATORS:
            table = tables(one.report)[one.figure.partition(":")[0]]
            target = set_for.get(one.code)
            figures.append(_figure(scope, one, table, target.value if target else None))
            dated = dated and table.dated
        return [Table("lkjip", figures, chart=None, dated=dated, parts=ORDER)], []

    return build


def _figure(scope: Scope, one: Indicator, table: Table, target: float | None) -> Figure:
    """Realisation over target; unknown are the records that could have counted and say nothing."""
    realised, unknown = realisation(scope, one, table)
    return Figure(one.code, f"indicator.{one.code}", realised, target, unknown, facts={"year": str(scope.as_of.year)})


def realisation(scope: Scope, one: Indicator, table: Table) -> tuple[float | None, int]:
    """What came of an indicator by the day, None where nothing is known; and how many records do not say."""
    code = one.figure.partition(":")[2]
    year = f"{scope.as_of.year}-"
    chosen = [figure for figure in table.figures if (figure.code.startswith(year) if one.year else figure.code == code)]
    unknown = sum(figure.unknown for figure in chosen)
    if unknown and not any(figure.denominator for figure in chosen):
        return None, unknown
    return sum(figure.numerator or 0 for figure in chosen), unknown
