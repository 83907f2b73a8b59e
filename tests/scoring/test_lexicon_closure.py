"""What concepts imply, by a lexicon small enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pytest

from matchmaker.scoring.lexicon import Lexicon
from matchmaker.scoring.lexicon.closure import INHERITED_FACET_STRENGTH, WIDER_STRENGTH
from matchmaker.scoring.text import keys
from tests.scoring.small_lexicon import small_lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return small_lexicon()


def strengths(lexicon: Lexicon, name: str) -> dict[str, float]:
    closure = lexicon.closures[lexicon.number[name]]
    return {lexicon.concepts[n].id: float(s) for n, s in zip(closure.concepts, closure.strengths, strict=True)}


def test_a_narrow_kind_is_its_wider_kinds(lexicon: Lexicon) -> None:
    implied = strengths(lexicon, "keripik_pisang")
    assert implied["keripik_pisang"] == 1.0
    assert implied["keripik"] == pytest.approx(WIDER_STRENGTH)
    assert implied["camilan"] == pytest.approx(WIDER_STRENGTH**2)


def test_facets_are_inherited_and_can_be_removed(lexicon: Lexicon) -> None:
    pisang, singkong = strengths(lexicon, "keripik_pisang"), strengths(lexicon, "keripik_singkong")
    assert pisang["material/pisang"] == 1.0
    assert pisang["taste/renyah"] == pytest.approx(INHERITED_FACET_STRENGTH)
    assert "taste/renyah" not in singkong


def test_a_facet_implies_its_wider_facets(lexicon: Lexicon) -> None:
    assert "material/serat_alam" in strengths(lexicon, "material/rotan")


def test_the_nearest_word_on_a_use_wins(lexicon: Lexicon) -> None:
    use = "use:coffee_break"
    assert strengths(lexicon, "keripik_pisang")[use] == pytest.approx(0.7), "its own word, below the 0.9 of camilan"
    assert strengths(lexicon, "keripik")[use] == pytest.approx(0.9), "inherited from the target camilan"
    assert use not in strengths(lexicon, "hampers"), "0 removes what camilan would give"


def test_facets_give_uses_where_no_kind_says_anything(lexicon: Lexicon) -> None:
    assert 0 < strengths(lexicon, "material/rotan")["use:oleh_oleh"] <= 0.5


def test_specific_things_tell_more(lexicon: Lexicon) -> None:
    specificity = {concept.id: lexicon.specificity[i] for i, concept in enumerate(lexicon.concepts)}
    assert specificity["keripik_pisang"] > specificity["keripik"] > specificity["camilan"]
    assert np.all(lexicon.specificity > 0)
    assert np.all(lexicon.specificity <= 1)


def test_facets_no_file_defines_exist_by_their_words(lexicon: Lexicon) -> None:
    assert "material/kedelai" in lexicon.number
    assert lexicon.forms[keys("kedelai")] == (lexicon.number["material/kedelai"],)


def test_permits_and_category_come_from_the_nearest_kind_that_has_some(lexicon: Lexicon) -> None:
    assert lexicon.permits(lexicon.number["ikan_beku"]) == {"md_only"}
    assert lexicon.permits(lexicon.number["keripik_pisang"]) == {"pirt_ok"}
    assert lexicon.category(lexicon.number["keripik_pisang"]) == "food"
