"""Papers of the office: reports as files, and draft agreements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from matchmaker.cli.context import State
from matchmaker.cli.records import OUTPUT
from matchmaker.domain.kemitraan import PATTERNS
from matchmaker.errors import UnusableFileError

if TYPE_CHECKING:
    from pathlib import Path

    from matchmaker.services.reports import Report

ENDINGS = (".pdf", ".xlsx", ".json")
PRINTED = ("umkm", "buyers", "needs", "partnerships", "events", "programmes")


@click.command()
@click.argument("name")
@click.argument("file", type=OUTPUT)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the figures are of (default today).")
@click.option("--region", default=None, help="Only this province or regency.")
@click.pass_obj
def report(state: State, name: str, file: Path, as_of: datetime | None, region: str | None) -> None:
    """Write report NAME (umkm, certificates, partnerships, ...) to FILE: .pdf, .xlsx or .json."""
    from matchmaker.services import reports
    from matchmaker.services.regions import region_code

    if file.suffix.lower() not in ENDINGS:
        raise UnusableFileError("unknown_report_kind", file=file.name)
    code = region_code(region) if region else None
    day: date | None = as_of.date() if as_of else None
    with state.ready_database.read() as session:
        made = reports.build(state.catalog, session, state.actor, name, as_of=day, region=code)
    _write(file, _content(state, made, file.suffix.lower()))


def _content(state: State, made: Report, ending: str) -> bytes:
    import orjson

    from matchmaker.services.reports import as_dict, files, printing

    if ending == ".pdf":
        return printing.pdf(made, state.locale, state.settings.office_name)
    if ending == ".xlsx":
        return files.xlsx(made, state.locale)
    return orjson.dumps(as_dict(made, state.locale), option=orjson.OPT_INDENT_2)


@click.command()
@click.argument("kind", type=click.Choice(["nota_kesepahaman", "perjanjian", "surat_komitmen"]))
@click.argument("partnership", type=int)
@click.argument("file", type=OUTPUT)
@click.option("--pattern", type=click.Choice(PATTERNS), help="Where the partnership names none.")
@click.pass_obj
def draft(state: State, kind: str, partnership: int, file: Path, pattern: str | None) -> None:
    """Write a draft agreement of PARTNERSHIP to FILE (.docx), in Indonesian, for a lawyer to check."""
    from matchmaker.services import agreements

    with state.ready_database.read() as session:
        _, content = agreements.draft(session, state.actor, partnership, kind, pattern)
    _write(file, content)


@click.command("print")
@click.argument("kind", type=click.Choice(PRINTED))
@click.argument("file", type=OUTPUT)
@click.option("--region", default=None, help="Only this province or regency.")
@click.pass_obj
def print_(state: State, kind: str, file: Path, region: str | None) -> None:
    """Write a list of records to FILE (.pdf) to print; `export` writes files that come in again."""
    from matchmaker.services import lists
    from matchmaker.services.regions import region_code

    if file.suffix.lower() != ".pdf":
        raise UnusableFileError("unknown_report_kind", file=file.name)
    actor = replace(state.actor, region=region_code(region)) if region else state.actor
    with state.ready_database.read() as session:
        content = lists.pdf(session, actor, kind, state.locale, state.settings.office_name)
    _write(file, content)


def _write(file: Path, content: bytes) -> None:
    """The whole file or none: a disk that is full leaves the older one as it was."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_bytes(content)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    click.echo(str(file))
