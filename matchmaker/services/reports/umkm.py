"""The UMKM of a region: how many, where, how large, in which trades."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, null, select

from matchmaker.domain.categories import CATEGORIES
from matchmaker.domain.regions import gazetteer
from matchmaker.domain.scale import CAPITAL_LIMITS, SALES_LIMITS, SCALES
from matchmaker.models import Product, Umkm
from matchmaker.services.reports.figures import Figure, Listing, Table
from matchmaker.services.reports.scope import REGENCY_LENGTH, Scope

Tally = dict[Any, int]


def build(scope: Scope) -> tuple[list[Table], list[Listing]]:
    """All tables of the report."""
    total = count(scope)
    return [
        _status(scope, total),
        _by_region(scope, total),
        _scale(scope, total, "scale_reported", Umkm.scale, SCALES),
        _scale(scope, total, "scale_by_rule", scale_by_rule_sql(), (*SCALES, "large")),
        _scale_differs(scope),
        _categories(scope, total),
    ], []


def count(scope: Scope) -> int:
    """How many UMKM there are."""
    return scope.session.scalar(select(func.count(Umkm.id)).where(scope.umkm)) or 0


def _tally(scope: Scope, column: ColumnElement[Any]) -> Tally:
    rows = scope.session.execute(select(column, func.count(Umkm.id)).where(scope.umkm).group_by(column))
    return dict(rows.all())


def _status(scope: Scope, total: int) -> Table:
    found = _tally(scope, Umkm.active.expression)
    unknown = found.get(None, 0)
    figures = [
        Figure("active", "report.label.active", found.get(True, 0), total, unknown),
        Figure("closed", "report.label.closed", found.get(False, 0), total, unknown),
    ]
    return Table("umkm_status", figures, chart=None, dated=False)


def _by_region(scope: Scope, total: int) -> Table:
    """One level below the region looked at: provinces, regencies, or districts."""
    table = gazetteer()
    if scope.region is None:
        column, names = Umkm.province_code, table.provinces
    elif len(scope.region) < REGENCY_LENGTH:
        column, names = Umkm.regency_code, table.regencies
    else:
        column, names = Umkm.district_code, table.districts
    found = _tally(scope, column.expression)
    unknown = found.pop(None, 0)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    figures = [Figure(code, names[code].name if code in names else code, n, total, unknown) for code, n in ordered]
    return Table("umkm_by_region", figures, dated=False)


def _scale(scope: Scope, total: int, name: str, column: Any, words: tuple[str, ...]) -> Table:
    found = _tally(scope, column)
    figures = [Figure(word, f"scale.{word}", found.get(word, 0), total, found.get(None, 0)) for word in words]
    return Table(name, figures, dated=False)


def scale_by_rule_sql() -> ColumnElement[str | None]:
    """`domain.scale.scale_by_rule` in SQL, built from the same limits; a test holds the two against each other."""

    def by(column: Any, limits: tuple[tuple[str, int], ...]) -> ColumnElement[str]:
        return case(*((column <= limit, literal(name)) for name, limit in limits), else_=literal("large"))

    return case(
        (Umkm.annual_sales_idr.is_not(None), by(Umkm.annual_sales_idr, SALES_LIMITS)),
        (Umkm.capital_idr.is_not(None), by(Umkm.capital_idr, CAPITAL_LIMITS)),
        else_=null(),
    )


def _scale_differs(scope: Scope) -> Table:
    rule = scale_by_rule_sql()
    rows = scope.session.execute(
        select(Umkm.scale, rule.label("rule"), func.count()).where(scope.umkm).group_by(Umkm.scale, rule)
    )
    both = differing = unknown = 0
    for reported, by_rule, number in rows:
        if reported is None or by_rule is None:
            unknown += number
        else:
            both += number
            differing += number if reported != by_rule else 0
    figures = [Figure("differs", "report.label.scale_differs", differing, both, unknown)]
    return Table("scale_differs", figures, chart=None, dated=False)


def _categories(scope: Scope, total: int) -> Table:
    """By category of their products; one UMKM counts in each of its categories."""
    rows = scope.session.execute(
        select(Product.category, func.count(func.distinct(Product.umkm_id)))
        .join(Umkm, Umkm.id == Product.umkm_id)
        .where(scope.umkm, Product.category.is_not(None))
        .group_by(Product.category)
    )
    found: Tally = dict(rows.all())
    known = select(Product.id).where(Product.umkm_id == Umkm.id, Product.category.is_not(None)).exists()
    unknown = scope.session.scalar(select(func.count(Umkm.id)).where(scope.umkm, ~known)) or 0
    ordered = sorted(CATEGORIES, key=lambda name: -found.get(name, 0))
    figures = [Figure(name, f"category.{name}", found.get(name, 0), total - unknown, unknown) for name in ordered]
    return Table("umkm_by_category", figures, dated=False)
