"""Options of `import` that say where a list's heading stands and what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matchmaker.cli.context import State
    from matchmaker.spreadsheets.layouts import Told


@dataclass(frozen=True, slots=True)
class Columns:
    """What the options said; nothing where all of them are absent."""

    said: Mapping[str, str]
    sheet: str | None
    header_row: int | None

    def __bool__(self) -> bool:
        return bool(self.said or self.sheet or self.header_row)

    def told(
        self, session: Session, state: State, kind: Any, file: Path, defaults: Mapping[str, str], *, keep: bool
    ) -> Told:
        """What is known of the file's columns: confirmed before by this office, or said now and then remembered."""
        from matchmaker.services import import_layouts

        told = import_layouts.told(session, state.actor, kind, sheet=self.sheet, header_row=self.header_row)
        if not self.said:
            return told
        return import_layouts.mapped(session, state.actor, kind, file, defaults, told, self.said, keep=keep)


def read_columns(mapping: tuple[str, ...], sheet: str | None, header_row: int | None) -> Columns:
    """Read ``--mapping HEADING=FIELD``; a heading may itself hold an equals sign.

    Raises
    ------
    click.BadParameter
        Without an equals sign.
    """
    said = {}
    for one in mapping:
        heading, equals, field = one.rpartition("=")
        if not equals or not heading.strip():
            raise click.BadParameter(f"write HEADING=FIELD, not {one!r}", param_hint="--mapping")
        said[heading.strip()] = field.strip()
    return Columns(said, sheet, header_row)
