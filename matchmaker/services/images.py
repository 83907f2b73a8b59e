"""What a record was before a batch changed it: its values as plain JSON, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from matchmaker.models import (
    Certificate,
    Event,
    EventParticipant,
    EventStall,
    Partnership,
    Product,
    Programme,
    ProgrammeParticipant,
    Umkm,
)
from matchmaker.models.base import UtcDateTime

Image = dict[str, Any]
Columns = tuple[tuple[str, type[Any]], ...]
_KNOWN: dict[type[Any], Columns] = {}
# What belongs to the row and not to what it says.
ROW_COLUMNS = frozenset({"id", "created_at", "updated_at", "version", "changed_in"})
OWNERS = frozenset({"umkm_id", "product_id"})
# What stands below an event or a programme, by the name of its list.
BELOW: dict[type[Any], tuple[str, ...]] = {Event: ("participants", "stalls"), Programme: ("participants",)}
PARTAKING: tuple[type[Any], ...] = (EventParticipant, EventStall, ProgrammeParticipant)
BELONGING = frozenset({"event_id", "programme_id"})


def _columns(table: type[Any]) -> Columns:
    """Names and Python types of the columns that say something."""
    if table not in _KNOWN:
        skipped = ROW_COLUMNS | (OWNERS if table in (Product, Certificate) else frozenset())
        skipped |= BELONGING if table in PARTAKING else frozenset()
        mapped = inspect(table).columns.items()
        _KNOWN[table] = tuple((name, _kind(column.type)) for name, column in mapped if name not in skipped)
    return _KNOWN[table]


def _kind(column_type: Any) -> type[Any]:
    """The Python type of a column; a type of our own does not tell it by itself."""
    found: type[Any] = datetime if isinstance(column_type, UtcDateTime) else column_type.python_type
    return found


def take(record: Any) -> Image:
    """The present values of a record; of an UMKM with its products and certificates, of an event with who took part."""
    image = _values(record)
    if _kind_of(record) is Umkm:
        image["products"] = [
            _values(one) | {"id": one.id, "certificates": [_values(c) for c in one.own_certificates]}
            for one in record.products
        ]
        image["certificates"] = [_values(one) for one in record.all_certificates if one.product_id is None]
    for name in BELOW.get(_kind_of(record), ()):
        image[name] = [_values(one) | {"id": one.id} for one in getattr(record, name)]
    return image


def _values(record: Any) -> Image:
    return {name: _plain(getattr(record, name)) for name, _ in _columns(_kind_of(record))}


def _kind_of(record: Any) -> type[Any]:
    """The mapped class of a record, also of one that stands for a row (see `plain_umkm`)."""
    kind: type[Any] = getattr(record, "stands_for", type(record))
    return kind


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def set_values(record: Any, image: Image) -> None:
    """Give a record the plain values of an image, its parts left as they are."""
    _set(record, image)


def put_back(session: Session, record: Any, image: Image) -> list[str]:
    """Give a record the values of an image; returns the names of products that had to stay."""
    _set(record, image)
    for name in BELOW.get(type(record), ()):
        _put_back_below(record, name, image[name])
    if not isinstance(record, Umkm):
        return []
    kept = _put_back_products(session, record, image["products"])
    own = [one for one in record.all_certificates if one.product_id is None]
    _put_back_certificates(record, own, None, image["certificates"])
    return kept


def _set(record: Any, image: Image) -> None:
    for name, kind in _columns(type(record)):
        value = image.get(name)
        setattr(record, name, _parsed(value, kind))


def _parsed(value: Any, kind: type[Any]) -> Any:
    if isinstance(value, str) and issubclass(kind, datetime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and issubclass(kind, date):
        return date.fromisoformat(value)
    return value


def _put_back_below(record: Any, name: str, images: Iterable[Image]) -> None:
    """Who was added goes, who was there says again what was said of it; whose business was merged stays with that."""
    wanted = {image["id"]: image for image in images}
    for one in list(getattr(record, name)):
        image = wanted.get(one.id)
        if image is None:
            getattr(record, name).remove(one)
        else:
            _set(one, image | {"umkm_id": one.umkm_id, "buyer_id": getattr(one, "buyer_id", None)})


def _put_back_products(session: Session, umkm: Umkm, images: Iterable[Image]) -> list[str]:
    wanted = {image["id"]: image for image in images}
    kept = []
    for product in list(umkm.products):
        image = wanted.pop(product.id, None)
        if image is not None:
            _set(product, image)
            _put_back_certificates(umkm, product.own_certificates, product, image["certificates"])
        elif _in_partnership(session, product):
            kept.append(product.name)
        else:
            umkm.products.remove(product)
    for image in wanted.values():
        product = Product(umkm_id=umkm.id)
        _set(product, image)
        umkm.products.append(product)
        _put_back_certificates(umkm, [], product, image["certificates"])
    return kept


def _in_partnership(session: Session, product: Product) -> bool:
    query = select(Partnership.id).where(Partnership.product_id == product.id).limit(1)
    return session.scalar(query) is not None


def _put_back_certificates(
    umkm: Umkm, present: Iterable[Certificate], product: Product | None, images: Iterable[Image]
) -> None:
    """Certificates have no identity of their own: those the image has stay, the others go, missing ones come."""
    wanted = list(images)
    for one in list(present):
        values = _values(one)
        if values in wanted:
            wanted.remove(values)
            continue
        umkm.all_certificates.remove(one)
        if product is not None:
            product.own_certificates.remove(one)
    for image in wanted:
        made = Certificate()
        _set(made, image)
        umkm.all_certificates.append(made)
        if product is not None:
            product.own_certificates.append(made)
