"""Certificates as columns: until which day each type is held, for every product row.

One number per type says it all: the ordinal of the last day it is valid, `NOT_HELD`, or `NOT_KNOWN`.
So the same column answers for any day asked about.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from matchmaker.scoring.profiles import CertificateProfile

CERTIFICATE_TYPES: tuple[str, ...] = (
    "NIB", "PIRT", "BPOM_MD", "HALAL", "SNI", "HKI", "GS1_BARCODE", "HACCP", "NKV", "SLHS", "CHSE", "ORGANIC",
)  # fmt: skip
CERTIFICATE_COLUMN: dict[str, int] = {name: column for column, name in enumerate(CERTIFICATE_TYPES)}

OF_THE_BUSINESS: frozenset[str] = frozenset({"NIB", "NKV", "SLHS", "CHSE", "HKI"})
"""Types granted to a business or its place: a product's own list says nothing about them."""

NOT_KNOWN = -1
NOT_HELD = 0
NO_EXPIRY = date.max.toordinal()

_ALL_UNKNOWN = (NOT_KNOWN,) * len(CERTIFICATE_TYPES)
_NONE_HELD = (NOT_HELD,) * len(CERTIFICATE_TYPES)
_NONE_OF_PRODUCT = tuple(NOT_KNOWN if name in OF_THE_BUSINESS else NOT_HELD for name in CERTIFICATE_TYPES)

Listed = tuple[CertificateProfile, ...] | None


def held_until(of_umkm: Listed, of_product: Listed) -> NDArray[np.int32]:
    """Last day each type is held, shape (12,), as a proleptic ordinal, `NOT_HELD` or `NOT_KNOWN`.

    A type missing from a given list is not held; with no list given it is unknown. The product's list
    adds to the one of its UMKM, and speaks for the product's own types where the UMKM has given none.
    An empty product list alone says nothing: most sources keep certificates on the business.
    """
    return np.array(days_held(of_umkm, of_product), dtype=np.int32)


def days_held(of_umkm: Listed, of_product: Listed) -> tuple[int, ...]:
    """The same as plain numbers."""
    if not of_product and not of_umkm:
        return _ALL_UNKNOWN if of_umkm is None else _NONE_HELD
    days = list(_NONE_HELD if of_umkm is not None else _NONE_OF_PRODUCT)
    for certificate in (*(of_umkm or ()), *(of_product or ())):
        place = CERTIFICATE_COLUMN.get(certificate.type)
        if place is not None:
            days[place] = max(days[place], _until(certificate))
    return tuple(days)


def _until(certificate: CertificateProfile) -> int:
    """Last day one certificate is valid."""
    if certificate.status == "rejected":
        return NOT_HELD
    return NO_EXPIRY if certificate.valid_until is None else certificate.valid_until.toordinal()
