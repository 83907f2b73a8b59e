"""A quick way through the schemas for plain records: the same clean record, or nothing.

Most records of a large file need no judgement: every value is of its field's type and within its bounds. For
those marshmallow's machinery is nine tenths of the work. `load` reads such a record field by field; at the
first value that is anything but plain (a number written as text, a control character, an unknown word, a
doubt worth a warning) it gives up and the schema reads the whole record from the start. So whatever is
refused, repaired or warned about is decided in one place, the schema; a test with generated records holds
the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from marshmallow import Schema
from marshmallow import fields as base

from matchmaker.domain.certificates import number_problem
from matchmaker.domain.regions import inside_indonesia
from matchmaker.errors import Problem
from matchmaker.schemas import reading
from matchmaker.schemas.base import READ_ONLY
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.schemas.certificates import CertificateList, CertificateSchema
from matchmaker.schemas.fields import LIST_LENGTH, Day, Doubtful, Flag, Key, Nik, Number, Rupiah, Text, Word, Words
from matchmaker.schemas.needs import NeedBodySchema, NeedSchema
from matchmaker.schemas.products import ProductSchema
from matchmaker.schemas.umkm import ProductList, UmkmSchema

ODD: Any = object()  # what a reader gives for a value that the schema has to judge
LONGEST_WORD = 60  # characters of a word whose canonical form is remembered
LOWEST = -1e300  # below any number that a field without a minimum is asked about
Read = Callable[[Any], Any]
Check = Callable[[dict[str, Any]], bool]
_COMPILED: WeakKeyDictionary[Schema, Read] = WeakKeyDictionary()


def load(schema: Schema, record: Any, *, strict: bool = True) -> tuple[dict[str, Any], list[Problem]]:
    """`reading.load`, quickly where the record is plain: then strict and lenient readings are one.

    Raises
    ------
    InvalidRecordError
        Listing every problem with field path, value and code.
    """
    clean = read_plain(schema, record)
    return reading.load(schema, record, strict=strict) if clean is None else (clean, [])


def read_plain(schema: Schema, record: Any) -> dict[str, Any] | None:
    """The clean record that the schema would give without a word, or None where it has to be asked."""
    read = _COMPILED.get(schema)
    if read is None:
        read = _COMPILED[schema] = _record(schema)
    clean = read(record)
    return None if clean is ODD else clean


def _record(schema: Schema) -> Read:
    if type(schema) not in CHECKS:
        return _never
    readers = {name: _reader(field) for name, field in schema.fields.items()}
    required = frozenset(name for name, field in schema.fields.items() if field.required)
    checks = CHECKS[type(schema)]

    def read(record: Any) -> Any:
        if type(record) is not dict:
            return ODD
        clean = {}
        for key, value in record.items():
            reader = readers.get(key)
            if reader is None:
                if key not in READ_ONLY:
                    return ODD
                continue
            found = None if value is None and key not in required else reader(value)
            if found is not ODD:
                clean[key] = found
            elif key in required or not isinstance(value, str) or value.strip():
                return ODD
        if not required <= clean.keys() or not all(check(clean) for check in checks):
            return ODD
        return clean

    return read


def _placed(clean: dict[str, Any]) -> bool:
    lat, lon = clean.get("lat"), clean.get("lon")
    if lat is None or lon is None:
        return lat is None and lon is None
    return inside_indonesia(lat, lon)


def _in_order(clean: dict[str, Any]) -> bool:
    begin, end = clean.get("open_from"), clean.get("open_until")
    return begin is None or end is None or begin <= end


def _number_fits(clean: dict[str, Any]) -> bool:
    return not clean.get("number") or number_problem(clean["type"], clean["number"]) is None


# The schemas that are read here, and what each asks of a record as a whole; a test holds that none asks more.
CHECKS: dict[type[Schema], tuple[Check, ...]] = {
    UmkmSchema: (_placed,),
    ProductSchema: (),
    CertificateSchema: (_number_fits,),
    BuyerSchema: (_placed,),
    NeedBodySchema: (_in_order,),
    NeedSchema: (_in_order,),
}


def _reader(field: base.Field[Any]) -> Read:
    for kind, make in READERS.items():
        if isinstance(field, kind):
            return make(field)
    return _never


def _never(value: Any) -> Any:
    return ODD


def _text(field: Text) -> Read:
    length, lines = field.length, field.lines

    def read(value: Any) -> Any:
        if type(value) is not str:
            return ODD
        # Printable means: no control character, no surrogate, no blank but the plain one.
        if not value.isprintable() and not (lines and value.replace("\n", "").isprintable()):
            return ODD
        text = value.strip() if lines else " ".join(value.split())
        return text if text and len(text) <= length else ODD

    return read


def _key(field: Key) -> Read:
    text = _text(field)
    return lambda value: text(str(value) if type(value) is int else value)


def _doubtful(field: Doubtful) -> Read:
    text = _text(field)

    def read(value: Any) -> Any:
        found = text(value)
        if found is ODD or (checked := field.check(found)) is None:
            return ODD
        return checked

    return read


def _nik(field: Nik) -> Read:
    read = _doubtful(field)
    # A masked one has its own rule.
    return lambda value: read(value) if type(value) is str and value.isdigit() else ODD


def _number(field: Number) -> Read:
    low = LOWEST if field.minimum is None else field.minimum
    high, whole = field.maximum, field.whole
    zero = not field.positive and not (isinstance(field, Rupiah) and field.zero_is_unknown)

    def read(value: Any) -> Any:
        kind = type(value)
        if (kind is not int and kind is not float) or not low <= value <= high or (value == 0 and not zero):
            return ODD
        if not whole or kind is int:
            return value
        return int(value) if value.is_integer() else ODD

    return read


def _flag(field: Flag) -> Read:
    return lambda value: value if type(value) is bool else ODD


@lru_cache(10_000)
def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(field: Day) -> Read:
    def read(value: Any) -> Any:
        # Python also takes 20260131 and weeks, which no field of ours does.
        if type(value) is not str or len(value) != 10 or value[4] != "-" or value[7] != "-":
            return ODD
        return _day_of(value) or ODD

    return read


def _word(field: Word) -> Read:
    canonical = lru_cache(10_000)(field.canonical)

    def read(value: Any) -> Any:
        if type(value) is not str or len(value) > LONGEST_WORD or not (text := value.strip()):
            return ODD
        found = canonical(text)
        return ODD if found is None else found

    return read


def _list(read_one: Read) -> Read:
    def read(value: Any) -> Any:
        if type(value) is not list or len(value) > LIST_LENGTH:
            return ODD
        found = [read_one(item) for item in value]
        return ODD if ODD in found else found

    return read


def _words(field: Words) -> Read:
    read_list = _list(_reader(field.word))

    def read(value: Any) -> Any:
        found = read_list(value)
        return found if found is ODD else list(dict.fromkeys(found))

    return read


def _certificates(field: CertificateList) -> Read:
    schema = _record(CertificateSchema())
    unsaid = {"number": None, "valid_until": None, "status": "declared"}

    def read(item: Any) -> Any:
        clean = schema({"type": item} if type(item) is str else item)
        return ODD if clean is ODD else unsaid | {key: value for key, value in clean.items() if value is not None}

    return _list(read)


def _parts(field: ProductList) -> Read:
    inner: Any = field.inner
    return _list(_record(inner.schema))


# In this order: a key is a text too, a NIK is a doubtful text.
READERS: dict[type[base.Field[Any]], Callable[[Any], Read]] = {
    Key: _key,
    Nik: _nik,
    Doubtful: _doubtful,
    Text: _text,
    Number: _number,
    Flag: _flag,
    Day: _day,
    Word: _word,
    Words: _words,
    CertificateList: _certificates,
    ProductList: _parts,
}
