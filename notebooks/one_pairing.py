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
# # Anatomy of one pairing
#
# One need, one UMKM: what was checked, what each thing contributed, and how it adds up to the score exactly.

# %%
import sys
from pathlib import Path

ROOT = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "seed_data").is_dir())
sys.path.insert(0, str(ROOT))

import matplotlib.pyplot as plt
import numpy as np

from benchmarks.quality.records import load_collection
from benchmarks.quality.report import COLLECTION, JUDGED_ON
from matchmaker.scoring.scorer import Scorer
from matchmaker.services.sentences import check_record, reason_record

judged = load_collection(COLLECTION)
scorer = Scorer.build(judged.umkm)
need = next(one for one in judged.needs if one.external_id == "N73")
print(need.title, "|", need.description)
print(need.regency, need.required_certificates, need.volume_per_month, need.unit, need.max_price_idr, need.radius_km)

# %% [markdown]
# ## Who is proposed
# The buyer never says the name of the thing. A good maker without the required certificate stands behind
# everybody who has it and is as right.

# %%
listed = scorer.rank_need(need, 5, as_of=JUDGED_ON)
makers = {one.umkm_id: one for one in judged.umkm}
products = {product.product_id: product for one in judged.umkm for product in one.products}
for pairing in listed:
    maker = makers[pairing.umkm_id]
    product = products.get(pairing.product_id)
    grade = judged.qrels[need.external_id].get(maker.external_id, 0)
    print(f"{pairing.score:.3f} {pairing.eligibility:<10} grade {grade}  {maker.name} - {product and product.name}")

# %% [markdown]
# ## Every check of one of them
# Three verdicts: pass, fail, unknown. What is unknown is not failed.

# %%
chosen = next(one for one in listed if any(check.verdict == "fail" for check in one.checks))
print(makers[chosen.umkm_id].name, chosen.eligibility)
for check in chosen.checks:
    written = check_record(check, "id")
    mark = {"pass": "+", "fail": "-", "unknown": "?"}[check.verdict]
    print(f" {mark} {written['name']}: {written['evidence']} {written['fix'] or ''}")

# %% [markdown]
# ## Every contribution
# The log-odds are a sum: the intercept and one addend for each reason.

# %%
total = chosen.intercept
print(f"{chosen.intercept:+9.4f}  (intercept)")
for reason in chosen.reasons:
    total += reason.contribution
    print(f"{reason.contribution:+9.4f}  {reason_record(reason, 'id')['text']}")
print(f"{total:+9.4f}  log-odds, so a probability of {1 / (1 + np.exp(-total)):.4f}")

# %%
steps = np.cumsum([chosen.intercept, *(reason.contribution for reason in chosen.reasons)])
figure, axes = plt.subplots(figsize=(7, 2.6))
axes.barh(
    range(len(chosen.reasons)),
    [reason.contribution for reason in chosen.reasons],
    left=steps[:-1],
    color=["tab:green" if reason.contribution > 0 else "tab:red" for reason in chosen.reasons],
)
axes.set_yticks(range(len(chosen.reasons)), [reason.code for reason in chosen.reasons], fontsize=7)
axes.invert_yaxis()
axes.set_xlabel("log-odds")
plt.show()

# %% [markdown]
# ## Why not somebody else?
# Any pair can be asked about, also one that stands on no list.

# %%
other = next(one for one in judged.umkm if one.external_id == "C136")
standing = scorer.standing(need, other.umkm_id, as_of=JUDGED_ON)
print(other.name, "place", standing.place, "of", standing.listed)
print(reason_record(standing.pairing.reasons[0], "id")["text"])

# %% [markdown]
# ## The number to reproduce
# The sum is the log-odds of the score to a millionth; asked alone, from the side of the UMKM, or for the list,
# the pair has one score. `matchmaker why --need --umkm` prints the reckoning of any pair in the database.

# %%
odds = np.log(chosen.score / (1 - chosen.score))
alone = scorer.score_pair(need, chosen.umkm_id, as_of=JUDGED_ON)
from_umkm = scorer.rank_umkm(chosen.umkm_id, [need], as_of=JUDGED_ON, include_ineligible=True)[0]
print(f"log-odds {total:+.6f}")
assert abs(total - odds) < 1e-6
assert abs(alone.score - chosen.score) < 1e-9
assert abs(from_umkm.score - chosen.score) < 1e-9
assert standing.place is None or standing.place > 1
