"""What a region has and what is missing: counts with their denominator, and what nobody knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, distinct, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.domain.access import Actor, permits
from matchmaker.domain.regions import gazetteer, lies_in
from matchmaker.errors import ForbiddenError
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.matching.pairings import PairingList, all_pairings
from matchmaker.models import Buyer, Certificate, Need, Order, Partnership, Product, Umkm
from matchmaker.services import partnerships
from matchmaker.services.certificates import asked, held_on
from matchmaker.services.regions import within

# Permits most buyers ask for, in the order a business usually gets them.
PERMITS = ("NIB", "PIRT", "HALAL", "BPOM_MD", "GS1_BARCODE")
PRODUCT_FACTS = ("price_idr", "capacity_per_month", "lead_time_days", "shelf_life_days", "category")
SHOWN_NEEDS = 12  # needs without a supplier that are named; the count covers all


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; of ``unknown`` more nobody knows."""

    name: str
    count: int
    total: int
    unknown: int = 0

    @property
    def part(self) -> float:
        """The share, 0 where there is nothing to count."""
        return self.count / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class Overview:
    """One region as of today. ``unmet`` are open needs for which nobody is eligible.

    ``as_of``, ``pending`` and ``stale`` say how current the pairings are behind ``met``, ``unmet`` and ``reached``,
    see `PairingList`.
    """

    umkm: int
    active: int
    products: int
    buyers: dict[str, int]
    open_needs: int
    partnerships: dict[str, int]
    order_count: int
    order_value_idr: int
    orders_without_value: int
    known: list[Share] = field(default_factory=list)
    permits: list[Share] = field(default_factory=list)
    categories: list[tuple[str, int, int]] = field(default_factory=list)
    met: Share | None = None
    unmet: list[dict[str, Any]] = field(default_factory=list)
    reached: Share | None = None
    as_of: datetime | None = None
    pending: int = 0
    stale: bool = False


def regencies(session: Session) -> list[tuple[str, str, int]]:
    """Regencies that have UMKM or buyers: code, name, number of UMKM; by name."""
    counts: dict[str, int] = dict.fromkeys(session.scalars(select(Buyer.regency_code).distinct()), 0)
    rows = session.execute(select(Umkm.regency_code, func.count()).group_by(Umkm.regency_code))
    counts |= {row[0]: row[1] for row in rows if row[0]}
    table = gazetteer().regencies
    found = [(code, table[code].name, count) for code, count in counts.items() if code in table]
    return sorted(found, key=lambda one: one[1])


def of_region(catalog: LiveCatalog, session: Session, actor: Actor, today: date) -> Overview:
    """The overview of the actor's region, or of everything for who has no region.

    Raises
    ------
    ForbiddenError
        The actor's role reads no figures.
    """
    if not permits(actor, "report.read"):
        raise ForbiddenError("forbidden", action="report.read", record="")
    here, there = within(Umkm, actor.region), within(Buyer, actor.region)
    total = _count(session, select(Umkm.id).where(here))
    products = _count(session, select(Product.id).join(Umkm, Umkm.id == Product.umkm_id).where(here))
    orders = session.execute(
        select(func.count(Order.id), func.sum(Order.value_idr), func.count(Order.value_idr))
        .join(Partnership, Partnership.id == Order.partnership_id)
        .join(Umkm, Umkm.id == Partnership.umkm_id)
        .where(here)
    ).one()
    listed = all_pairings(catalog, session)
    met, unmet, reached = _pairing_gaps(listed, session, actor, here, total)
    return Overview(
        umkm=total,
        active=_count(session, select(Umkm.id).where(here, Umkm.active.is_not(False))),
        products=products,
        buyers=_tally(session, select(Buyer.type, func.count()).where(there).group_by(Buyer.type)),
        open_needs=met.total,
        partnerships=partnerships.counts(session, actor),
        order_count=orders[0],
        order_value_idr=int(orders[1] or 0),
        orders_without_value=orders[0] - orders[2],
        known=_known(session, here, total, products),
        permits=_permits(session, here, total, today),
        categories=_categories(session, here, there),
        met=met,
        unmet=unmet,
        reached=reached,
        as_of=listed.as_of,
        pending=len(listed.pending),
        stale=listed.stale,
    )


