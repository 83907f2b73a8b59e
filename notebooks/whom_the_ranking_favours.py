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
# # Whom the ranking favours
#
# A ranking that sends every buyer to the same five UMKM helps nobody. The needs of the five demo regions are ranked
# over all their UMKM; the first five places of each list count as seen.

# %%
import sys
from pathlib import Path

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "seed_data").is_dir())
sys.path.insert(0, str(ROOT))

from collections import Counter

import matplotlib.pyplot as plt
import numpy as np

from benchmarks.quality import exposure
from benchmarks.quality.report import JUDGED_ON, SEEDS

found = exposure.measure(SEEDS, JUDGED_ON)
places = np.array(sorted((found.places[one.umkm_id] for one in found.umkm), reverse=True))
print(f"{found.needs} needs, {len(found.umkm)} UMKM, {places.sum()} places seen, {len(found.never)} UMKM never")

# %% [markdown]
# ## By region, scale and age of business
# Places for each UMKM, and the share that is never seen. The makers of one product that many ask for are seen more;
# a group far below the others is a question to ask, not yet a fault.


# %%
def show(group):
    print(f"{'':<34}{'UMKM':>6}{'places each':>13}{'never':>8}")
    for name, (umkm, held, never) in found.by(group).items():
        print(f"{name:<34}{umkm:>6}{held / umkm:>13.2f}{never / umkm:>8.0%}")


show(exposure.region)

# %%
show(exposure.scale)
show(lambda one: exposure.age(one, JUDGED_ON.year))

# %% [markdown]
# ## How unevenly
# If all were seen alike the curve would be the diagonal.

# %%
rising = np.sort(places)
figure, axes = plt.subplots(figsize=(3.6, 3.2))
axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
axes.plot(np.arange(1, len(rising) + 1) / len(rising), np.cumsum(rising) / rising.sum())
axes.set_xlabel("share of UMKM")
axes.set_ylabel("share of places")
plt.show()

# %% [markdown]
# ## Who is never suggested, and why
# Most sell what no posted need of these regions asks for, or have no product on record.

# %%
without = sum(not one.products for one in found.never)
categories = Counter(product.category for one in found.never for product in one.products[:1])
print(f"{len(found.never)} never suggested: {without} without products; first product by category:")
print(dict(categories.most_common()))

# %% [markdown]
# ## The numbers to reproduce
# `python -m benchmarks quality --only exposure` prints the same.

# %%
top_five = places[:5].sum() / places.sum()
gaps = np.abs(places[:, None] - places[None, :]).sum()
gini = gaps / (2 * len(places) * places.sum())
print(f"Gini {gini:.3f}, the five most shown hold {top_five:.3f} of all places, never {len(found.never)}")
assert abs(gini - found.gini) < 1e-9
assert abs(top_five - found.top_five_share) < 1e-9
assert (places == 0).sum() == len(found.never)
