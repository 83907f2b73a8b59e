"""`/livez`, `/readyz`, `/metrics`: is the process alive, can it answer, how is it doing."""

from __future__ import annotations

import gc
import logging
import threading
import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from api.answers import json_answer
from api.extensions import KEY, Parts
from matchmaker.db import UNAVAILABLE
from matchmaker.matching import Scorer
from matchmaker.services.database import is_current

LOADING = "catalogue_loading"
LOG = logging.getLogger("temu_mitra.health")
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds


class WarmUp:
    """Builds the catalogue beside the first requests; /readyz says when it is there, and tries again when it is not."""

    def __init__(self, part: Parts) -> None:
        self._part = part
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, unless it is being done at this moment."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._build, name="catalogue", daemon=True)
                self._thread.start()

    def _build(self) -> None:
        try:
            with self._part.database.read() as session, self._part.catalog.at(session) as scorer:
                pass
        except UNAVAILABLE as error:
            LOG.warning("no catalogue yet, the database does not answer: %s", str(error).splitlines()[0])
        except Exception:
            LOG.exception("the catalogue could not be built; the next look at /readyz tries again")
        else:
            _settle(scorer)


def _settle(scorer: Scorer) -> None:
    """Of a large catalogue: have the loops compiled before anybody asks, and what is loaded by then left in peace.

    Python would look through millions of objects that stay for some that could go: a quarter of a second in which
    nobody is answered, every few hundred searches.
    """
    if not scorer.is_large:
        return
    try:
        scorer.warm_up()
    except Exception:  # whatever the compiler raises: the plain way remains
        LOG.exception("not compiled: large catalogues are searched the slow way")
    gc.collect()
    gc.freeze()


def init_app(app: Flask) -> None:
    """Register the three addresses, time every request, and begin to build the catalogue."""
    registry = CollectorRegistry()
    requests = Counter(
        "temu_mitra_requests_total", "Answers by route and status.", ["route", "status"], registry=registry
    )
    seconds = Histogram("temu_mitra_request_seconds", "Time to answer.", ["route"], registry=registry, buckets=BUCKETS)
    version = Gauge("temu_mitra_catalog_version", "Version of the catalogue in memory.", registry=registry)
    part: Parts = app.extensions[KEY]
    warm_up = WarmUp(part)

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        requests.labels(route, str(response.status_code)).inc()
        seconds.labels(route).observe(time.perf_counter() - g.get("began", time.perf_counter()))
        return response

    @app.get("/livez")
    def livez() -> Response:
        return json_answer({"status": "ok"})

    @app.get("/readyz")
    def readyz() -> Response:
        problems = unready(part)
        if problems == [LOADING]:
            # Where the database came up after this process, nobody else would ask for the catalogue again.
            warm_up.start()
        body = {"status": "unready" if problems else "ready", "problems": problems}
        return json_answer(body, 503 if problems else 200)

    @app.get("/metrics")
    def metrics() -> Response:
        version.set(part.catalog.version)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    warm_up.start()


def unready(part: Parts) -> list[str]:
    """What stands in the way of answering: no database, an old schema, no catalogue yet."""
    if not part.database.is_there():
        return ["database_unreachable"]
    try:
        if not is_current(part.database):
            return ["schema_not_current"]
    except Exception:
        # Whatever the driver raises: without a database there are no answers.
        return ["database_unreachable"]
    return [] if part.catalog.is_there else [LOADING]
