# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # How good is the order?
#
# 98 needs and 653 UMKM were judged by reading, before anything was tuned, on the scale 0-3 of a broker
# (`benchmarks/quality/collection/README.md`). The half called *tune* may be looked at; *test* only as a figure.
# A need is *hard* when it shares no content word with any of its right answers: that is where text search ends.

# %%
import sys
from pathlib import Path

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "seed_data").is_dir())
sys.path.insert(0, str(ROOT))

import matplotlib.pyplot as plt
import numpy as np

from benchmarks.quality.records import load_collection
from benchmarks.quality.report import COLLECTION, JUDGED_ON
from matchmaker.scoring import baselines, evaluation
from matchmaker.scoring.scorer import Scorer

judged = load_collection(COLLECTION)
scorer = Scorer.build(judged.umkm)
external = {one.umkm_id: one.external_id for one in judged.umkm}
len(judged.umkm), len(judged.needs), sum(len(grades) for grades in judged.qrels.values())

# %% [markdown]
# ## Five ways to make a list
# A directory's category filter, the two usual kinds of text search, the product. Each lists twenty UMKM.

# %%
TOP = 20
ways = {
    "category filter": baselines.category_filter(judged.umkm),
    "TF-IDF": baselines.tf_idf(judged.umkm),
    "BM25": baselines.bm25(judged.umkm),
    "Temu Mitra": lambda need: [one.umkm_id for one in scorer.rank_need(need, TOP, as_of=JUDGED_ON)],
}
lists = {
    way: {need.external_id: [external[one] for one in rank(need)[:TOP]] for need in judged.needs}
    for way, rank in ways.items()
}

# %% [markdown]
# ## nDCG@10 written out
# A place counts for `2^grade - 1`, less the further down it stands; the best possible order counts as 1.


# %%
def gain(grades):
    return sum((2**grade - 1) / np.log2(place + 1) for place, grade in enumerate(grades, 1))


def ndcg10(listed, grades):
    best = sorted(grades.values(), reverse=True)[:10]
    return gain(grades.get(one, 0) for one in listed[:10]) / gain(best)


halves = {
    (half, kind): [
        need.external_id for need in judged.half(half) if kind == "all" or judged.split[need.external_id][1] == kind
    ]
    for half in ("tune", "test")
    for kind in ("all", "hard")
}
table = {
    way: [float(np.mean([ndcg10(run[need], judged.qrels[need]) for need in needs])) for needs in halves.values()]
    for way, run in lists.items()
}
print(f"{'nDCG@10':<18}" + "".join(f"{half + ' ' + kind:>12}" for half, kind in halves))
for way, row in table.items():
    print(f"{way:<18}" + "".join(f"{value:>12.3f}" for value in row))

# %%
figure, axes = plt.subplots(figsize=(7, 2.6))
for place, (way, row) in enumerate(table.items()):
    axes.bar(np.arange(len(row)) + 0.2 * place, row, width=0.2, label=way)
axes.set_xticks(np.arange(len(halves)) + 0.3, [f"{half}, {kind}" for half, kind in halves])
axes.set_ylabel("nDCG@10")
axes.legend(fontsize=7, ncols=4, loc="upper center", bbox_to_anchor=(0.5, 1.2))
plt.show()

# %% [markdown]
# ## Where it is weakest
# The five needs of the *tune* half with the lowest figure; `docs/quality.md` says why.

# %%
run = lists["Temu Mitra"]
tune = sorted(judged.half("tune"), key=lambda need: ndcg10(run[need.external_id], judged.qrels[need.external_id]))
for need in tune[:5]:
    grades = [judged.qrels[need.external_id].get(one, 0) for one in run[need.external_id][:5]]
    print(f"{ndcg10(run[need.external_id], judged.qrels[need.external_id]):.3f}  {need.title:<60} {grades}")

# %% [markdown]
# ## The number to reproduce
# `python -m benchmarks quality --only collection` prints the same for the needs of the *test* half.

# %%
qrels = {need: judged.qrels[need] for need in halves["test", "all"]}
reported = evaluation.judge_run({need: run[need] for need in qrels}, qrels)
print(f"nDCG@10 of the test half: {table['Temu Mitra'][2]:.4f}, interval {reported.ndcg10}")
assert abs(table["Temu Mitra"][2] - reported.ndcg10.value) < 1e-9
assert table["Temu Mitra"][2] > 1.5 * max(row[2] for way, row in table.items() if way != "Temu Mitra")
