"""Learning and measuring over the live catalogue: train, roll back, evaluate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matchmaker import clock
from matchmaker.matching.catalog import MODELS
from matchmaker.scoring import baselines, evaluation
from matchmaker.scoring.artifact import ModelStore
from matchmaker.scoring.certificates import CERTIFICATE_COLUMN, held_until
from matchmaker.scoring.model import Model, prior_model
from matchmaker.scoring.profiles import NeedProfile, OutcomeProfile, UmkmProfile
from matchmaker.scoring.promotion import TrainingReport
from matchmaker.scoring.promotion import train as fit_and_judge
from matchmaker.scoring.scorer import Scorer
from matchmaker.scoring.training import gather, predict


def store(instance: Path) -> ModelStore:
    """Where the models of an installation lie."""
    return ModelStore(instance / MODELS)


def train(instance: Path, scorer: Scorer, outcomes: Iterable[OutcomeProfile], name: str) -> TrainingReport:
    """Fit to outcomes; the new model is put in force where it was better on held-out time."""
    model, report = fit_and_judge(scorer, outcomes, name)
    if report.promoted:
        store(instance).promote(model)
    return report


def evaluate_rankings(
    scorer: Scorer,
    umkm: list[UmkmProfile],
    needs: Mapping[str, NeedProfile],
    qrels: Mapping[str, Mapping[str, int]],
    top: int,
) -> dict[str, Any]:
    """nDCG, recall, precision and violations of the model in force, the prior, and what one would use instead."""
    today = clock.today()
    external = {one.umkm_id: one.external_id for one in umkm}
    judged = {key: needs[key] for key in qrels if key in needs}
    lacking = {key: _lacking(umkm, need, today) for key, need in judged.items()}
    ways: dict[str, baselines.Ranking] = {
        "bm25": baselines.bm25(umkm),
        "tf_idf": baselines.tf_idf(umkm),
        "category": baselines.category_filter(umkm),
        "model": lambda need: [p.umkm_id for p in scorer.rank_need(need, top=top, as_of=today)],
    }
    figures = {}
    for name, rank in ways.items():
        run = {key: [external[one] for one in rank(need)[:top]] for key, need in judged.items()}
        figures[name] = asdict(evaluation.judge_run(run, {key: dict(qrels[key]) for key in judged}, lacking))
    return {"needs": len(judged), "unknown_needs": sorted(set(qrels) - set(needs)), "figures": figures}


def _lacking(umkm: Iterable[UmkmProfile], need: NeedProfile, day: date) -> set[str]:
    columns = [CERTIFICATE_COLUMN[name] for name in need.required_certificates if name in CERTIFICATE_COLUMN]
    if not columns:
        return set()
    return {one.external_id for one in umkm if not _complies(one, columns, day.toordinal())}


def _complies(umkm: UmkmProfile, columns: list[int], day: int) -> bool:
    own = [product.certificates for product in umkm.products] or [None]
    return any(bool((held_until(umkm.certificates, one)[columns] >= day).all()) for one in own)


def evaluate_forecasts(scorer: Scorer, outcomes: Iterable[OutcomeProfile]) -> dict[str, Any]:
    """AUC, log loss, Brier and calibration of the model in force and of the prior alone on these outcomes."""
    evidence = gather(scorer, outcomes)
    finished = evidence.take(np.flatnonzero(evidence.finished))
    figures = {
        name: asdict(evaluation.judge_probabilities(finished.labels, predict(model, finished)))
        for name, model in (("model", scorer.model), ("prior", prior_model()))
    }
    return {"outcomes": len(finished), "model_version": scorer.model.version, "figures": figures}


def current_model(instance: Path) -> Model | None:
    """The model in force, or None for the prior."""
    kept = store(instance)
    return kept.current() if kept.history() else None
