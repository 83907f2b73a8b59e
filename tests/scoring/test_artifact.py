"""Models on disk: what comes back, what is refused, promotion and rollback."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from skops.io import dumps

from matchmaker.scoring import artifact
from matchmaker.scoring.artifact import ArtifactError, ModelStore
from matchmaker.scoring.model import FEATURE_NAMES, Model, prior_model
from matchmaker.scoring.training import fit, gather
from tests.scoring import worlds
from tests.scoring.pairs import TODAY, need


@pytest.fixture(scope="module")
def model() -> Model:
    return fit(gather(worlds.market(), worlds.history(150)), "fit")


def test_what_was_saved_scores_the_same(model: Model, tmp_path: Path) -> None:
    artifact.save(model, tmp_path / "model.skops")
    again = artifact.load(tmp_path / "model.skops")
    assert again.version == model.version
    market, wanted = worlds.market(), need(3, "Abon ikan", buyer_id=2)
    ranked = [market.with_model(one).rank_need(wanted, as_of=TODAY) for one in (again, model)]
    assert ranked[0] == ranked[1]


def content(**changes: object) -> bytes:
    prior = prior_model()
    record = {name: np.zeros(0) for name in ("umkm_id", "mark_count", "marks")}
    whole = {"format": artifact.FORMAT, "name": "prior", "features": list(FEATURE_NAMES), "weights": prior.weights,
             "intercept": prior.intercept, "record": record, "version": prior.version}  # fmt: skip
    return dumps({**whole, **changes})


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"no model",
        pickle.dumps({"format": artifact.FORMAT}),
        dumps([1, 2, 3]),
        content(format="another"),
        content(features=["product_match"]),
        content(weights=np.zeros(3)),
        content(weights=np.full(len(FEATURE_NAMES), np.nan)),
        content(version="prior-00000000"),
        content(record={}),
    ],
)
def test_foreign_and_damaged_files_are_refused(foreign: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.skops"
    path.write_bytes(foreign)
    with pytest.raises(ArtifactError):
        artifact.load(path)


def test_a_truncated_file_is_refused(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "model.skops"
    artifact.save(model, path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(ArtifactError):
        artifact.load(path)


def test_promotion_and_rollback(model: Model, tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "models")
    assert store.current().version == prior_model().version
    second = replace(model, intercept=model.intercept + 0.1)
    store.promote(model)
    store.promote(second)
    assert store.current().version == second.version
    assert store.rollback().version == model.version
    assert ModelStore(tmp_path / "models").current().version == model.version
    assert store.rollback().name == "prior"
    assert store.rollback().name == "prior"


def test_a_damaged_model_in_force_gives_way_to_the_prior(model: Model, tmp_path: Path) -> None:
    store = ModelStore(tmp_path)
    store.promote(model).write_bytes(b"damaged")
    assert store.current().version == prior_model().version
