"""One need against some rows: the arrays that rules and features share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring import geo
from matchmaker.scoring.catalogue import Catalogue, Rows
from matchmaker.scoring.conditions import NeedConditions
from matchmaker.scoring.quantities import Measure, conversion, measure
from matchmaker.scoring.reading import NeedReading
from matchmaker.scoring.relevance import Figures
from matchmaker.scoring.verdicts import Flags, Floats

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """One need and n candidate rows; every array has shape (n,) unless its comment says otherwise.

    ``volume_factor`` tells how many of the need's volume units one product unit is, ``price_factors``
    (k, n) the same for each of the need's k price limits; NaN where the units cannot be compared.
    ``distance`` is in km, NaN where unknown; ``transit`` in days.
    """

    conditions: NeedConditions
    reading: NeedReading
    as_of: date
    index: NDArray[np.intp]
    rows: Rows
    relevance: Figures
    distance: Floats
    over_sea: Flags
    transit: Floats
    volume_factor: Doubles
    price_factors: Doubles

    def __len__(self) -> int:
        return len(self.index)


def make_block(
    catalogue: Catalogue,
    index: NDArray[np.intp],
    relevance: Figures,
    conditions: NeedConditions,
    reading: NeedReading,
    as_of: date,
) -> Block:
    """Gather the columns of the rows ``index`` (n,) and derive what depends on the need.

    ``relevance`` must already hold those rows only, in the same order.
    """
    rows = catalogue.rows.take(index)
    distance = geo.distance_km(rows.place, conditions.place)
    over_sea = geo.between_islands(rows.island, conditions.island)
    units = [limit.unit if limit else None for limit in (conditions.volume, *conditions.prices)]
    by_unit = {unit: factors_by_measure(catalogue, unit, conditions.text)[rows.measure] for unit in set(units)}
    return Block(
        conditions=conditions,
        reading=reading,
        as_of=as_of,
        index=index,
        rows=rows,
        relevance=relevance,
        distance=distance,
        over_sea=over_sea,
        transit=geo.transit_days(distance, over_sea),
        volume_factor=by_unit[units[0]],
        price_factors=np.array([by_unit[unit] for unit in units[1:]]).reshape(len(units) - 1, len(index)),
    )


def factors_by_measure(catalogue: Catalogue, unit: str | None, need_text: str) -> Doubles:
    """How many of ``unit`` one product unit is, by the number of its measure; NaN = not comparable.

    The last entry stands for `NO_MEASURE`. Few units and packs make up all goods.
    """
    asked = measure(unit, need_text) if unit else None
    return catalogue.by_measure(asked, _factor)


def _factor(sold: Measure, asked: Measure | None) -> float:
    found = conversion(sold, asked) if asked else None
    return found.factor if found else np.nan
