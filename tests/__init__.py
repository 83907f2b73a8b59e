"""Tests. Threads of numeric libraries are pinned, and settings of the surroundings forgotten, before any import."""

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
for _name in [name for name in os.environ if name.startswith("MATCHMAKER_")]:
    del os.environ[_name]
