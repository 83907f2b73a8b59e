"""Typical needs stand in for needs not posted, and never mix with posted ones."""

from __future__ import annotations

import pytest

from matchmaker.scoring.catalogue import CATEGORIES
from matchmaker.scoring.certificates import CERTIFICATE_COLUMN
from matchmaker.scoring.typical_needs import TYPICAL_NEEDS, inferred_needs
from tests.scoring.pairs import need

BUYER_TYPES = ("hotel", "restaurant", "cafe", "cinema", "retail", "souvenir_outlet", "catering", "hospital", "airport",
               "office", "other")  # fmt: skip


def test_every_buyer_type_has_its_own() -> None:
    assert set(TYPICAL_NEEDS) == set(BUYER_TYPES)
    for usual in TYPICAL_NEEDS.values():
        assert len({one.title for one in usual}) == len(usual) >= 2
        assert {one.category for one in usual} <= {None, *CATEGORIES}
        assert {name for one in usual for name in one.required_certificates} <= set(CERTIFICATE_COLUMN)


def test_inferred_needs_are_marked_and_keep_the_buyer() -> None:
    buyer = need(5, buyer_id=7, buyer_type="cinema", max_price_idr=None)
    found = inferred_needs(buyer) + inferred_needs(need(5, buyer_id=8, buyer_type="cinema"))
    assert all(one.inferred and one.need_id < 0 for one in found)
    assert len({one.need_id for one in found}) == len(found)
    assert {one.buyer_id for one in found} == {7, 8}
    assert (found[0].lat, found[0].lon) == (buyer.lat, buyer.lon)


@pytest.mark.parametrize("unheard", ["", "bank"])
def test_unheard_of_types_get_the_general_list(unheard: str) -> None:
    titles = [one.title for one in inferred_needs(need(buyer_type=unheard))]
    assert titles == [one.title for one in TYPICAL_NEEDS["other"]]
