"""`serve`, `worker`, `backup`, `restore`."""

from __future__ import annotations

from pathlib import Path

import click

from matchmaker.allocation import spare_memory
from matchmaker.cli.context import State
from matchmaker.errors import SettingsError

APP = "api.app:create_app"  # named, not imported: the product knows no web
# Per worker. Python runs one of them at a time, compiled loops and the database run beside: of 16 searches at once
# the slowest hundredth took 90 to 110 ms with four threads, 150 to 180 with eight, for as many a second or more.
THREADS = 4


@click.command()
@click.option("--prepare", is_flag=True, help="First upgrade the database; with DEMO=1 load the demo regions if empty.")
@click.pass_obj
def serve(state: State, prepare: bool) -> None:
    """Serve the web pages and the API at HOST:PORT."""
    settings = state.settings
    settings.check()
    _require_free(settings.host, settings.port)
    if prepare:
        _prepare(state)
    click.echo(f"Temu Mitra: http://{settings.host}:{settings.port}")
    if settings.demo:
        _print_accounts()
    spare_memory()  # the web processes are forked, so they inherit it
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        APP,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS,
        factory=True,
        log_access=False,
        log_level=settings.log_level.lower(),  # type: ignore[arg-type]
    ).serve()


def _require_free(host: str, port: int) -> None:
    """Refuse a port that somebody listens at: the server would share it, and answers would come from either."""
    import socket

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            one.bind(address)
    except OSError as error:
        raise SettingsError("cannot_listen", host=host, port=str(port), reason=error.strerror or str(error)) from error


def _prepare(state: State) -> None:
    from matchmaker.services import database, seeds

    if not database.is_current(state.database):
        database.upgrade(state.database)
    if not state.settings.demo:
        return
    with state.database.write() as session:
        if seeds.is_empty(session):
            click.echo("loading the demo regions ...")
            seeds.load(session)
        seeds.add_accounts(session)


def _print_accounts() -> None:
    from matchmaker.services import seeds

    names = [account["name"] for account in seeds.DEMO_ACCOUNTS] + [seeds.DEMO_OWNER]
    click.echo(f"demo accounts: {', '.join(names)} (password {seeds.DEMO_PASSWORD})")


@click.command()
@click.option("--every", default=60, show_default=True, type=click.IntRange(1), help="Seconds between two looks.")
@click.option("--once", is_flag=True, help="Look once and stop.")
@click.pass_obj
def worker(state: State, every: int, once: bool) -> None:
    """Keep stored suggestions fresh: rank again whenever the catalogue has changed."""
    import time

    from matchmaker import jobs

    jobs.give_way()
    spare_memory()
    while True:
        with jobs.alone(state.settings.instance) as free:
            result = jobs.refresh_suggestions(state.ready_database, state.catalog) if free else None
        if result is not None:
            click.echo(f"{result['needs']} needs, {result['suggestions']} suggestions, {result['seconds']} s")
        if once:
            return
        time.sleep(every)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(state: State, file: Path) -> None:
    """Write all records to FILE (a zip of JSON lines that either database can restore)."""
    from matchmaker.services import backups

    click.echo(f"{backups.write(state.ready_database, file)} rows -> {file}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore(state: State, file: Path, yes: bool) -> None:
    """Bring the records of FILE back; what is in the database now is replaced."""
    from matchmaker.services import backups

    if not yes:
        click.confirm("All records in the database are replaced. Go on?", abort=True)
    click.echo(f"{backups.restore(state.database, file)} rows restored")
