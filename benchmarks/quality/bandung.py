"""Who will win a public package: real awards of one regency, ranked from what each supplier did before.

Task: packages by date of announcement, the first 70 % to learn from, then every later package whose supplier
has won before, all earlier suppliers ranked. Nothing is known of a supplier but its earlier packages, so
this measures the track record alone: similarity of the new need to past ones, the buyer's habits, recency.
A supplier is chosen among all others, so the weights come from a conditional logit (softmax over the
suppliers), fitted on spans inside the first 70 % that imitate the task: history up to a day, awards after it.

    python -m benchmarks.quality.bandung nontender_selesai.csv
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from matchmaker.scoring.evaluation import Interval, mean_interval
from matchmaker.scoring.text import tokenize, word_grams

Doubles = NDArray[np.float64]
Index = NDArray[np.intp]

LEARN_PACKAGES = 1306
"""70 % of the 1,868 awards, cut as in the published figures (564 suppliers, 317 packages to rank)."""
SPANS = ((0.5, 0.8), (0.6, 0.9), (0.7, 1.0))
"""Inside the learning part: history up to the first share, awards to explain up to the second."""
PENALTY = 30.0
"""Ridge on weights of standardised features; strong, because few hundred choices teach two dozen weights."""
FADING_DAYS = 45.0
BUDGET_ACTIVITY, BUDGET_ACCOUNT = slice(0, 6), slice(6, 12)
"""Parts of the budget code that name the activity and the kind of spending."""


@dataclass(frozen=True)
class Awards:
    """All packages by date; arrays of shape (n,), ``letters`` and ``words`` (n, n) cosines of the packages' names."""

    day: Doubles
    supplier: NDArray[np.str_]
    buyer: NDArray[np.str_]
    kind: NDArray[np.str_]
    activity: NDArray[np.str_]
    account: NDArray[np.str_]
    value: Doubles
    letters: Doubles
    words: Doubles

    def __len__(self) -> int:
        return len(self.day)


def load_awards(path: Path, learn: int = LEARN_PACKAGES) -> Awards:
    """Read the award list; the letters' and words' rarities come from the learning part only."""
    with path.open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["tgl_pengumuman_nontender"])
    names = [row["nama_paket"] for row in rows]
    codes = [row["mak"].split(";")[0].split(".") for row in rows]
    days = [datetime.fromisoformat(row["tgl_pengumuman_nontender"]).timestamp() / 86_400 for row in rows]
    return Awards(
        day=np.array(days),
        supplier=np.array([row["kd_penyedia"] for row in rows]),
        buyer=np.array([row["kd_satker"] for row in rows]),
        kind=np.array([row["jenis_pengadaan"] for row in rows]),
        activity=np.array([".".join(code[BUDGET_ACTIVITY]) for code in codes]),
        account=np.array([".".join(code[BUDGET_ACCOUNT]) for code in codes]),
        value=np.array([math.log(float(row["hps"] or row["pagu"]) + 1) for row in rows]),
        letters=cosines(
            [[str(gram) for token in tokenize(name) for gram in word_grams(token.key)] for name in names], learn
        ),
        words=cosines([[token.key for token in tokenize(name) if token.key.isalpha()] for name in names], learn),
    )


def cosines(texts: Sequence[Sequence[str]], learn: int) -> Doubles:
    """Cosine of TF-IDF vectors (damped counts) between all texts, shape (n, n); rarity from the first ``learn``."""
    numbers: dict[str, int] = {}
    cells = [(at, numbers.setdefault(one, len(numbers))) for at, text in enumerate(texts) for one in text]
    places, columns = np.array(cells).T
    counts = csr_matrix((np.ones(len(cells)), (places, columns)), shape=(len(texts), len(numbers)))
    counts.data = 1 + np.log(counts.data)
    learned = counts[:learn]
    rarity = np.log((1 + learned.shape[0]) / (1 + np.bincount(learned.indices, minlength=len(numbers)))) + 1
    weighted = counts.multiply(rarity[None, :]).tocsr()
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    scaled = weighted.multiply(1 / np.maximum(norms, 1e-12)[:, None]).tocsr()
    return np.asarray((scaled @ scaled.T).toarray())


@dataclass(frozen=True)
class History:
    """Packages before a day: ``past`` (h,) their places, ``chosen`` (h,) the supplier of each as a number."""

    past: Index
    chosen: Index
    suppliers: dict[str, int]
    until: float


def history_until(awards: Awards, count: int) -> History:
    """The first ``count`` packages."""
    names = sorted(set(awards.supplier[:count].tolist()))
    suppliers = {name: number for number, name in enumerate(names)}
    chosen = np.array([suppliers[name] for name in awards.supplier[:count]], dtype=np.intp)
    return History(np.arange(count), chosen, suppliers, float(awards.day[count - 1]))


