"""Measures against values reckoned by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from matchmaker.scoring import evaluation

GRADES = {"a": 3, "b": 2, "c": 1}


def test_ndcg_of_the_ideal_order_is_one() -> None:
    assert evaluation.ndcg(["a", "b", "c"], GRADES) == pytest.approx(1.0)


def test_ndcg_by_hand() -> None:
    ideal = 7 / 1 + 3 / math.log2(3) + 1 / 2
    assert evaluation.ndcg(["x", "a", "b"], GRADES) == pytest.approx((7 / math.log2(3) + 3 / 2) / ideal)
    assert evaluation.ndcg([], GRADES) == 0.0
    assert math.isnan(evaluation.ndcg(["a"], {}))


def test_recall_precision_and_reciprocal_rank() -> None:
    assert evaluation.recall(["c", "b"], GRADES) == 0.5
    assert evaluation.precision(["c", "b", "a"], GRADES) == pytest.approx(0.4)
    assert evaluation.reciprocal_rank(["c", "b", "a"], {"a"}) == pytest.approx(1 / 3)


def test_a_violation_is_a_lacking_one_above_a_good_one_that_complies() -> None:
    assert evaluation.violations(["b", "a"], GRADES, {"b"}) == 1
    assert evaluation.violations(["a", "b"], GRADES, {"b"}) == 0
    assert evaluation.violations(["b"], GRADES, {"b"}) == 1
    assert evaluation.violations(["b", "c"], {"b": 2, "c": 1}, {"b"}) == 0


def test_auc_by_hand_with_ties() -> None:
    happened = np.array([1.0, 0.0, 1.0, 0.0])
    assert evaluation.auc(happened, np.array([0.9, 0.1, 0.5, 0.5])) == pytest.approx(0.875)
    assert math.isnan(evaluation.auc(np.ones(3), np.ones(3)))


def test_log_loss_brier_and_calibration_by_hand() -> None:
    happened, forecast = np.array([1.0, 0.0]), np.array([0.8, 0.4])
    assert evaluation.log_loss(happened, forecast) == pytest.approx(-(math.log(0.8) + math.log(0.6)) / 2)
    assert evaluation.brier(happened, forecast) == pytest.approx((0.04 + 0.16) / 2)
    assert evaluation.calibration_error(happened, forecast, bins=2) == pytest.approx((0.4 + 0.2) / 2)
    assert evaluation.calibration_error(happened, forecast) == pytest.approx(0.1)


def test_calibration_error_of_honest_probabilities_is_small() -> None:
    random = np.random.default_rng(1)
    forecast = random.uniform(0.1, 0.9, 20_000)
    happened = (random.uniform(size=20_000) < forecast).astype(float)
    assert evaluation.calibration_error(happened, forecast) < 0.02
    assert evaluation.calibration_error(happened, np.clip(forecast + 0.2, 0, 1)) > 0.15


def test_judging_a_run_counts_missing_lists_as_empty() -> None:
    figures = evaluation.judge_run({"n1": ["a", "b", "c"]}, {"n1": GRADES, "n2": {"z": 3}})
    assert figures.needs == 2
    assert figures.ndcg10.value == pytest.approx(0.5)
    assert figures.ndcg10.low <= 0.5 <= figures.ndcg10.high
