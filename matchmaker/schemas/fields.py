"""Base fields of the records: what marshmallow lets through and a registry must not.

NUL and lone surrogates, 1.9 as an integer, true as a number, NaN, 10^30 rupiah, texts without end. Error
messages are codes; `matchmaker.texts` writes the sentences.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields

from matchmaker.domain.certificates import NIB_DIGITS, digits_of, gtin_is_valid
from matchmaker.domain.contact import canonical_nik, canonical_phone, is_masked, mask_nik
from matchmaker.domain.money import MAX_IDR
from matchmaker.schemas.reading import current_reading

NAME_LENGTH = 300  # characters; the longest real business name in the files at hand has 142
LINE_LENGTH = 1_000
TEXT_LENGTH = 20_000
LIST_LENGTH = 500
MAX_EMAIL = 254  # RFC 5321
MAX_COUNT = 10**12  # units a month; above it a cell holds something else
# U+FFFE and U+FFFF are no characters: XML, and so a workbook, cannot hold them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_NUMBER = re.compile(r"^[+-]?\d{1,19}(\.\d{1,12})?$")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")
_EMAIL = re.compile(r"^[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+$")


class RecordField(fields.Field[Any]):
    """A field whose null means unknown, and whose errors are codes."""

    default_error_messages = {
        "required": "required",
        "null": "required",
        "validator_failed": "invalid",
    }

    def __init__(self, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(required=required, allow_none=not required, **kwargs)


class Text(RecordField):
    """Text without control characters, trimmed; ``lines=False`` also folds line breaks and runs of blanks."""

    default_error_messages = {
        "type": "not_text",
        "control": "control_character",
        "surrogate": "lone_surrogate",
        "long": "too_long",
        "blank": "required",
    }

    def __init__(self, *, length: int = LINE_LENGTH, lines: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.length, self.lines = length, lines

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        if not isinstance(value, str):
            raise self.make_error("type")
        if _CONTROL.search(value):
            raise self.make_error("control")
        try:
            value.encode("utf8")
        except UnicodeEncodeError:
            raise self.make_error("surrogate") from None
        # One kind of line end: which one a text has depends on who saved it, not on what it says.
        lines = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        text = lines if self.lines else " ".join(value.split())
        if len(text) > self.length:
            raise self.make_error("long")
        if not text and self.required:
            raise self.make_error("blank")
        return text or None


class Key(Text):
    """A source's own key. A whole number is taken as its digits: many sources number their rows."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return super()._deserialize(value, attr, data, **kwargs)


