"""The wording of everything a person reads: one place for CLI, API and pages.

The files of `translations` hold each text in Indonesian and English side by side: `texts.yaml` what all three
say, `pages.yaml` what only pages say (keys ``page.*``), `office.yaml` what reports and office work say,
`imports.yaml` what imports say of columns, rows and changes. Facts are written the way the language writes them:
amounts of rupiah (names ending in ``_idr``), numbers, dates.
"""

from __future__ import annotations

import string
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml
from babel.dates import format_date
from babel.numbers import format_decimal

from matchmaker.domain.money import rupiah
from matchmaker.errors import InvalidRecordError, Problem, TemuMitraError

LOCALES = ("id", "en")
DEFAULT_LOCALE = "id"
FILES = ("texts.yaml", "pages.yaml", "office.yaml", "imports.yaml")
WHOLE_FROM = 100  # numbers from here on are written without decimals
COUNTED_BELOW = 10**15  # above it a number names something or is a slip; Babel writes at most 28 digits
KEPT_FIGURES = 20_000  # numbers and days written once and remembered; a list of suggestions repeats most of them
SHOWN_VALUE_LENGTH = 80  # characters of a bad value that a message repeats


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All texts by key: ``{"id": ..., "en": ...}``."""
    loaded: dict[str, dict[str, str]] = {}
    for name in FILES:
        source = resources.files("matchmaker").joinpath(f"translations/{name}").read_text("utf8")
        loaded |= yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe one
    return loaded


def locale_of(wanted: str | None) -> str:
    """The nearest language we write: ``"en-GB"`` is English, anything else unknown is Indonesian."""
    short = (wanted or "").lower().replace("_", "-").split("-")[0]
    return short if short in LOCALES else DEFAULT_LOCALE


def has(key: str) -> bool:
    """Whether there is a text with this key."""
    return key in catalogue()


def text(key: str, locale: str = DEFAULT_LOCALE, /, **facts: Any) -> str:
    """One text with its facts written in; an unknown key shows itself, so that a gap is seen and not silent."""
    entry = catalogue().get(key)
    if entry is None:
        return key
    # A fact that is missing is written as "?" instead of failing the page.
    return "".join(
        literal if name is None else literal + (write(name, facts[name], locale) if name in facts else "?")
        for literal, name in _pieces(entry[locale])
    )


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None], ...]:
    """A text taken apart once: what stands in it, each with the name of the fact that follows, if one does."""
    return tuple((literal, name) for literal, name, _, _ in string.Formatter().parse(template))


def write(name: str, value: Any, locale: str = DEFAULT_LOCALE) -> str:
    """Write one fact: money, number, day, list, or "unknown"."""
    if value is None:
        return catalogue()["word.unknown"][locale]
    if isinstance(value, bool):
        return catalogue()["word.yes" if value else "word.no"][locale]
    if isinstance(value, int | float):
        if name == "id" or abs(value) >= COUNTED_BELOW:
            return str(value)
        if name.endswith("_idr"):
            return rupiah(round(value), locale)
        # A tenth of a pouch in five thousand is what the conversion of units leaves, and says nothing.
        # By way of the tenth that records keep, or a distance would read 101 in a sentence and 102 beside it.
        tenth = round(value, 1)
        return _decimal(round(tenth, 0 if abs(value) >= WHOLE_FROM else 1) + 0.0, locale)
    if isinstance(value, date):
        return _day(value, locale)
    if isinstance(value, list | tuple):
        return ", ".join(write(name, item, locale) for item in value)
    kind = "stage" if name == "target" else name
    if kind in ("certificate", "permit", "stage", "role") and has(f"{kind}.{value}"):
        return catalogue()[f"{kind}.{value}"][locale]
    return str(value)


@lru_cache(maxsize=KEPT_FIGURES)
def _decimal(value: float, locale: str) -> str:
    """A number with the separators of the language; Babel needs 40 microseconds for each."""
    return str(format_decimal(value, locale=locale))


@lru_cache(maxsize=KEPT_FIGURES)
def _day(value: date, locale: str) -> str:
    return str(format_date(value, format="d MMM yyyy", locale=locale))


def problem_text(problem: Problem, locale: str = DEFAULT_LOCALE, *, with_field: bool = True) -> str:
    """Why one value will not do, with the value."""
    key = f"problem.{problem.code}"
    shown = "" if problem.value is None else str(problem.value)
    if len(shown) > SHOWN_VALUE_LENGTH:
        shown = shown[:SHOWN_VALUE_LENGTH] + "…"
    shown = shown.encode("utf8", "replace").decode()
    sentence = text(key, locale, **{"value": shown, **problem.params}) if has(key) else problem.code
    field = problem.path
    return f"{field}: {sentence}" if with_field and field else sentence


def error_text(error: TemuMitraError, locale: str = DEFAULT_LOCALE) -> str:
    """The sentence of an error; a record's error lists its problems."""
    if isinstance(error, InvalidRecordError):
        return "; ".join(problem_text(problem, locale) for problem in error.problems)
    key = f"error.{error.code}"
    return text(key, locale, **error.params) if has(key) else str(error)
