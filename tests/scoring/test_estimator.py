"""The logistic regression around a prior."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.estimator_checks import parametrize_with_checks

from matchmaker.scoring.estimator import PriorLogisticRegression


@parametrize_with_checks([PriorLogisticRegression()])
def test_keeps_the_rules_of_scikit_learn(estimator, check) -> None:
    check(estimator)


def drawn(count: int, weights: list[float], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    features = random.normal(size=(count, len(weights)))
    chance = 1 / (1 + np.exp(-features @ np.array(weights)))
    return features, (random.uniform(size=count) < chance).astype(int)


def test_without_evidence_the_prior_comes_back() -> None:
    features, happened = drawn(50, [2.0, -1.0])
    model = PriorLogisticRegression([0.7, -0.3], 0.5, prior_intercept=-1.0, intercept_spread=1.0)
    model.fit(features, happened, sample_weight=np.full(50, 1e-12))
    assert model.coef_[0] == pytest.approx([0.7, -0.3], abs=1e-6)
    assert model.intercept_[0] == pytest.approx(-1.0, abs=1e-6)


def test_with_a_flat_prior_it_is_ordinary_ridge_regression() -> None:
    features, happened = drawn(400, [1.0, -2.0, 0.5])
    ours = PriorLogisticRegression(prior_spread=1.0, intercept_spread=1e6).fit(features, happened)
    peer = LogisticRegression(C=1.0, tol=1e-8).fit(features, happened)
    assert ours.coef_[0] == pytest.approx(peer.coef_[0], abs=1e-3)
    assert ours.intercept_[0] == pytest.approx(peer.intercept_[0], abs=1e-3)


def test_signs_hold_against_the_data() -> None:
    features, happened = drawn(500, [-1.5, 1.0])
    free = PriorLogisticRegression().fit(features, happened)
    held = PriorLogisticRegression(prior_mean=[0.5, 0.0], signs=[1, 0]).fit(features, happened)
    assert free.coef_[0, 0] < -1
    assert held.coef_[0, 0] == 0.0


def test_a_tight_spread_moves_less_than_a_wide_one() -> None:
    features, happened = drawn(100, [2.0])
    tight = PriorLogisticRegression([0.0], 0.1).fit(features, happened).coef_[0, 0]
    wide = PriorLogisticRegression([0.0], 2.0).fit(features, happened).coef_[0, 0]
    assert 0 < tight < wide


def test_a_prior_of_the_wrong_shape_is_an_error() -> None:
    features, happened = drawn(20, [1.0, 1.0])
    with pytest.raises(ValueError, match="shape"):
        PriorLogisticRegression([1.0, 2.0, 3.0]).fit(features, happened)
