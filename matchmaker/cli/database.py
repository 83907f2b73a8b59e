"""`db` and `doctor`."""

from __future__ import annotations

import click

from matchmaker.cli.context import State


@click.group()
def db() -> None:
    """The schema of the database."""


@db.command()
@click.argument("revision", default="head")
@click.pass_obj
def upgrade(state: State, revision: str) -> None:
    """Bring the schema up to date (or to REVISION) and fill the table of regions."""
    from matchmaker.services import database

    database.upgrade(state.database, revision)
    click.echo(f"schema at {revision}")


@db.command()
@click.argument("revision", default="base")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def downgrade(state: State, revision: str, yes: bool) -> None:
    """Take the schema back to REVISION (default: nothing left). Data are lost."""
    from matchmaker.services import database

    if not yes:
        click.confirm("All data of the revisions taken back are lost. Go on?", abort=True)
    database.downgrade(state.database, revision)
    click.echo(f"schema at {revision}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@click.pass_obj
def doctor(state: State, as_json: bool) -> None:
    """What is configured and whether it works; secrets are hidden. Exit status 1 when something is wrong."""
    import json

    from matchmaker.services.doctor import examine

    report = examine(state.settings)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for name, value in report["settings"].items():
            click.echo(f"{name:<24} {value}")
        for check in report["checks"]:
            click.echo(f"{'ok ' if check['ok'] else 'BAD'} {check['name']}: {check['detail']}")
    if not all(check["ok"] for check in report["checks"]):
        raise SystemExit(1)
