"""Which model ranks: the promoted artifact of this installation, or the prior; and how it comes to be promoted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker import clock
from matchmaker.errors import UnusableFileError
from matchmaker.matching import OutcomeProfile
from matchmaker.matching.catalog import MODELS, LiveCatalog
from matchmaker.matching.profiles import need_profile, outcome_profile, umkm_profiles
from matchmaker.matching.snapshots import FOLDER, SnapshotFolder
from matchmaker.models import Need, Partnership
from matchmaker.services import outcomes as outcome_service
from matchmaker.services.partnerships import committed
from matchmaker.settings import Settings

if TYPE_CHECKING:
    from matchmaker.matching import Model

Qrels = dict[str, dict[str, int]]


def open_catalog(settings: Settings) -> LiveCatalog:
    """The live catalogue of one process, ranking with the promoted model."""

    def promoted() -> Model | None:
        # Learning brings scikit-learn along, which costs seconds: without a promoted model nobody needs it.
        if not (settings.instance / MODELS).is_dir():
            return None
        from matchmaker.matching import learning

        return learning.current_model(settings.instance)

    return LiveCatalog(committed, promoted, SnapshotFolder(settings.instance / FOLDER))


def history(session: Session, until: date | None = None) -> list[OutcomeProfile]:
    """What became of pairings, up to a month: imported outcomes and this installation's own partnerships."""
    imported = [outcome_profile(one) for one in outcome_service.everything(session)]
    known = [one for one in imported if one is not None] + _own(session)
    kept = [one for one in known if until is None or one.month <= until]
    return sorted(kept, key=lambda one: (one.month, one.umkm_id))


def _own(session: Session) -> list[OutcomeProfile]:
    query = select(Partnership).options(
        joinedload(Partnership.need).joinedload(Need.buyer), selectinload(Partnership.events)
    )
    return [
        OutcomeProfile(
            umkm_id=one.umkm_id,
            month=clock.day_of(one.events[-1].at).replace(day=1),
            stage=one.stage,
            need=need_profile(one.need),
            buyer_id=one.need.buyer_id,
            reason=one.events[-1].reason,
        )
        for one in session.scalars(query).unique()
        if one.events
    ]


def train(settings: Settings, catalog: LiveCatalog, session: Session, until: date | None = None) -> dict[str, Any]:
    """Refit from outcomes; promoted only where it predicts held-out time better. Says which and why."""
    from matchmaker.matching import learning

    known = history(session, until)
    name = f"fit-{(until or _last(known)):%Y-%m}" if known else "fit"
    with catalog.at(session) as scorer:
        report = learning.train(settings.instance, scorer, known, name)
    if report.promoted:
        catalog.reload_model()
    return report.as_dict()


def _last(known: list[OutcomeProfile]) -> date:
    return max(one.month for one in known)


def rollback(settings: Settings) -> str:
    """Put the model before the present one in force, at last the prior; returns its version."""
    from matchmaker.matching import learning

    return learning.store(settings.instance).rollback().version


def evaluate_qrels(catalog: LiveCatalog, session: Session, qrels: Qrels, top: int) -> dict[str, Any]:
    """Measure the ranking against judgements by external id."""
    from matchmaker.matching import learning

    umkm = list(umkm_profiles(session, committed(session)))
    needs = {need.external_id: need for need in catalog.needs(session).values()}
    with catalog.at(session) as scorer:
        return learning.evaluate_rankings(scorer, umkm, needs, qrels, top)


def evaluate_outcomes(catalog: LiveCatalog, session: Session, records: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Measure forecasts on outcomes that are not in the database.

    Raises
    ------
    UnusableFileError
        None of them names an UMKM and a need or buyer that are here.
    """
    from matchmaker.matching import learning

    keys = outcome_service.Keys(session, "default")
    known = [one for one in (_foreign(session, keys, record) for record in records) if one is not None]
    if not known:
        raise UnusableFileError("no_known_outcomes")
    with catalog.at(session) as scorer:
        result = learning.evaluate_forecasts(scorer, known)
    return {**result, "left_out": len(records) - len(known)}


def _foreign(session: Session, keys: outcome_service.Keys, record: Mapping[str, Any]) -> OutcomeProfile | None:
    umkm = keys.record("umkm_external_id", record["umkm_external_id"])
    need = keys.record("need_external_id", record["need_external_id"]) if record.get("need_external_id") else None
    buyer = keys.record("buyer_external_id", record["buyer_external_id"]) if record.get("buyer_external_id") else None
    buyer_id = need.buyer_id if need is not None else buyer.id if buyer is not None else None
    if umkm is None or buyer_id is None or record.get("month") is None:
        return None
    return OutcomeProfile(
        umkm_id=umkm.id,
        month=record["month"],
        stage=record["stage"],
        need=need_profile(need) if need is not None else None,
        buyer_id=buyer_id,
        product_text=record.get("product"),
        reason=record.get("reason"),
        value_idr=record.get("value_idr"),
    )


def read_qrels(path: Path) -> Qrels:
    """Read judgements: tab-separated need, UMKM, grade; more columns and a header line are allowed.

    Raises
    ------
    UnusableFileError
        No line can be read.
    """
    if not path.is_file():
        raise UnusableFileError("file_missing", file=str(path))
    qrels: Qrels = {}
    try:
        text = path.read_text("utf8")
    except UnicodeDecodeError as error:
        raise UnusableFileError("not_text", file=path.name) from error
    for line in text.splitlines():
        cells = line.rstrip("\r").split("\t")
        if len(cells) >= 3 and cells[2].strip().isdecimal():
            qrels.setdefault(cells[0].strip(), {})[cells[1].strip()] = int(cells[2])
    if not qrels:
        raise UnusableFileError("no_judgements", file=path.name)
    return qrels
