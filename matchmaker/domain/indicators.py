"""What an office answers for once a year: indicators that a target is set for, and where their figures come from.

The form of the yearly accountability report (target, realisation, formula) follows Perpres 29/2014 and PermenPANRB
53/2014; which indicators an office has is its own plan, so these are the ones the register can measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["umkm", "agreements", "idr"]
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: its unit, and the figures of a report that are its realisation.

    ``figures`` are names "table:code"; with ``year`` those of a table by month that lie in the year are summed.
    """

    code: str
    unit: Unit
    report: str
    figure: str
    year: bool = False


INDICATORS = (
    Indicator("umkm_active", "umkm", "umkm", "umkm_status:active"),
    Indicator("holders_nib", "umkm", "certificates", "certificates_held:NIB"),
    Indicator("holders_pirt", "umkm", "certificates", "certificates_held:PIRT"),
    Indicator("holders_bpom", "umkm", "certificates", "certificates_held:BPOM_MD"),
    Indicator("holders_halal", "umkm", "certificates", "certificates_held:HALAL"),
    Indicator("holders_brand", "umkm", "certificates", "certificates_held:HKI"),
    Indicator("agreements", "agreements", "partnerships", "agreements_this_year:agreed"),
    Indicator("value_signed", "idr", "partnerships", "agreements_this_year:signed"),
    Indicator("value_realised", "idr", "partnerships", "orders_by_month", year=True),
    Indicator("events_turnover", "idr", "events", "events_turnover:events"),
    Indicator("umkm_at_events", "umkm", "events", "events_umkm:selling"),
    Indicator("umkm_in_programmes", "umkm", "programmes", "programmes_umkm:began"),
)
BY_CODE = {one.code: one for one in INDICATORS}
