"""An UMKM that is no row yet, nor watched by the ORM: the rules of `umkm` and `products` write onto it all the same.

What the ORM notes of every attribute costs several times what the rules do. A file of a hundred thousand
businesses is therefore read onto these, and written by `bulk_rows`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, cast

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import Session

from matchmaker.models import Certificate, Product, Umkm
from matchmaker.models.base import Base, utcnow
from matchmaker.services import bulk_rows
from matchmaker.services.bulk_rows import table_of

AT_ONCE = 1_000  # keys in one SELECT ... IN


class _Plain:
    """What is not said is null, as in a row."""

    stands_for: ClassVar[type[Base]]
    id: int | None = None

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


class PlainCertificate(_Plain):
    """A certificate."""

    stands_for = Certificate
    product_id: int | None = None
    product: PlainProduct | None = None


class _OwnCertificates(list[PlainCertificate]):
    """The certificates of one product, each of which knows its product."""

    def __init__(self, product: PlainProduct) -> None:
        super().__init__()
        self._product = product

    def append(self, row: PlainCertificate) -> None:
        """Take a certificate."""
        row.product = self._product
        super().append(row)


class PlainProduct(_Plain):
    """A product with its own certificates."""

    stands_for = Product
    certificates_listed = False
    certificates = Product.certificates

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.own_certificates = _OwnCertificates(self)


class PlainUmkm(_Plain):
    """An UMKM with its parts."""

    stands_for = Umkm
    certificates_listed = False
    certificates = Umkm.certificates
    make_product = PlainProduct
    make_certificate = PlainCertificate

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.products: list[PlainProduct] = []
        self.all_certificates: list[PlainCertificate] = []


def _unsaid(plain: type[_Plain]) -> tuple[str, ...]:
    """Give a plain record the columns it does not name, all null; returns the names of all columns."""
    names = tuple(column.key for column in table_of(plain.stands_for).columns)
    for name in names:
        if not hasattr(plain, name):
            setattr(plain, name, None)
    return names


UMKM_COLUMNS = _unsaid(PlainUmkm)
PRODUCT_COLUMNS = _unsaid(PlainProduct)
CERTIFICATE_COLUMNS = _unsaid(PlainCertificate)
# The rules are written for the mapped classes; these have the same attributes.
UMKM = cast(type[Umkm], PlainUmkm)
_umkm_row, _product_row, _certificate_row = map(
    bulk_rows.attributes, (UMKM_COLUMNS, PRODUCT_COLUMNS, CERTIFICATE_COLUMNS)
)


def insert(session: Session, records: Sequence[Any]) -> list[int]:
    """Write new UMKM with their products and certificates; returns their ids, in the order given."""
    ids = _number(session, Umkm, records)
    now = utcnow()
    for one in records:
        one.created_at = one.updated_at = now
    bulk_rows.write(session, Umkm, UMKM_COLUMNS, map(_umkm_row, records))
    _insert_parts(session, records)
    return ids


def _insert_parts(session: Session, owners: Sequence[Any]) -> None:
    """Write the products and certificates that are not there yet."""
    products, certificates = [], []
    for one in owners:
        for product in one.products:
            if product.id is None:
                product.umkm_id = one.id
                products.append(product)
    _number(session, Product, products)
    for one in owners:
        for row in _certificates(one):
            if row.id is None:
                row.umkm_id, row.product_id = one.id, row.product.id if row.product is not None else None
                certificates.append(row)
    _number(session, Certificate, certificates)
    bulk_rows.write(session, Product, PRODUCT_COLUMNS, map(_product_row, products))
    bulk_rows.write(session, Certificate, CERTIFICATE_COLUMNS, map(_certificate_row, certificates))


def copy(umkm: Any) -> Any:
    """An UMKM as it is now, to compare with later: the rules replace values and rows, and change none within."""
    kept = PlainUmkm(**vars(umkm))
    kept.all_certificates = list(umkm.all_certificates)
    for product in umkm.products:
        twin = PlainProduct(**vars(product))
        twin.own_certificates = product.own_certificates[:]
        kept.products.append(twin)
    return kept


def is_same(one: Any, other: Any) -> bool:
    """Whether the rows of two UMKM, without those of their parts, are the same."""
    return _umkm_row(one) == _umkm_row(other)


def update(session: Session, changes: Sequence[tuple[Any, Any]]) -> None:
    """Write what differs between UMKM as they were and as they are."""
    now = utcnow()
    differing = _Differing()
    gone: list[int] = []
    for before, after in changes:
        after.updated_at = now
        differing.add(Umkm, UMKM_COLUMNS, before, after)
        there = {product.id: product for product in before.products}
        for product in after.products:
            if product.id is not None:
                differing.add(Product, PRODUCT_COLUMNS, there[product.id], product)
        left = {row.id for row in _certificates(after)}
        gone.extend(row.id for row in _certificates(before) if row.id not in left)
    differing.write(session)
    for start in range(0, len(gone), AT_ONCE):
        session.execute(delete(table_of(Certificate)).where(Certificate.id.in_(gone[start : start + AT_ONCE])))
    _insert_parts(session, [after for _, after in changes])


class _Differing:
    """Rows by the columns in which they differ from what is on record: a file mostly changes the same few."""

    def __init__(self) -> None:
        self._rows: dict[tuple[type[Base], tuple[str, ...]], list[list[Any]]] = defaultdict(list)

    def add(self, kind: type[Base], columns: Sequence[str], before: Any, after: Any) -> None:
        """Note a row as it was and as it is."""
        names = tuple(name for name in columns if getattr(before, name) != getattr(after, name))
        if names:
            self._rows[kind, names].append([*(getattr(after, name) for name in names), after.id])

    def write(self, session: Session) -> None:
        """Write all that was noted."""
        for (kind, names), rows in self._rows.items():
            bulk_rows.update(session, kind, names, rows)


def _certificates(umkm: Any) -> list[Any]:
    """Those of the business and those of its products; one that a product lost again is no longer among them."""
    own = [row for row in umkm.all_certificates if row.product is None]
    return own + [row for product in umkm.products for row in product.own_certificates]


def _number(session: Session, kind: type[Base], records: Sequence[Any]) -> list[int]:
    ids = bulk_rows.reserve(session, kind, len(records))
    for record, new in zip(records, ids, strict=True):
        record.id = new
    return ids


def fetch(session: Session, source: str, keys: Iterable[str]) -> dict[str, PlainUmkm]:
    """The UMKM of a source with these keys, as they are on record."""
    wanted = list(keys)
    found: dict[str, PlainUmkm] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        query = select(table_of(Umkm)).where(Umkm.source == source, Umkm.external_id.in_(part))
        found |= {one.external_id: one for one in _loaded(session, query)}
    return found


def everyone(session: Session, conditions: Sequence[ColumnElement[bool]], at_once: int) -> Iterator[Any]:
    """All UMKM that meet the conditions, in the order of their ids, with no more than a few held."""
    last = 0
    while True:
        query = select(table_of(Umkm)).where(Umkm.id > last, *conditions).order_by(Umkm.id).limit(at_once)
        part = _loaded(session, query)
        if not part:
            return
        yield from part
        last = part[-1].id


def _loaded(session: Session, query: Select[Any]) -> list[Any]:
    found: list[Any] = [PlainUmkm(**dict(zip(UMKM_COLUMNS, row, strict=True))) for row in session.execute(query)]
    _fetch_parts(session, {one.id: one for one in found})
    return found


def _fetch_parts(session: Session, owners: dict[Any, PlainUmkm]) -> None:
    products = {}
    for row in _parts(session, Product, list(owners)):
        product = products[row.id] = PlainProduct(**dict(zip(PRODUCT_COLUMNS, row, strict=True)))
        owners[row.umkm_id].products.append(product)
    for row in _parts(session, Certificate, list(owners)):
        certificate = PlainCertificate(**dict(zip(CERTIFICATE_COLUMNS, row, strict=True)))
        owners[row.umkm_id].all_certificates.append(certificate)
        if row.product_id is not None:
            products[row.product_id].own_certificates.append(certificate)


def _parts(session: Session, kind: type[Product] | type[Certificate], owners: list[int]) -> Iterable[Any]:
    table = table_of(kind)
    for start in range(0, len(owners), AT_ONCE):
        part = owners[start : start + AT_ONCE]
        yield from session.execute(select(table).where(table.c.umkm_id.in_(part)).order_by(table.c.id))
