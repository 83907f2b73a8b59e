"""All quality figures in one run: the judged collection, robustness, coverage, public awards, learning, exposure."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.quality import bandung, coverage_sample, exposure, simulated
from benchmarks.quality.market import folders, whole_market
from benchmarks.quality.records import Collection, load_collection
from matchmaker.scoring import baselines, evaluation
from matchmaker.scoring.evaluation import Interval, RankingFigures
from matchmaker.scoring.profiles import NeedProfile
from matchmaker.scoring.promotion import train
from matchmaker.scoring.scorer import Scorer

ROOT = Path(__file__).resolve().parent.parent.parent
COLLECTION = Path(__file__).parent / "collection"
WEST = Path(__file__).parent / "collection_west"
"""By another judge, from other regions; all of it may be looked at while building."""
EAST = Path(__file__).parent / "collection_east"
"""By the same other judge; counted at the end and never looked at."""
REAL = ROOT.parent / "shared" / "data"
AWARDS = REAL / "bandung_awards" / "nontender_selesai.csv"
SEEDS = ROOT / "seed_data"
JUDGED_ON = date(2026, 11, 21)
TOP = 20
SEED = 7

Rank = Callable[[NeedProfile], Sequence[str]]


def run(only: str | None = None) -> None:
    """Print the tables, or one of them."""
    for name, part in PARTS.items():
        if only in (None, name):
            part()


def _say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _ranks(judged: Collection, scorer: Scorer) -> dict[str, Rank]:
    external = {one.umkm_id: one.external_id for one in judged.umkm}

    def named(rank: baselines.Ranking) -> Rank:
        return lambda need: [external[one] for one in rank(need)[:TOP]]

    return {
        "category filter": named(baselines.category_filter(judged.umkm)),
        "TF-IDF": named(baselines.tf_idf(judged.umkm)),
        "BM25": named(baselines.bm25(judged.umkm)),
        "Temu Mitra": lambda need: [external[p.umkm_id] for p in scorer.rank_need(need, TOP, as_of=JUDGED_ON)],
    }


def _judge(judged: Collection, needs: Iterable[NeedProfile], rank: Rank) -> RankingFigures:
    chosen = {need.external_id: need for need in needs}
    run_ = {key: rank(need) for key, need in chosen.items()}
    qrels = {key: judged.qrels.get(key, {}) for key in chosen}
    lacking = {key: judged.lacking(need, JUDGED_ON) for key, need in chosen.items()}
    return evaluation.judge_run(run_, qrels, lacking)


def _row(name: str, figures: RankingFigures) -> str:
    columns = (figures.ndcg10, figures.recall20, figures.precision5, figures.mrr)
    return f"{name:<28}" + "".join(f"{_written(column):>24}" for column in columns) + f"{figures.violations5:>6}"


def _written(interval: Interval) -> str:
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def _head(first: str) -> str:
    return f"{first:<28}" + "".join(f"{name:>24}" for name in ("nDCG@10", "recall@20", "P@5", "MRR")) + "  viol"


def collection() -> None:
    """The judged collection: both halves, all needs and the hard ones."""
    _halves(COLLECTION, "")


def west() -> None:
    """The second judged collection's western part."""
    _halves(WEST, "west, ")


def east() -> None:
    """The second judged collection's eastern part."""
    _halves(EAST, "east, ")


def _halves(folder: Path, name: str) -> None:
    """Tables of one judged collection: each half it has, all needs of it and the hard ones."""
    judged = load_collection(folder)
    ranks = _ranks(judged, Scorer.build(judged.umkm))
    for half in ("tune", "test"):
        needs = judged.half(half)
        hard = [need for need in needs if judged.split[need.external_id][1] == "hard"]
        for label, part in ((f"{half}: all {len(needs)} needs", needs), (f"{half}: {len(hard)} hard needs", hard)):
            if part:
                _say("\n" + _head(name + label))
                for rival, rank in ranks.items():
                    _say(_row(rival, _judge(judged, part, rank)))


def robustness() -> None:
    """What typing does to a need must not do much to its ranking."""
    judged = load_collection(COLLECTION)
    rank = _ranks(judged, Scorer.build(judged.umkm))["Temu Mitra"]
    needs = judged.needs
    changes: dict[str, Callable[[str, random.Random], str]] = {
        "as written": lambda text, _: text,
        "UPPER CASE": lambda text, _: text.upper(),
        "one typo per long word": _typos,
        "words of each sentence shuffled": _shuffled,
        "extra blanks": lambda text, _: re.sub(r"\s", "   ", text),
        "no punctuation": lambda text, _: re.sub(r"[^\w\s]", " ", text),
    }
    _say("\n" + _head(f"robustness: {len(needs)} needs"))
    for name, change in changes.items():
        draw = random.Random(SEED)
        altered = [
            replace(need, title=change(need.title, draw), description=change(need.description or "", draw) or None)
            for need in needs
        ]
        _say(_row(name, _judge(judged, altered, rank)))
    bare = [
        replace(need, volume_per_month=None, unit=None, max_price_idr=None, payment_days=None, trade_terms=None,
                max_lead_time_days=None, category=None)
        for need in needs
    ]  # fmt: skip
    _say(_row("optional fields missing", _judge(judged, bare, rank)))


