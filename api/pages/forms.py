"""What a person typed into a form: read by the record schemas, with what is wrong beside each field.

Numbers are read the way the page's language writes them: "1.500.000" and "2,5" on an Indonesian page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from marshmallow import Schema
from werkzeug.datastructures import MultiDict

from matchmaker.errors import InvalidRecordError, Problem
from matchmaker.schemas.fields import Number, Words
from matchmaker.schemas.reading import load
from matchmaker.texts import problem_text

LONGEST_NUMBER = 30  # characters; what is longer is no quantity of anything
_CURRENCY = re.compile(r"^\s*(rp\.?|idr)?\s*|(,-)?\s*$", re.IGNORECASE)
_DIGITS = re.compile(r"^[+-]?[0-9.,]+$")
Typed = dict[str, Any]


@dataclass(slots=True)
class Form:
    """``values`` as typed, ``clean`` as read (empty where something is wrong), ``errors`` by field."""

    values: Typed = field(default_factory=dict)
    clean: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors

    def refuse(self, error: InvalidRecordError, locale: str) -> None:
        """Take in what a service found wrong with the record."""
        for problem in error.problems:
            name = problem.path.split(".")[0]
            self.errors.setdefault(name, []).append(problem_text(problem, locale, with_field=False))


def typed(schema: Schema, given: MultiDict[str, str]) -> Typed:
    """What was typed into the fields of a schema; anything else that came along is left out."""
    return {
        name: given.getlist(name) if isinstance(one, Words) else given.get(name, "")
        for name, one in schema.fields.items()
        if name in given
    }


def read(schema: Schema, given: MultiDict[str, str], locale: str) -> Form:
    """Read a form that writes: with one field wrong nothing is taken."""
    form = Form(typed(schema, given))
    record, unread = _record(schema, form.values, locale)
    try:
        form.clean, _ = load(schema, record, strict=True)
    except InvalidRecordError as error:
        unread += [problem for problem in error.problems if problem.path not in {one.path for one in unread}]
    if unread:
        form.clean = {}
        form.refuse(InvalidRecordError(unread), locale)
    return form


def read_query(schema: Schema, given: MultiDict[str, str], locale: str) -> Form:
    """Read a form that only asks: fields that will not do are named and left out, the others count."""
    form = read(schema, given, locale)
    if not form.good:
        good = {name: value for name, value in form.values.items() if name not in form.errors}
        form.clean, _ = load(schema, _record(schema, good, locale)[0], strict=True)
    return form


def _record(schema: Schema, values: Typed, locale: str) -> tuple[Typed, list[Problem]]:
    """The record that was typed, blanks left out, and the numbers that are none."""
    record: Typed = {}
    unread = []
    for name, value in values.items():
        if isinstance(value, str) and not value.strip():
            continue
        record[name] = value
        if isinstance(schema.fields[name], Number):
            read_as = number(value, locale)
            if read_as is None:
                unread.append(Problem(name, value, "not_a_number"))
                del record[name]
            else:
                record[name] = read_as
    return record, unread


def number(text: str, locale: str) -> int | float | None:
    """The number a person wrote, or None: "15.00" is none on an Indonesian page, where it might mean 15 or 1,500."""
    bare = _CURRENCY.sub("", text).replace(" ", "")
    if len(bare) > LONGEST_NUMBER or not _DIGITS.match(bare):
        return None
    try:
        return _plain(parse_decimal(bare, locale=locale, strict=True))
    except NumberFormatError:
        return None


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def shown(schema: Schema, record: dict[str, Any], locale: str) -> Typed:
    """The values of a record as a form shows them for editing."""
    return {name: _shown(record.get(name), locale) for name in schema.fields}


def _shown(value: Any, locale: str) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(format_decimal(value, locale=locale))
    return value.isoformat() if isinstance(value, date) else value


def cleared(schema: Schema, clean: dict[str, Any]) -> dict[str, Any]:
    """The record with every field of the form that was left empty set to unknown: an edit may also take away."""
    return {name: None for name, one in schema.fields.items() if not one.required} | clean
