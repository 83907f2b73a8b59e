"""`batches`: which files were read, and taking one back."""

from __future__ import annotations

from typing import Any

import click

from matchmaker.cli.context import State

SHOWN = 50  # batches listed, newest first
SHOWN_KEPT = 20  # kept records printed on a terminal; --json lists all


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON and nothing else.")
@click.pass_context
def batches(ctx: click.Context, as_json: bool) -> None:
    """Files that were imported, newest first."""
    if ctx.invoked_subcommand is not None:
        return
    import orjson

    from matchmaker.services import batches as service

    state: State = ctx.obj
    with state.ready_database.read() as session:
        found = [service.record(one) for one in service.page(session, state.actor, limit=SHOWN)]
    if as_json:
        click.echo(orjson.dumps(found).decode())
        return
    for one in found:
        counts = "  ".join(f"{name} {number}" for name, number in one["counts"].items())
        undone = f"  (undone {one['undone_at'][:16]} by {one['undone_by']})" if one["undone_at"] else ""
        click.echo(f"{one['id']:>5}  {one['at'][:16]}  {one['actor']}  {one['kind']}  {one['file']}  {counts}{undone}")


@batches.command()
@click.argument("batch", type=click.IntRange(min=1))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
@click.pass_obj
def undo(state: State, batch: int, dry_run: bool, as_json: bool) -> None:
    """Take back what BATCH did: new records go, changed ones get their old values, what is in use stays."""
    import orjson

    from matchmaker.services import batches as service

    with state.ready_database.write_session() as session:
        result = service.undo(session, state.actor, service.get(session, state.actor, batch)).as_dict()
        if dry_run:
            session.rollback()
        else:
            session.commit()
    if as_json:
        click.echo(orjson.dumps(result).decode())
    else:
        _print(result, state.locale)


def _print(result: dict[str, Any], locale: str) -> None:
    from matchmaker.texts import text

    kept = result["kept"]
    click.echo(f"removed {result['removed']}  restored {result['restored']}  gone {result['gone']}  kept {len(kept)}")
    for one in kept[:SHOWN_KEPT]:
        click.echo(
            f"{one['kind']} {one['external_id']} {one['name']}: {text('kept.' + one['reason'], locale)}", err=True
        )
    if len(kept) > SHOWN_KEPT:
        click.echo(f"... {len(kept) - SHOWN_KEPT} more; --json lists them all", err=True)
