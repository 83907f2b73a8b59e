"""Certificates as columns: until which day each type is held, for every product row.

One number per type says it all: the ordinal of the last day it is valid, `NOT_HELD`, or `NOT_KNOWN`.
So the same column answers for any day asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
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

Certificates = Iterable[CertificateProfile]


def held_until(
    of_umkm: tuple[CertificateProfile, ...] | None, of_product: tuple[CertificateProfile, ...] | None
) -> NDArray[np.int32]:
    """Last day each type is held, shape (12,), as a proleptic ordinal, `NOT_HELD` or `NOT_KNOWN`.

    A type missing from a given list is not held; with no list given it is unknown. The product's list
    adds to the one of its UMKM, and speaks for the product's own types where the UMKM has given none.
    An empty product list alone says nothing: most sources keep certificates on the business.
    """
    column = np.full(len(CERTIFICATE_TYPES), NOT_KNOWN if of_umkm is None else NOT_HELD, dtype=np.int32)
    if of_umkm is None and of_product:
        for name in CERTIFICATE_TYPES:
            if name not in OF_THE_BUSINESS:
                column[CERTIFICATE_COLUMN[name]] = NOT_HELD
    for certificate in (*(of_umkm or ()), *(of_product or ())):
        _enter(column, certificate)
    return column


def _enter(column: NDArray[np.int32], certificate: CertificateProfile) -> None:
    place = CERTIFICATE_COLUMN.get(certificate.type)
    if place is None:
        return
    until = NOT_HELD if certificate.status == "rejected" else NO_EXPIRY
    if until and certificate.valid_until is not None:
        until = certificate.valid_until.toordinal()
    column[place] = max(int(column[place]), until)
