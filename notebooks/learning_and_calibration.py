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
# # Learning from outcomes, and whether the probabilities can be believed
#
# Three invented worlds over the judged collection: makers more or less reliable than their papers say, buyers more
# or less open, some that pay late, fresh goods that lose by distance (`benchmarks/quality/simulated.py`).
# 300 outcomes of two years to learn from; 600 of the half year after to be judged on.

# %%
import sys
from pathlib import Path

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "seed_data").is_dir())
sys.path.insert(0, str(ROOT))

import matplotlib.pyplot as plt
import numpy as np

from benchmarks.quality import simulated
from benchmarks.quality.records import load_collection
from benchmarks.quality.report import COLLECTION, JUDGED_ON
from matchmaker.scoring import evaluation

worlds = list(simulated.run(load_collection(COLLECTION), JUDGED_ON, worlds=simulated.WORLDS[:3]))
for one in worlds:
    print(one.world, one.reason, f"nDCG@10 {one.ndcg_before:.4f} -> {one.ndcg_after:.4f}")

# %% [markdown]
# ## Forecasts of what came later
# The prior knows no outcome; the share of the past says the same of every pair; the truth itself, which nobody
# can know, shows how much is chance.

# %%
print(f"{'':<20}{'AUC':>8}{'log loss':>10}{'Brier':>8}{'error':>8}")
for way in worlds[0].forecasts:
    pooled = simulated.pooled(worlds, way)
    print(f"{way:<20}{pooled.auc.value:>8.3f}{pooled.log_loss.value:>10.4f}{pooled.brier.value:>8.4f}"
          f"{pooled.calibration_error.value:>8.3f}")  # fmt: skip

# %% [markdown]
# ## Calibration
# Of the pairs given a chance of 60 %, about 60 % should come to something.

# %%
happened = np.concatenate([one.happened for one in worlds])


def groups(forecast, count=10):
    order = np.argsort(forecast, kind="stable")
    return [(forecast[part].mean(), happened[part].mean(), len(part)) for part in np.array_split(order, count)]


figure, axes = plt.subplots(figsize=(3.6, 3.4))
axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
calibration = {}
for way in ("prior", "after training"):
    calibration[way] = groups(np.concatenate([one.forecasts[way] for one in worlds]))
    said, seen, _ = zip(*calibration[way], strict=True)
    axes.plot(said, seen, "o-", markersize=3, label=way)
axes.set_xlabel("probability given")
axes.set_ylabel("share that succeeded")
axes.legend(fontsize=7)
plt.show()

# %% [markdown]
# ## The number to reproduce
# The calibration error is the mean distance of these points from the diagonal, weighed by their outcomes;
# `python -m benchmarks quality --only learning` prints it for all five worlds.

# %%
error = {way: sum(abs(said - seen) * size for said, seen, size in points) / len(happened)
         for way, points in calibration.items()}  # fmt: skip
print(f"calibration error {error['prior']:.4f} before, {error['after training']:.4f} after training")
for way, value in error.items():
    assert abs(value - simulated.pooled(worlds, way).calibration_error.value) < 1e-9
loss, area = simulated.gain(worlds)
print(f"gained: log loss {loss}, AUC {area}")
assert error["after training"] < error["prior"]
assert loss.value > 0
assert max(one.fall for one in worlds) <= simulated.LOSS_ALLOWED
assert evaluation.ECE_BINS == 10