def _count(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _tally(session: Session, query: Select[Any, Any]) -> dict[str, int]:
    rows = [(row[0], row[1]) for row in session.execute(query)]
    return dict(sorted(rows, key=lambda row: -row[1]))


def _known(session: Session, here: ColumnElement[bool], umkm: int, products: int) -> list[Share]:
    """How many records hold a fact that ranking asks for."""
    shares = [
        Share(name, _count(session, select(Umkm.id).where(here, column.is_not(None))), umkm)
        for name, column in (("location", Umkm.lat), ("phone", Umkm.phone), ("payment", Umkm.max_payment_days))
    ]
    with_products = select(Umkm.id).where(here, select(Product.id).where(Product.umkm_id == Umkm.id).exists())
    shares.append(Share("products", _count(session, with_products), umkm))
    for name in PRODUCT_FACTS:
        column: InstrumentedAttribute[Any] = getattr(Product, name)
        query = select(Product.id).join(Umkm, Umkm.id == Product.umkm_id).where(here, column.is_not(None))
        shares.append(Share(name, _count(session, query), products))
    return shares


def _permits(session: Session, here: ColumnElement[bool], total: int, today: date) -> list[Share]:
    """UMKM that hold a permit, for the business or one of its products, and those of which nobody knows."""
    unasked = case((~asked(), Umkm.id))
    rows = session.execute(
        select(Certificate.type, func.count(distinct(Umkm.id)), func.count(distinct(unasked)))
        .join(Umkm, Umkm.id == Certificate.umkm_id)
        .where(here, held_on(today), Certificate.type.in_(PERMITS))
        .group_by(Certificate.type)
    )
    counts = {row[0]: (row[1], row[2]) for row in rows}
    numbered = _numbered(session, here, today)
    not_asked = _count(session, select(Umkm.id).where(here, ~asked()))
    shares = []
    for name in PERMITS:
        has, has_unasked = counts.get(name, (0, 0))
        if name == "NIB":
            has, has_unasked = has + numbered[0], has_unasked + numbered[1]
        shares.append(Share(name, has, total, not_asked - has_unasked))
    return shares


def _numbered(session: Session, here: ColumnElement[bool], today: date) -> tuple[int, int]:
    """UMKM that give an NIB but no certificate of it, and how many of these were not asked for certificates."""
    own = and_(Certificate.umkm_id == Umkm.id, Certificate.type == "NIB", held_on(today))
    listed = select(Certificate.id).where(own).exists()
    row = session.execute(
        select(func.count(Umkm.id), func.count(case((~asked(), Umkm.id)))).where(here, Umkm.nib.is_not(None), ~listed)
    ).one()
    return row[0], row[1]


def _categories(session: Session, here: ColumnElement[bool], there: ColumnElement[bool]) -> list[tuple[str, int, int]]:
    """Per category: UMKM with such a product, and needs that ask for it."""
    supply = _tally(
        session,
        select(Product.category, func.count(func.distinct(Product.umkm_id)))
        .join(Umkm, Umkm.id == Product.umkm_id)
        .where(here, Product.category.is_not(None))
        .group_by(Product.category),
    )
    demand = _tally(
        session,
        select(Need.category, func.count())
        .join(Buyer, Buyer.id == Need.buyer_id)
        .where(there, Need.category.is_not(None))
        .group_by(Need.category),
    )
    return [(name, supply.get(name, 0), demand.get(name, 0)) for name in {**supply, **demand}]


def _pairing_gaps(
    listed: PairingList, session: Session, actor: Actor, here: ColumnElement[bool], total: int
) -> tuple[Share, list[dict[str, Any]], Share]:
    """Open needs of the region that somebody fits, those nobody fits, and UMKM that appear in any list."""
    fits = set(listed.need_ids[listed.eligibility == "eligible"].tolist())
    local = [need for need in listed.needs.values() if lies_in(need.regency_code, actor.region)]
    unmet = [
        {"id": need.need_id, "title": need.title, "buyer": need.buyer_name, "category": need.category}
        for need in local
        if need.need_id not in fits and need.need_id not in listed.pending
    ]
    unknown = sum(need.need_id in listed.pending for need in local)
    shown = set(listed.umkm_ids.tolist())
    reached = len(shown.intersection(session.scalars(select(Umkm.id).where(here))) if actor.region else shown)
    met = Share("met", len(local) - len(unmet) - unknown, len(local), unknown)
    return met, unmet[:SHOWN_NEEDS], Share("reached", reached, total)