def _typos(text: str, draw: random.Random) -> str:
    def mistype(match: re.Match[str]) -> str:
        word = match[0]
        at = draw.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return re.sub(r"[A-Za-z]{7,}", mistype, text)


def _shuffled(text: str, draw: random.Random) -> str:
    def shuffle(sentence: str) -> str:
        words = sentence.split()
        draw.shuffle(words)
        return " ".join(words)

    return ". ".join(shuffle(part) for part in re.split(r"[.;,:]", text) if part.strip())


def awards() -> None:
    """Public purchases of one regency: who gets the package?"""
    if not AWARDS.is_file():
        _say(f"\nawards: skipped, no file {AWARDS.name} beside the project")
        return
    figures = bandung.run(AWARDS)
    _say(f"\nawards: {figures}")
    _say("baselines on the same split: popularity .043/.073, buyer history .100/.199, TF-IDF .100/.192,"
         " combined .113/.224 (MRR/recall@10)")  # fmt: skip


def outcomes() -> None:
    """Learning from the demo regions' outcomes, judged on later time: all as one market, then each alone."""
    markets = {"all regions": whole_market(SEEDS)} | {one.name: load_collection(one) for one in folders(SEEDS)}
    for name, market in markets.items():
        _, report = train(Scorer.build(market.umkm), market.outcomes, "bench")
        _say(f"\noutcomes of {name}, {len(market.umkm)} UMKM: {report.outcomes} finished, {report.held_out} held out,"
             f" {report.reason}")  # fmt: skip
        _say(f"{'':<18}{'AUC':>24}{'log loss':>24}{'Brier':>24}{'calibration error':>24}")
        for way, figures in report.figures.items():
            shown = (figures.auc, figures.log_loss, figures.brier, figures.calibration_error)
            _say(f"  {way:<16}" + "".join(f"{_written(one):>24}" for one in shown))
        if report.gain is not None:
            later = "  ".join(f"{way} {each.value:.3f}" for way, each in report.ranking.items())
            _say(f"  fall in log loss {_written(report.gain)}; nDCG@10 of later successes: {later}")


def coverage() -> None:
    """Two samples of real texts read by hand: does the lexicon name them, and rightly?"""
    _say("\ncoverage of real texts" + f"{'named':>37}{'rightly':>24}  aim")
    for sample, figures in coverage_sample.run(REAL):
        label = f"{sample.name}: {figures.sought} of {figures.drawn} texts"
        _say(f"{label:<35}{_written(figures.named):>24}{_written(figures.right):>24}  {sample.target:.2f}")
    if not REAL.is_dir():
        _say("skipped, no real data beside the project")


def learning() -> None:
    """Invented pasts with known regularities: what training gains on later outcomes, and what it costs."""
    figures = []
    _say("\nlearning in invented worlds" + f"{'nDCG@10 before':>18}{'after':>8}{'log loss prior':>16}{'after':>8}"
         f"{'AUC prior':>11}{'after':>8}")  # fmt: skip
    for one in simulated.run(load_collection(COLLECTION), JUDGED_ON):
        figures.append(one)
        losses = [evaluation.log_loss(one.happened, one.forecasts[way]) for way in ("prior", "after training")]
        areas = [evaluation.auc(one.happened, one.forecasts[way]) for way in ("prior", "after training")]
        _say(f"world {one.world}: {one.reason:<18}{one.ndcg_before:>18.4f}{one.ndcg_after:>8.4f}"
             f"{losses[0]:>16.4f}{losses[1]:>8.4f}{areas[0]:>11.3f}{areas[1]:>8.3f}")  # fmt: skip
    _say(f"pooled {'AUC':>37}{'log loss':>24}{'Brier':>24}{'calibration error':>24}")
    for way in figures[0].forecasts:
        pooled = simulated.pooled(figures, way)
        shown = (pooled.auc, pooled.log_loss, pooled.brier, pooled.calibration_error)
        _say(f"  {way:<18}" + "".join(f"{_written(each):>24}" for each in shown))
    loss, area = simulated.gain(figures)
    worst = max(one.fall for one in figures)
    _say(f"  gained over the prior: log loss {_written(loss)}, AUC {_written(area)}")
    _say(f"  largest fall in nDCG@10: {worst:+.4f} (allowed {simulated.LOSS_ALLOWED})")


def favours() -> None:
    """Who is shown in the demo regions, and who never is."""
    found = exposure.measure(SEEDS, JUDGED_ON)
    _say(f"\nexposure: {found.needs} needs, {sum(found.places.values())} places among the first {exposure.SHOWN},"
         f" {len(found.umkm)} UMKM, never shown {len(found.never)}")  # fmt: skip
    _say(f"  Gini {found.gini:.3f}, the five most shown hold {found.top_five_share:.3f} of all places")
    groups = {"scale": exposure.scale, "years": lambda one: exposure.age(one, JUDGED_ON.year)}
    for name, group in groups.items():
        for value, (umkm, places, never) in found.by(group).items():
            _say(f"  {name:<6} {value:<16} {umkm:>4} UMKM {places / umkm:>6.2f} places each {never / umkm:>6.2f} never")


PARTS: dict[str, Callable[[], None]] = {
    "collection": collection,
    "west": west,
    "east": east,
    "robustness": robustness,
    "coverage": coverage,
    "awards": awards,
    "outcomes": outcomes,
    "learning": learning,
    "exposure": favours,
}
