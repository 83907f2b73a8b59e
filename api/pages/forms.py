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

from matchmaker.errors import InvalidRecordError
from matchmaker.schemas.fields import Number, Words
from matchmaker.schemas.reading import load
from matchmaker.texts import problem_text

LONGEST_NUMBER = 30  # characters; what is longer is no quantity of anything
_CURRENCY = re.compile(r"^\s*(rp\.?|idr)?\s*|(,-)?\s*$", re.IGNORECASE)
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
    try:
        form.clean, _ = load(schema, _numbers(schema, form.values, locale), strict=True)
    except InvalidRecordError as error:
        form.refuse(error, locale)
    return form


def read_query(schema: Schema, given: MultiDict[str, str], locale: str) -> Form:
    """Read a form that only asks: fields that will not do are named and left out, the others count."""
    form = read(schema, given, locale)
    if not form.good:
        good = {name: value for name, value in form.values.items() if name not in form.errors}
        form.clean, _ = load(schema, _numbers(schema, good, locale), strict=True)
    return form


def _numbers(schema: Schema, values: Typed, locale: str) -> Typed:
    return {
        name: number(value, locale) if isinstance(schema.fields[name], Number) else value
        for name, value in values.items()
    }


def number(text: str, locale: str) -> str | int | float:
    """The number a person wrote; a text that is none stays as it is, for the schema to refuse."""
    bare = _CURRENCY.sub("", text)
    if not bare or len(bare) > LONGEST_NUMBER:
        return text
    try:
        value = parse_decimal(bare.replace(" ", ""), locale=locale, strict=True)
    except NumberFormatError:
        return text
    return _plain(value)


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
