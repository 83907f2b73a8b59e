"""Figures recounted by hand, kept for an earlier day, and refused where the region is somebody else's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.db import Database
from matchmaker.domain.access import SYSTEM, Actor
from matchmaker.domain.certificates import is_held
from matchmaker.domain.concentration import gini, top_share
from matchmaker.domain.scale import BILLION, scale_by_rule
from matchmaker.errors import ForbiddenError, InvalidQueryError, NotFoundError
from matchmaker.matching.catalog import LiveCatalog
from matchmaker.models import Certificate, Exposure, Order, Partnership, PartnershipEvent, Umkm
from matchmaker.services import buyers, partnerships, reports
from matchmaker.services import database as schema
from matchmaker.services.certificates import held_on
from matchmaker.services.reports.umkm import scale_by_rule_sql
from matchmaker.texts import LOCALES
from tests.factories import add_need, add_umkm, buyer_record

TODAY = clock.today()
DINAS = Actor("dinas", "d", region="36.02")


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = Database(f"sqlite:///{tmp_path}/reports.db")
    schema.upgrade(database)
    with database.write() as opened:
        yield opened
    database.dispose()


def figures(session: Session, name: str, actor: Actor = SYSTEM, **kwargs: Any) -> dict[str, dict[str, Any]]:
    made = reports.build(LiveCatalog(lambda _: {}), session, actor, name, **kwargs)
    return {one["name"]: one for table in reports.as_dict(made)["tables"] for one in table["figures"]}


def parts(figure: dict[str, Any]) -> tuple[Any, Any, Any]:
    return figure["numerator"], figure["denominator"], figure["unknown"]


def test_umkm_by_place_scale_and_sector(session: Session) -> None:
    lebak = {"regency": "Kabupaten Lebak", "district": "Rangkasbitung"}
    food = [{"name": "Keripik", "category": "food"}, {"name": "Sapu", "category": "craft"}]
    add_umkm(session, **lebak, scale="micro", annual_sales_idr=3 * BILLION, products=food, active=True)
    add_umkm(session, **lebak, scale="small", annual_sales_idr=3 * BILLION, products=food[:1])
    add_umkm(session, **lebak, capital_idr=11 * BILLION, active=False)
    add_umkm(session, regency="Kabupaten Purwakarta")
    add_umkm(session)
    found = figures(session, "umkm")
    assert parts(found["umkm_by_region:36"]) == (3, 5, 1)
    assert parts(found["umkm_by_region:32"]) == (1, 5, 1)
    assert parts(found["umkm_status:active"]) == (1, 5, 3)
    assert parts(found["umkm_status:closed"]) == (1, 5, 3)
    assert parts(found["scale_reported:micro"]) == (1, 5, 3)
    assert parts(found["scale_by_rule:small"]) == (2, 5, 2)
    assert parts(found["scale_by_rule:large"]) == (1, 5, 2)
    assert parts(found["scale_differs:differs"]) == (1, 2, 3)
    assert parts(found["umkm_by_category:food"]) == (2, 2, 3)
    assert parts(found["umkm_by_category:craft"]) == (1, 2, 3)
    own = figures(session, "umkm", DINAS)
    assert parts(own["scale_by_rule:small"]) == (2, 3, 0)
    assert [key for key in own if key.startswith("umkm_by_region")] == ["umkm_by_region:36.02.14"]


def test_scale_in_sql_is_the_scale_of_the_law(session: Session) -> None:
    edges = [None] * 5 + [0, *(n * BILLION + d for n in (1, 2, 5, 10, 15, 50) for d in (-1, 0, 1))]
    draw = random.Random(3)
    for _ in range(150):
        add_umkm(session, capital_idr=draw.choice(edges), annual_sales_idr=draw.choice(edges))
    rows = session.execute(select(Umkm.capital_idr, Umkm.annual_sales_idr, scale_by_rule_sql())).all()
    assert len({row[2] for row in rows}) == 5
    for capital, sales, said in rows:
        assert said == scale_by_rule(capital, sales)


def test_held_in_sql_is_held_by_rule(session: Session) -> None:
    wanted = [
        {"type": kind, "status": status, "valid_until": until}
        for kind, status in (("HALAL", "declared"), ("PIRT", "verified"), ("SNI", "rejected"))
        for until in (None, ago(1), TODAY, ago(-1))
    ]
    for one in wanted:
        add_umkm(session, certificates=[one])
    held = set(session.scalars(select(Certificate.id).where(held_on(TODAY))))
    for one in session.query(Certificate):
        assert (one.id in held) == is_held(one.status, one.valid_until, TODAY)
    assert len(held) == 6


def test_certificates_held_grown_and_running_out(session: Session) -> None:
    place = {"regency": "Kabupaten Lebak"}
    old = add_umkm(session, **place, certificates=[{"type": "HALAL", "status": "declared", "valid_until": ago(-30)}])
    new = add_umkm(session, **place, nib="9999000000001", certificates=[{"type": "HALAL", "status": "declared"}])
    late = add_umkm(session, **place, certificates=[{"type": "PIRT", "status": "declared", "valid_until": ago(1)}])
    add_umkm(session, **place, products=[{"name": "Abon", "certificates": [{"type": "PIRT", "status": "verified"}]}])
    add_umkm(session, **place)
    session.execute(update(Umkm).values(created_at=moment(ago(800))))
    for umkm, days in ((old, 500), (new, 20), (late, 700)):
        session.execute(update(Certificate).where(Certificate.umkm_id == umkm.id).values(recorded_at=moment(ago(days))))
    session.expire_all()
    found = figures(session, "certificates", DINAS)
    assert parts(found["certificates_held:HALAL"]) == (2, 5, 1)
    assert parts(found["certificates_held:PIRT"]) == (1, 5, 1)
    assert parts(found["certificates_held:NIB"]) == (1, 5, 1)
    assert parts(found["certificates_growth:HALAL"]) == (1, 1, 0)
    assert found["certificates_growth:HALAL"]["value"] == 1.0
    assert parts(found["certificates_growth:PIRT"]) == (0, 1, 0), "one ran out, one came"
    assert found["certificates_growth:SNI"]["value"] is None
    assert parts(found["certificates_expiring:HALAL"]) == (1, 2, 1)
    # A hundred days ago the late one still counted, the new one not yet.
    then = figures(session, "certificates", DINAS, as_of=ago(100))
    assert parts(then["certificates_held:HALAL"])[:2] == (1, 5)
    assert parts(then["certificates_held:PIRT"])[:2] == (1, 5)
    assert parts(then["certificates_expiring:PIRT"])[:1] == (0,)
    assert parts(figures(session, "certificates", DINAS, as_of=ago(60))["certificates_expiring:PIRT"])[:2] == (1, 1)
    last = max(key for key in found if key.startswith("certificates_by_month"))
    assert parts(found[last])[:2] == (4, 5)


def test_holders_of_many_days_are_those_of_each_day_by_sql(session: Session) -> None:
    """One pass over the records against a query per day, at every edge of recording and expiry."""
    from matchmaker.services.reports.certificates import _holdings
    from matchmaker.services.reports.holdings import holders
    from matchmaker.services.reports.scope import Scope

    draw = random.Random(11)
    days = [ago(n) for n in (0, 1, 2, 7, 30, 31, 200)]
    edges = [*days, *(day + timedelta(days=1) for day in days), None]
    for number in range(60):
        kinds = [draw.choice(["HALAL", "PIRT", "NIB"]) for _ in range(draw.randrange(4))]
        said = [draw.choice(["declared", "verified", "rejected"]) for _ in kinds]
        given = [{"type": k, "status": s, "valid_until": draw.choice(edges)} for k, s in zip(kinds, said, strict=True)]
        one = add_umkm(session, regency=draw.choice(["Kabupaten Lebak", "Kota Palembang"]), certificates=given,
                       nib=f"99990000{number:05}" if draw.random() < 0.4 else None)  # fmt: skip
        created = clock.end_of(draw.choice(days)) - timedelta(seconds=draw.choice([0, 1]))
        session.execute(update(Umkm).where(Umkm.id == one.id).values(created_at=created))
        for certificate in session.query(Certificate).where(Certificate.umkm_id == one.id):
            moment = clock.end_of(draw.choice(days)) - timedelta(seconds=draw.choice([0, 1]))
            certificate.recorded_at = draw.choice([moment, None])
    session.flush()
    scope = Scope(session, "36.02", TODAY)
    found = holders(scope, days)
    assert any(found[day] for day in days)
    for day in days:
        pairs = session.execute(_holdings(scope, day)).all()
        counted: dict[str, int] = {}
        for _, kind in pairs:
            counted[kind] = counted.get(kind, 0) + 1
        assert found[day] == counted, day


def test_a_renewed_certificate_is_no_new_one(session: Session) -> None:
    from matchmaker.services import umkm

    made = add_umkm(session, external_id="R", certificates=[{"type": "HALAL", "number": "1", "status": "declared"}])
    session.execute(update(Certificate).values(recorded_at=moment(ago(500))))
    session.expire_all()
    renewed = [{"type": "HALAL", "number": "2", "status": "verified"}, {"type": "PIRT", "status": "declared"}]
    umkm.upsert(session, SYSTEM, {"external_id": "R", "name": made.name, "certificates": renewed})
    session.flush()
    kept = {one.type: one.recorded_at for one in session.query(Certificate)}
    assert kept["HALAL"] == moment(ago(500))
    assert kept["PIRT"] is not None
    assert kept["PIRT"].date() >= ago(1)


@pytest.fixture
def pipeline(session: Session) -> Session:
    """Four partnerships: one bought twice, one signed only, one rejected, one far away."""
    near = {"regency": "Kabupaten Lebak"}
    buyer = buyers.upsert(session, SYSTEM, buyer_record(**near)).record
    far = buyers.upsert(session, SYSTEM, buyer_record(regency="Kota Palembang")).record
    session.flush()
    makers = [add_umkm(session, **near) for _ in range(6)]
    courses = [
        (makers[0], buyer, "rantai_pasok", ["contacted", "negotiation", "agreed", "active"]),
        (makers[1], buyer, None, ["contacted", "negotiation", "agreed"]),
        (makers[2], buyer, "waralaba", ["rejected"]),
        (add_umkm(session, regency="Kota Palembang"), far, None, []),
    ]
    for number, (maker, whose, pattern, stages) in enumerate(courses):
        made = partnerships.propose(session, SYSTEM, maker, add_need(session, whose), pattern=pattern)
        for stage in stages:
            value = 12_000_000 if stage == "agreed" and number == 0 else None
            partnerships.move(session, SYSTEM, made, stage, "tidak jadi", value_idr=value)
        for day, paid in ((40, 3_000_000), (10, None), (5, 1_500_000)) if number == 0 else ():
            partnerships.add_order(session, SYSTEM, made, {"quantity": 5, "value_idr": paid, "ordered_on": ago(day)})
        for place, event in enumerate(made.events):
            event.at = moment(ago(100 - 10 * place))
    session.flush()
    for order in session.query(Order):
        order.created_at = moment(order.ordered_on)
    session.flush()
    return session


def test_partnerships_signed_and_bought(pipeline: Session) -> None:
    found = figures(pipeline, "partnerships", DINAS)
    assert parts(found["partnerships_by_stage:active"]) == (1, 3, 0)
    assert parts(found["partnerships_by_stage:agreed"]) == (1, 3, 0)
    assert parts(found["partnerships_by_stage:rejected"]) == (1, 3, 0)
    assert parts(found["partnerships_by_pattern:rantai_pasok"]) == (1, 2, 1)
    assert parts(found["partnerships_value:signed"]) == (12_000_000, 1, 1)
    assert parts(found["partnerships_value:realised"]) == (4_500_000, 2, 1)
    assert parts(found["partnerships_value:realised_share"]) == (4_500_000, 12_000_000, 1)
    assert found["partnerships_value:realised_share"]["value"] == 0.375
    assert parts(found["partnerships_realisation:bought"]) == (1, 2, 0)
    assert parts(found["partnerships_realisation:bought_again"]) == (1, 1, 0)
    months = [one for key, one in found.items() if key.startswith("orders_by_month")]
    assert len(months) == 12
    assert sum(one["numerator"] for one in months) == 4_500_000
    assert sum(one["unknown"] for one in months) == 1


def test_an_earlier_day_gives_what_was_known_then(pipeline: Session) -> None:
    then = figures(pipeline, "partnerships", DINAS, as_of=ago(75))
    assert parts(then["partnerships_by_stage:negotiation"]) == (2, 3, 0)
    assert parts(then["partnerships_by_stage:rejected"]) == (1, 3, 0)
    assert parts(then["partnerships_value:signed"]) == (0, 0, 0)
    assert parts(figures(pipeline, "partnerships", DINAS, as_of=ago(101))["partnerships_by_stage:rejected"])[1] == 0
    before = figures(pipeline, "partnerships", DINAS, as_of=ago(30))
    assert parts(before["partnerships_value:realised"]) == (3_000_000, 1, 0)
    # What is entered today under an earlier date does not change the report of that day.
    order = Order(ordered_on=ago(45), quantity=1, value_idr=9_000_000)
    first = pipeline.get_one(Partnership, 1)
    first.orders.append(order)
    pipeline.add(PartnershipEvent(partnership_id=2, from_stage="agreed", to_stage="expired", actor="x", reason="y"))
    pipeline.flush()
    assert figures(pipeline, "partnerships", DINAS, as_of=ago(30)) == before
    assert parts(figures(pipeline, "partnerships", DINAS)["partnerships_value:realised"])[0] == 13_500_000


def test_spread_over_all_that_could_have_had_some(pipeline: Session) -> None:
    makers = list(pipeline.scalars(select(Umkm.id).where(Umkm.regency_code == "36.02").order_by(Umkm.id)))
    for umkm_id in makers[:2]:
        pipeline.add(Exposure(need_id=1, umkm_id=umkm_id, position=1, score=0.5, model_version="m", role="dinas"))
    pipeline.flush()
    found = figures(pipeline, "concentration", DINAS)
    assert parts(found["top_five:agreements"]) == (2, 2, 0)
    assert parts(found["top_five:orders"]) == (4_500_000, 4_500_000, 1)
    assert parts(found["left_out:never_suggested"]) == (4, 6, 0)
    assert parts(found["left_out:no_partner"]) == (4, 6, 0)
    assert found["gini:orders"]["value"] == pytest.approx(5 / 6), "one of six has all of it"
    made = reports.build(LiveCatalog(lambda _: {}), pipeline, DINAS, "concentration")
    assert [one[1] for one in made.listings[0].ids] == makers[2:]


def test_gini_and_top_share_against_the_definition() -> None:
    draw = random.Random(5)
    for size in (1, 2, 7, 40):
        amounts = [draw.choice([0, 1, 2, 50, 1000]) for _ in range(size)]
        differences, twice = gini(amounts)
        assert differences == sum(abs(a - b) for a in amounts for b in amounts)
        assert twice == 2 * size * sum(amounts)
    assert gini([]) == (0, 0)
    assert top_share([1, 9, 2, 8, 3, 7, 4], 5) == (31, 34)


def test_unmet_needs_and_what_stands_in_the_way(session: Session) -> None:
    good = {"name": "Keripik pisang", "unit": "bungkus", "price_idr": 9000, "capacity_per_month": 5000,
            "lead_time_days": 2, "shelf_life_days": 90, "moq": 10, "category": "food"}  # fmt: skip
    add_umkm(session, regency="Kabupaten Lebak", certificates=[{"type": "PIRT", "status": "verified"}],
             max_payment_days=60, products=[good])  # fmt: skip
    met = {"title": "Keripik pisang", "category": "food", "required_certificates": ["PIRT"]}
    add_need(session, **met)
    add_need(session, **(met | {"required_certificates": ["PIRT", "SNI"]}))
    add_need(session, title="Kursi rotan untuk lobi", category="home_decor", required_certificates=["SNI"])
    add_need(session, **met, open_until=ago(3))
    found = figures(session, "needs")
    assert parts(found["needs_met:unmet"])[:2] == (3 - parts(found["needs_met:met"])[0], 3)
    assert found["failing_checks:certificate:SNI"]["numerator"] >= 1
    assert found["failing_checks:certificate:SNI"]["label"] == "Sertifikat SNI"
    made = reports.build(LiveCatalog(lambda _: {}), session, SYSTEM, "needs")
    assert len(made.listings[0].rows) == parts(found["needs_met:unmet"])[0]
    past = figures(session, "needs", as_of=ago(5))
    assert parts(past["needs_met:met"])[1] == 0, "nothing was on record then"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", reports.NAMES)
def test_every_figure_carries_what_it_takes_to_check_it(pipeline: Session, name: str, locale: str) -> None:
    made = reports.build(LiveCatalog(lambda _: {}), pipeline, DINAS, name)
    for table in reports.as_dict(made, locale)["tables"]:
        assert not table["title"].startswith("report."), table["name"]
        assert table["reproducible"] or table["note"], f"{table['name']} does not say what an earlier day lacks"
        for one in table["figures"]:
            assert not one["formula"].startswith("report."), one["name"]
            assert not one["label"].startswith(("report.", "certificate.", "rule.")), one["name"]
            assert one["as_of"] == TODAY.isoformat()
            assert one["unknown"] >= 0
            # Only a target may be missing, or the places of a programme; the rest is known, or said to be unknown.
            assert one["numerator"] is not None or one["unknown"]
            assert one["denominator"] is not None or one["unknown"] or name == "lkjip"
            if one["kind"] in ("share", "ratio"):
                expected = one["numerator"] / one["denominator"] if one["denominator"] else None
                assert one["value"] == expected
            else:
                assert one["value"] == one["numerator"]


def test_whose_figures(session: Session) -> None:
    for region in (None, "36.03", "32"):
        if region is not None:
            with pytest.raises(ForbiddenError):
                figures(session, "umkm", DINAS, region=region)
    province = Actor("dinas", "d", region="36")
    assert figures(session, "umkm", province, region="36.02")
    for role in ("association", "buyer", "owner"):
        with pytest.raises(ForbiddenError):
            figures(session, "umkm", Actor(role, "x"))  # type: ignore[arg-type]
    with pytest.raises(NotFoundError):
        figures(session, "secrets")
    for day in (ago(-1), date(1950, 1, 1)):
        with pytest.raises(InvalidQueryError):
            figures(session, "umkm", as_of=day)