class Number(RecordField):
    """A finite number within bounds. ``whole`` refuses 1.9; a text of digits is taken as its number."""

    default_error_messages = {
        "type": "not_a_number",
        "whole": "not_a_whole_number",
        "negative": "negative",
        "zero": "zero",
        "large": "too_large",
        "small": "too_small",
    }

    def __init__(
        self,
        *,
        whole: bool = False,
        minimum: float | None = 0,
        maximum: float = MAX_COUNT,
        positive: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.whole, self.minimum, self.maximum, self.positive = whole, minimum, maximum, positive

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | float | None:
        if isinstance(value, str):
            if not value.strip():
                return None
            value = self._digits(value.strip())
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("type")
        if isinstance(value, float) and not math.isfinite(value):
            raise self.make_error("type")
        self._bound(value)
        if self.whole:
            if value != int(value):
                raise self.make_error("whole")
            return int(value)
        return value

    def _digits(self, text: str) -> int | float:
        if not _NUMBER.match(text):
            raise self.make_error("type")
        return float(text) if "." in text else int(text)

    def _bound(self, value: int | float) -> None:
        if self.minimum is not None and value < self.minimum:
            raise self.make_error("negative" if value < 0 else "small")
        if value > self.maximum:
            raise self.make_error("large")
        if self.positive and value == 0:
            raise self.make_error("zero")


class Rupiah(Number):
    """Whole rupiah, 64 bits. ``zero_is_unknown``: a price of 0 is a warning and counts as unknown."""

    def __init__(self, *, zero_is_unknown: bool = False, **kwargs: Any) -> None:
        super().__init__(whole=True, maximum=MAX_IDR, **kwargs)
        self.zero_is_unknown = zero_is_unknown

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int | None:
        amount = super()._deserialize(value, attr, data, **kwargs)
        if amount == 0 and self.zero_is_unknown:
            current_reading().warn(str(attr), value, "price_zero")
            return None
        return None if amount is None else int(amount)


class Flag(RecordField):
    """True, false or unknown. Numbers and words are not flags."""

    default_error_messages = {"type": "not_a_flag"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool | None:
        if isinstance(value, str):
            word = value.strip().lower()
            if not word:
                return None
            if word in ("true", "false"):
                return word == "true"
        if not isinstance(value, bool):
            raise self.make_error("type")
        return value


class Day(RecordField):
    """A calendar day, YYYY-MM-DD."""

    default_error_messages = {"type": "not_a_date"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date | None:
        if isinstance(value, date):
            return value
        if isinstance(value, str) and not value.strip():
            return None
        if not isinstance(value, str) or not _DATE.match(value.strip()):
            raise self.make_error("type")
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            raise self.make_error("type") from None

    def _serialize(self, value: date | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value.isoformat() if value is not None else None


class Month(RecordField):
    """A month, YYYY-MM, kept as its first day."""

    default_error_messages = {"type": "not_a_month"}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date | None:
        if isinstance(value, str) and not value.strip():
            return None
        if not isinstance(value, str) or not _MONTH.match(value.strip()):
            raise self.make_error("type")
        return date.fromisoformat(f"{value.strip()}-01")

    def _serialize(self, value: date | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return value.strftime("%Y-%m") if value is not None else None


class Word(RecordField):
    """One of a fixed set of words, written in any usual spelling.

    ``doubtful`` words (categories, certificate types) are a warning in files and an error in the API; others
    are always an error. ``words`` are the canonical ones, for descriptions.
    """

    default_error_messages = {"unknown": "unknown_word", "type": "not_text"}

    def __init__(
        self,
        canonical: Callable[[str], str | None],
        *,
        unknown: str = "unknown_word",
        doubtful: bool = False,
        words: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.canonical, self.unknown, self.doubtful, self.words = canonical, unknown, doubtful, words

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        if not isinstance(value, str):
            raise self.make_error("type")
        if not value.strip():
            return None
        word = self.canonical(value.strip())
        if word is None:
            if not self.doubtful:
                raise ValidationError(self.unknown)
            current_reading().doubt(str(attr), value, self.unknown)
        return word


class Words(RecordField):
    """A list of words of one set, each once, in the order given; a single text may hold several, by commas."""

    default_error_messages = {"type": "not_a_list", "long": "too_long"}

    def __init__(self, word: RecordField, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.word = word

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any] | None:
        if isinstance(value, str):
            value = [part for part in re.split(r"[,;|]", value) if part.strip()]
        if not isinstance(value, list | tuple):
            raise self.make_error("type")
        if len(value) > LIST_LENGTH:
            raise self.make_error("long")
        read = [self.word.deserialize(item, attr, data, **kwargs) for item in value]
        return list(dict.fromkeys(item for item in read if item is not None))


class Doubtful(Text):
    """A text with a check of its own: what fails it is left out with a warning, in the API refused."""

    code = "invalid"

    def check(self, text: str) -> str | None:
        """Bring the text to its canonical form, or None where it is none."""
        raise TypeError(f"{type(self).__name__} needs a check of its own")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        # What a spreadsheet makes of digits; neither NaN nor infinity is any.
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf:
            value = str(value)
        text = super()._deserialize(value, attr, data, **kwargs)
        checked = self.check(text) if text is not None else None
        if text is not None and checked is None:
            current_reading().doubt(str(attr), value, self.code)
        return checked


class Phone(Doubtful):
    """A telephone number, kept as E.164."""

    code = "invalid_phone"

    def check(self, text: str) -> str | None:
        """See `matchmaker.domain.contact.canonical_phone`."""
        return canonical_phone(text)


class Email(Doubtful):
    """One e-mail address."""

    code = "invalid_email"

    def check(self, text: str) -> str | None:
        """Something before and after an @, a point in the host."""
        return text if _EMAIL.match(text) and len(text) <= MAX_EMAIL else None


class Nik(Doubtful):
    """The 16 digits of a national identity number. Masked, as we show it, it says nothing new."""

    code = "invalid_nik"

    def check(self, text: str) -> str | None:
        """See `matchmaker.domain.contact.canonical_nik`."""
        return canonical_nik(text)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str | None:
        if isinstance(value, str) and is_masked(value):
            return value
        return super()._deserialize(value, attr, data, **kwargs)

    def _serialize(self, value: str | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return mask_nik(value)


class Nib(Doubtful):
    """The 13 digits of a business number; a rounded one (9.12E+12) is flagged and never guessed."""

    code = "invalid_nib"

    def check(self, text: str) -> str | None:
        """Thirteen digits, blanks and points ignored."""
        digits = digits_of(text)
        return digits if len(digits) == NIB_DIGITS and not re.search(r"[eE]", text) else None


class Gtin(Doubtful):
    """A bar code number whose check digit holds."""

    code = "gtin_check_digit"

    def check(self, text: str) -> str | None:
        """See `matchmaker.domain.certificates.gtin_is_valid`."""
        digits = digits_of(text)
        return digits if gtin_is_valid(digits) else None


def one_of(words: tuple[str, ...]) -> Callable[[str], str | None]:
    """A canonical function for a set without other spellings, blind to case."""
    return lambda text: text.lower() if text.lower() in words else None
