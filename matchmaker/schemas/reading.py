"""How strictly a record is read, and what was noticed on the way.

A file is read leniently: an unknown certificate type or category is a warning and the rest of the record
counts. The API is strict: the same thing is an error (CONTRACT 3). Fields ask the current `Reading`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError

from matchmaker.errors import InvalidRecordError, Problem


@dataclass(slots=True)
class Reading:
    """One record being read. ``strict`` turns warnings about unknown words into errors."""

    strict: bool = True
    warnings: list[Problem] = field(default_factory=list)

    def doubt(self, path: str, value: Any, code: str, /, **params: Any) -> None:
        """Warn about a value, or refuse it where the reading is strict.

        Raises
        ------
        marshmallow.ValidationError
            With the code as its message, where strict.
        """
        if self.strict:
            raise ValidationError(code)
        self.warn(path, value, code, **params)

    def warn(self, path: str, value: Any, code: str, /, **params: Any) -> None:
        """Note something that never refuses the record."""
        self.warnings.append(Problem(path, value, code, params))


_current: ContextVar[Reading] = ContextVar("reading")


def current_reading() -> Reading:
    """The reading in progress; a strict one of its own where none was opened."""
    return _current.get(None) or Reading()


@contextmanager
def reading(*, strict: bool) -> Iterator[Reading]:
    """Open a reading for the records loaded within the block."""
    opened = Reading(strict)
    token = _current.set(opened)
    try:
        yield opened
    finally:
        _current.reset(token)


def load(
    schema: Schema, record: Any, *, strict: bool = True, partial: bool = False
) -> tuple[dict[str, Any], list[Problem]]:
    """Read one record; returns the clean record and the warnings.

    Raises
    ------
    InvalidRecordError
        Listing every problem with field path, value and code.
    """
    if not isinstance(record, Mapping):
        raise InvalidRecordError([Problem("", record, "not_an_object")])
    with reading(strict=strict) as opened:
        try:
            clean: dict[str, Any] = schema.load(record, partial=partial or None)
        except ValidationError as error:
            raise InvalidRecordError(problems_of(error.messages, record)) from error
    return clean, opened.warnings


def problems_of(messages: Any, record: Any) -> list[Problem]:
    """Flatten marshmallow's nested messages into problems with the value that stood there."""
    return list(_flatten(messages, record, ()))


def _flatten(messages: Any, value: Any, path: tuple[str, ...]) -> Iterator[Problem]:
    if isinstance(messages, dict):
        for key, nested in messages.items():
            deeper = path if key in ("_schema", "key", "value") else (*path, str(key))
            yield from _flatten(nested, value if deeper is path else _inside(value, key), deeper)
    else:
        for message in messages if isinstance(messages, list) else [messages]:
            if isinstance(message, dict):
                yield from _flatten(message, value, path)
            else:
                yield Problem(".".join(path), value, str(message))


def _inside(value: Any, key: Any) -> Any:
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, list | tuple) and isinstance(key, int) and key < len(value):
        return value[key]
    return None
