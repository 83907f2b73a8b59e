"""`import` and `export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matchmaker.cli.columns import read_columns
from matchmaker.cli.context import State, progress_bar

if TYPE_CHECKING:
    from matchmaker.services.imports import ImportResult

LISTED = ("umkm", "buyers", "needs", "outcomes")
ACTIVITIES = ("events", "programmes")
IMPORTED = (*LISTED, *ACTIVITIES)
EXPORTED = (*IMPORTED, "partnerships", "pairings")
OUTPUT = click.Path(path_type=Path, dir_okay=False)
SHOWN_PROBLEMS = 20  # on a terminal; --json and --report cut nothing


@click.command("import")
@click.argument("kind", type=click.Choice(IMPORTED))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="default", show_default=True, help="Where the records come from.")
@click.option("--set", "fills", multiple=True, metavar="FIELD=VALUE", help="Fill a field for rows that lack it.")
@click.option("--mapping", multiple=True, metavar="HEADING=FIELD", help="Say what a column means; remembered.")
@click.option("--sheet", help="The sheet that holds the list, where the wrong one is found.")
@click.option("--header-row", type=click.IntRange(min=1), help="The row of its headings, as a spreadsheet shows it.")
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--report", type=OUTPUT, help="Write the file back with a column of errors (XLSX).")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
@click.pass_obj
def import_(
    state: State,
    kind: str,
    file: Path,
    source: str,
    fills: tuple[str, ...],
    mapping: tuple[str, ...],
    sheet: str | None,
    header_row: int | None,
    dry_run: bool,
    report: Path | None,
    as_json: bool,
) -> None:
    """Read FILE of UMKM, buyers, needs, outcomes, events or programmes: JSONL, CSV or XLSX.

    Either the whole batch is saved or nothing of it. Exit status 1 when some rows were rejected.
    """
    import gc

    import orjson

    from matchmaker.services import activity_imports, import_preview, imports

    defaults, columns = read_fills(fills), read_columns(mapping, sheet, header_row)
    run: Any = import_preview.run if dry_run else imports.run
    if kind in ACTIVITIES:
        if columns:
            raise click.UsageError("--mapping, --sheet and --header-row are for lists of umkm, buyers, needs, outcomes")
        run = activity_imports.run
    gc.freeze()  # what is loaded stays: looking through it for garbage again and again takes a fifth of the time
    database = state.ready_database
    reads_only = dry_run and kind in LISTED  # nobody who writes has to wait for a look
    with database.read_session() if reads_only else database.write_session() as session:
        options: dict[str, Any] = {"source": source, "defaults": defaults, "progress": progress_bar(0, file.name)}
        if kind in LISTED:
            options["told"] = columns.told(session, state, kind, file, defaults, keep=not dry_run)
        result = run(session, state.actor, kind, file, **options)
        if report is not None:
            # Before anything is saved: where the report cannot be written, nothing shall have happened.
            from matchmaker.services.import_reports import write_report

            write_report(file, result, report, state.locale)
        if not dry_run:
            session.commit()
    if as_json:
        click.echo(orjson.dumps(result.as_dict(state.locale)).decode())
    else:
        _print(result, state.locale, dry_run)
    if result.rejected:
        raise SystemExit(1)


def read_fills(fills: tuple[str, ...]) -> dict[str, str]:
    """Read ``--set FIELD=VALUE`` options.

    Raises
    ------
    click.BadParameter
        Without an equals sign.
    """
    read = {}
    for fill in fills:
        name, equals, value = fill.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"write FIELD=VALUE, not {fill!r}", param_hint="--set")
        read[name.strip()] = value.strip()
    return read


def _print(result: ImportResult, locale: str, dry_run: bool) -> None:
    counts = result.as_dict(locale)
    if result.header_row is not None:
        sheet = f"{result.sheet}, " if result.sheet else ""
        if result.confirmed:
            by, at = result.confirmed["by"], result.confirmed["at"][:10]
            click.echo(f"columns as {by} confirmed on {at}", err=True)
        click.echo(f"{sheet}header row {result.header_row}, {len(result.columns)} columns read", err=True)
    names = ("read", "created", "updated", "unchanged", "duplicates", "rejected")
    click.echo(("dry run: " if dry_run else "") + "  ".join(f"{name} {counts[name]}" for name in names))
    for title in ("errors", "warnings"):
        problems = counts[title]
        for problem in problems[:SHOWN_PROBLEMS]:
            where = f"{problem['sheet']}: " if problem["sheet"] else ""
            click.echo(f"{title[:-1]} {where}row {problem['row']}, {problem['column']}: {problem['message']}", err=True)
        if len(problems) > SHOWN_PROBLEMS:
            click.echo(f"... {len(problems) - SHOWN_PROBLEMS} more {title}; --json lists them all", err=True)


@click.command()
@click.argument("kind", type=click.Choice(EXPORTED))
@click.argument("file", type=OUTPUT)
@click.option("--source", default=None, help="Only records of this source.")
@click.option("--region", default=None, help="Only this province or regency.")
@click.option("--with-nik", is_flag=True, help="Write national identity numbers too (UU 27/2022: with a legal ground).")
@click.pass_obj
def export(state: State, kind: str, file: Path, source: str | None, region: str | None, with_nik: bool) -> None:
    """Write records to FILE (.jsonl, .csv or .xlsx); what was imported comes out and goes in again."""
    from matchmaker.services import exports

    with state.ready_database.read() as session:
        catalog = state.catalog if kind == "pairings" else None
        count = exports.run(
            session, state.actor, kind, file, source=source, region=region, with_nik=with_nik, catalog=catalog
        )
    click.echo(f"{count} {kind} -> {file}")


@click.command()
@click.argument("kind", type=click.Choice(LISTED))
@click.argument("file", type=click.Path(path_type=Path))
def template(kind: str, file: Path) -> None:
    """Write the official form (XLSX) of a list to fill in; its example row is never imported."""
    from matchmaker.spreadsheets.template import write_template

    write_template(file, kind)  # type: ignore[arg-type]
    click.echo(str(file))
