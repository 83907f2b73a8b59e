"""The one tree of errors the product raises. It knows nothing of HTTP: `api/errors.py` maps it once.

Every error carries a stable code; `matchmaker.texts` writes the sentence in Indonesian and English.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field of one record: where, what stood there, and why it will not do.

    ``path`` names the field as the record does, nested parts behind points (``products.0.price_idr``).
    """

    path: str
    value: Any
    code: str
    params: dict[str, Any] = field(default_factory=dict)


class TemuMitraError(Exception):
    """Base of all errors a caller may want to catch."""

    code = "error"

    def __init__(self, code: str | None = None, /, **params: Any) -> None:
        self.code = code or type(self).code
        self.params = params
        super().__init__(f"{self.code} {params}" if params else self.code)


class InvalidRecordError(TemuMitraError):
    """A record breaks the rules of CONTRACT 3; ``problems`` lists every break."""

    code = "invalid_record"

    def __init__(self, problems: Sequence[Problem], /, **params: Any) -> None:
        super().__init__(None, **params)
        self.problems = tuple(problems)


class InvalidQueryError(InvalidRecordError):
    """A search or a list was asked for with parameters that cannot be read."""

    code = "invalid_query"


class NotFoundError(TemuMitraError):
    """There is no such record, or the actor may not know of it."""

    code = "not_found"


class ForbiddenError(TemuMitraError):
    """The actor's role or scope does not allow this."""

    code = "forbidden"


class ConflictError(TemuMitraError):
    """The request contradicts the state of the record: a second partnership, a stage that cannot follow."""

    code = "conflict"


class StaleRecordError(ConflictError):
    """The record changed since the caller read it (If-Match)."""

    code = "stale_record"


class UnusableFileError(TemuMitraError):
    """A file cannot be read at all: another kind, damaged, too large, no header."""

    code = "unusable_file"


class SettingsError(TemuMitraError):
    """The service is configured in a way it refuses to start with."""

    code = "settings"


class CatalogueUnavailableError(TemuMitraError):
    """The catalogue of the scorer could not be built."""

    code = "catalogue_unavailable"


class ClusterUnavailableError(TemuMitraError):
    """The cluster that should do the work cannot be reached, or cannot do it."""

    code = "cluster_unavailable"
