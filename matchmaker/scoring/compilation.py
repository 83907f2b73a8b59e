"""Having the inner loops compiled, once per process and without anybody waiting for it.

Compiling takes seconds, loading what an earlier process kept of it (see `kernel`) a fraction of one. Meanwhile a
large catalogue is reckoned the plain way, which says the same.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from datetime import date

from matchmaker.scoring import plausibility, resident
from matchmaker.scoring.analyzer import Analyzer
from matchmaker.scoring.catalogue import Catalogue
from matchmaker.scoring.conditions import need_conditions
from matchmaker.scoring.demands import demands
from matchmaker.scoring.model import Model, prior_model
from matchmaker.scoring.profiles import NeedProfile, ProductProfile, UmkmProfile
from matchmaker.scoring.reckoning import Asked, Listing
from matchmaker.scoring.relevance import RelevanceIndex
from matchmaker.scoring.search import SearchQuery

log = logging.getLogger(__name__)

_ready = threading.Event()
_begun = threading.Lock()
PATIENCE_S = 300.0
"""Compiling takes 16 seconds of an idle machine."""
COMPILER = "libllvmlite.so"
"""Some 70 MB of it lie in memory after compiling, and are not looked at again."""
_WORD = "keripik"
"""Any word will do that both sides use: it is asked for once so that everything is compiled."""


def is_ready(analyzer: Analyzer, model: Model) -> bool:
    """Whether everything is compiled; if not, another thread begins with it."""
    if not _ready.is_set() and _begun.acquire(blocking=False):
        threading.Thread(target=_compile, args=(analyzer, model), name="compilation", daemon=True).start()
    return _ready.is_set()


def wait_for(analyzer: Analyzer, model: Model) -> None:
    """Have everything compiled before this returns.

    Raises
    ------
    RuntimeError
        It cannot be compiled here; large catalogues are reckoned the plain way.
    """
    from matchmaker.scoring import kernel

    if not _ready.is_set():
        if not kernel.is_kept():
            _compile_apart()
        rehearse(analyzer, model)
        _ready.set()
        resident.let_go(COMPILER)


def _compile_apart() -> None:
    """Have everything compiled and kept by another process: it takes 130 MB, which come back only with its end."""
    command = [sys.executable, "-c", f"from {__name__} import compile_and_keep; compile_and_keep()"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        subprocess.run(command, env=environment, check=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("compiled within this process: %s", error)


def compile_and_keep() -> None:
    """Have everything compiled and kept for other processes."""
    from matchmaker.scoring import kernel

    rehearse(Analyzer(), prior_model())
    kernel.note_kept()


def _compile(analyzer: Analyzer, model: Model) -> None:
    try:
        wait_for(analyzer, model)
    except Exception:  # whatever the compiler raises must not end the process: the plain way remains
        log.exception("not compiled: large catalogues are searched the slow way")


def rehearse(analyzer: Analyzer, model: Model) -> None:
    """Search a catalogue of one UMKM, which compiles everything."""
    from matchmaker.scoring import hits, kernel_order, meeting
    from matchmaker.scoring.shortlist import Finder

    umkm = UmkmProfile(1, "1", _WORD, products=(ProductProfile(1, _WORD),))
    read = analyzer.read_product(_WORD, None)
    catalogue, index = Catalogue(), RelevanceIndex.build([read], analyzer.lexicon)
    catalogue.upsert(umkm, [read])
    need = NeedProfile(need_id=1, external_id="1", title=_WORD, buyer_id=1)
    reading = analyzer.read_need(_WORD)
    asked = Asked(need, reading, date.min, need_conditions(need, reading))
    finder = Finder(catalogue, index)
    finder.shortlist(model, asked, Listing(1, False, 0.0))
    numbers = demands(catalogue, model, asked.conditions, reading, asked.day, 0.0).asked
    kernel_order.least_relevant(0.5, numbers, plausibility.MOST)  # asked where more than a portion of rows is relevant
    found = hits.search(finder, model, SearchQuery(q=_WORD), asked, 1)
    meeting.words_met(finder, index, reading, found.scored.block.index)
