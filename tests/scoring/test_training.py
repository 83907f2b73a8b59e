"""Learning from outcomes: what it takes as evidence, what it finds, what it must not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from matchmaker.scoring import evaluation
from matchmaker.scoring.model import FEATURE_NAMES, prior_model
from matchmaker.scoring.profiles import OutcomeProfile
from matchmaker.scoring.promotion import train
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.training import PAIR_SIGNS, TEXT, fit, gather, history, predict, track_record
from tests.scoring import worlds
from tests.scoring.pairs import TODAY, need


@pytest.fixture(scope="module")
def market() -> Scorer:
    return worlds.market()


def test_stages_as_evidence(market: Scorer) -> None:
    first = worlds.history(1)[0]
    stages = ["agreed", "ended", "expired", "withdrawn", "negotiation", "sample", "proposed", "contacted"]
    evidence = gather(market, [replace(first, stage=stage) for stage in stages])
    assert [one.stage for one in evidence.outcomes] == stages[:6]
    assert evidence.labels[:4].tolist() == [1, 1, 0, 0]
    assert evidence.finished.tolist() == [True] * 4 + [False] * 2
    assert (evidence.weights[4:] < 0.5).all()


def test_outcomes_that_nothing_is_known_about_are_left_out(market: Scorer) -> None:
    known, month = worlds.history(1)[0], date(2025, 1, 1)
    stranger = replace(known, umkm_id=999)
    bare = OutcomeProfile(1, month, "agreed", buyer_id=3)
    by_product = OutcomeProfile(1, month, "agreed", buyer_id=3, product_text="abon ikan")
    evidence = gather(market, [known, stranger, bare, by_product])
    assert len(evidence) == 2
    assert {one.title for one in evidence.needs} == {known.need.title, "abon ikan"}  # type: ignore[union-attr]


def test_learning_predicts_later_outcomes_better_than_the_prior(market: Scorer) -> None:
    all_of_them = worlds.history(600)
    past, later = gather(market, all_of_them[:300]), gather(market, all_of_them[300:])
    model = fit(past, "test")
    before, after = predict(prior_model(), later), predict(model, later)
    assert evaluation.auc(later.labels, after) > evaluation.auc(later.labels, before) + 0.05
    assert evaluation.log_loss(later.labels, after) < evaluation.log_loss(later.labels, before) - 0.05


def test_weights_keep_their_signs_and_relevance_its_weight(market: Scorer) -> None:
    model = fit(gather(market, worlds.history(400)), "test")
    assert (model.weights[: len(PAIR_SIGNS)] * PAIR_SIGNS >= 0).all()
    assert model.weights[TEXT] > 0.85 * prior_model().weights[TEXT]


def test_the_record_of_a_month_knows_nothing_of_later_months(market: Scorer) -> None:
    evidence = gather(market, worlds.history(200))
    record = track_record(evidence, np.full(len(evidence), 0.5))
    whole = history(evidence, record)
    middle = worlds.month(12)
    early = evidence.before(middle)
    assert history(early, track_record(early, np.full(len(early), 0.5))) == pytest.approx(whole[: len(early)])
    first_month = [one.month == worlds.month(0) for one in evidence.outcomes]
    assert not whole[first_month].any()


def test_history_moves_makers_but_not_strangers(market: Scorer) -> None:
    model = fit(gather(market, worlds.history(400)), "test")
    trained = market.with_model(model)
    wanted = need(3, "Keripik pisang", buyer_id=3)
    codes = {reason.code for one in trained.rank_need(wanted, as_of=TODAY) for reason in one.reasons}
    assert "umkm_reliability" in codes
    assert not {reason.code for one in market.rank_need(wanted, as_of=TODAY) for reason in one.reasons} & {
        "umkm_reliability", "buyer_terms"
    }  # fmt: skip


def test_buyers_who_insist_on_consignment_are_learned(market: Scorer) -> None:
    record = fit(gather(market, worlds.history(500, terms=3.0)), "test").track_record
    rows = market.catalogue.rows
    marks = np.zeros(0, dtype=np.uint32)
    column = FEATURE_NAMES.index("buyer_terms") - len(PAIR_SIGNS)
    insists = np.mean([record.columns(rows, buyer, marks, TODAY)[:, column] for buyer in (2, 4, 6, 8)], axis=0)
    consigns = rows.umkm_id % 3 == 0
    assert insists[consigns].mean() > insists[~consigns].mean() + 0.1


def test_training_promotes_what_is_better_on_later_time(market: Scorer) -> None:
    model, report = train(market, worlds.history(400), "fit")
    assert (report.promoted, report.reason) == (True, "promoted")
    assert model.version == report.model_version
    assert report.figures["fitted"].log_loss.value < report.figures["prior"].log_loss.value
    assert {"popularity", "category_filter", "bm25", "tf_idf", "prior", "fitted"} == set(report.ranking)
    assert report.as_dict()["gain"]["value"] > 0


def test_training_keeps_the_model_where_there_is_nothing_to_learn(market: Scorer) -> None:
    few = worlds.history(30)
    assert train(market, few, "fit")[1].reason == "too_few_outcomes"
    alike = [replace(one, stage="agreed") for one in worlds.history(120)]
    model, report = train(market, alike, "fit")
    assert report.reason == "one_sided_outcomes"
    assert model is market.model
