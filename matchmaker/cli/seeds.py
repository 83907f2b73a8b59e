"""`seed`."""

from __future__ import annotations

import click

from matchmaker.cli.context import State


@click.command()
@click.option("--region", help="One demo region only.")
@click.option("--remove", is_flag=True, help="Take all demo records and accounts out again.")
@click.option("--if-empty", is_flag=True, help="Only when the database holds no business at all.")
@click.pass_obj
def seed(state: State, region: str | None, remove: bool, if_empty: bool) -> None:
    """Load the demo regions, or take all of them out without touching other records."""
    from matchmaker.services import seeds

    with state.ready_database.write() as session:
        if remove:
            counts = seeds.remove(session)
            click.echo(f"removed {counts['umkm']} UMKM, {counts['buyers']} buyers, {counts['needs']} needs")
            return
        if if_empty and not seeds.is_empty(session):
            return
        results = seeds.load(session, region)
        if state.settings.demo:
            seeds.add_accounts(session)
    kinds = dict.fromkeys(str(result.kind) for result in results)
    totals = {kind: sum(r.records for r in results if r.kind == kind) for kind in kinds}
    click.echo("demo regions: " + ", ".join(f"{count} {kind}" for kind, count in totals.items()))
    if any(r.rejected for r in results):
        raise SystemExit(1)