def features(awards: Awards, history: History, package: int) -> Doubles:
    """What each supplier of ``history`` did before, beside ``package``: shape (n_suppliers, 26)."""
    past, count = history.past, len(history.suppliers)
    fresh = np.exp(-(history.until - awards.day[past]) / FADING_DAYS)
    buyer = (awards.buyer[past] == awards.buyer[package]).astype(float)
    kind = (awards.kind[past] == awards.kind[package]).astype(float)
    activity = (awards.activity[past] == awards.activity[package]).astype(float)
    account = (awards.account[past] == awards.account[package]).astype(float)
    letters, words = awards.letters[package, past], awards.words[package, past]
    size = np.exp(-1.5 * np.abs(awards.value[past] - awards.value[package]))

    def total(weight: Doubles) -> Doubles:
        return np.bincount(history.chosen, weight, count)

    def best(weight: Doubles) -> Doubles:
        most = np.zeros(count)
        np.maximum.at(most, history.chosen, weight)
        return most

    awarded = np.maximum(total(np.ones(len(past))), 1.0)
    habits = [np.log(awarded), *(np.log1p(total(one)) for one in (kind, buyer, buyer * kind)), best(kind)]
    recent = [np.log1p(total(one * fresh)) for one in (buyer, kind)]
    alike = [best(one) for one in (letters, letters * buyer, words, words * kind, letters * kind * fresh)]
    much_alike = [
        np.log1p(5 * total(one)) for one in (letters**2, letters**2 * buyer, words**2, letters**2 * kind * fresh)
    ]
    sums = [np.log1p(20 * total(letters**3)), np.log1p(total(size * kind))]
    shares = [total(one) / awarded for one in (letters, buyer, kind, size * kind)]
    budget = [np.log1p(total(one)) for one in (activity, account, activity * account)]
    budget.append(best(activity * account * buyer))
    return np.stack([*habits, *recent, *alike, *much_alike, *sums, *shares, *budget], axis=1)


Choice = tuple[Doubles, int]


def choices(awards: Awards, known: int, until: int) -> Iterator[Choice]:
    """Packages after the first ``known`` up to ``until`` whose supplier was seen: features and the supplier."""
    history = history_until(awards, known)
    for package in range(known, until):
        supplier = history.suppliers.get(str(awards.supplier[package]))
        if supplier is not None:
            yield features(awards, history, package), supplier


def fit_choices(cases: Sequence[Choice]) -> Doubles:
    """Weights of a conditional logit with a ridge penalty, in units of the features."""
    scale = np.mean([table.std(axis=0) for table, _ in cases], axis=0) + 1e-9

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        value, slope = 0.5 * PENALTY * float(weights @ weights), PENALTY * weights
        for table, supplier in cases:
            scaled = table / scale
            odds = scaled @ weights
            share = np.exp(odds - odds.max())
            share /= share.sum()
            value -= float(np.log(share[supplier]))
            slope = slope + share @ scaled - scaled[supplier]
        return value, slope

    start = np.zeros(len(scale))
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B").x / scale)


@dataclass(frozen=True)
class AwardFigures:
    """Mean reciprocal rank and recall@10 over the packages to rank, ties at their mean rank."""

    packages: int
    mrr: Interval
    recall10: Interval


def judge(cases: Sequence[Choice], weights: Doubles) -> AwardFigures:
    """Rank all suppliers of every case by ``weights``."""
    places = []
    for table, supplier in cases:
        odds = table @ weights
        equal = (odds == odds[supplier]).sum() - 1
        places.append(1 + (odds > odds[supplier]).sum() + equal / 2)
    return AwardFigures(
        len(places),
        mean_interval([1 / place for place in places]),
        mean_interval([float(place <= 10) for place in places]),
    )


def run(path: Path, learn: int = LEARN_PACKAGES) -> AwardFigures:
    """Learn from the first ``learn`` awards in ``path`` and judge on the rest."""
    awards = load_awards(path, learn)
    spans = [(int(start * learn), int(end * learn)) for start, end in SPANS]
    weights = fit_choices([case for start, end in spans for case in choices(awards, start, end)])
    return judge(list(choices(awards, learn, len(awards))), weights)


if __name__ == "__main__":
    figures = run(Path(sys.argv[1]))
    print(f"packages {figures.packages}  MRR {figures.mrr}  recall@10 {figures.recall10}")
    print("published here: popularity .043/.073  buyer history .100/.199  TF-IDF .100/.192  combined .113/.224")
