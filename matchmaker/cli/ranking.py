"""`rank`, `why` and `rank-all`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from matchmaker.allocation import spare_memory
from matchmaker.cli.context import State, progress_bar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FORMATS = click.Choice(["table", "json", "trec"])


@click.command()
@click.option("--need", "needs", multiple=True, help="Need by external id (several: repeat, or list them).")
@click.option("--all-needs", is_flag=True, help="Every open need.")
@click.option("--umkm", help="Buyers' needs for this UMKM (external id).")
@click.option("--top", default=20, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--format", "shape", type=FORMATS, default="table", show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write there instead of standard output.")
@click.option("--ineligible", is_flag=True, help="Also what is beyond fixing.")
@click.option("--inferred", is_flag=True, help="With --umkm: usual needs of buyers that have posted none.")
@click.argument("more", nargs=-1)
@click.pass_obj
def rank(
    state: State,
    needs: tuple[str, ...],
    all_needs: bool,
    umkm: str | None,
    top: int,
    shape: str,
    out: Path | None,
    ineligible: bool,
    inferred: bool,
    more: tuple[str, ...],
) -> None:
    """Rank suppliers for needs, or needs for an UMKM: the order people see, best first."""
    chosen = (*needs, *more)
    if sum([bool(chosen), all_needs, umkm is not None]) != 1:
        raise click.UsageError("give one of --need ID..., --all-needs, --umkm ID")
    with state.ready_database.read() as session, _opened(out) as stream:
        if umkm is not None:
            lists: Iterable[list[dict[str, Any]]] = [_for_umkm(state, session, umkm, top, ineligible, inferred)]
        else:
            lists = _for_needs(state, session, chosen, top, ineligible)
        _write(stream, lists, shape)


def _for_umkm(
    state: State, session: Session, key: str, top: int, ineligible: bool, inferred: bool
) -> list[dict[str, Any]]:
    from matchmaker.services import suggestions
    from matchmaker.services import umkm as umkm_service

    record = umkm_service.get(session, state.actor, key, by="key")
    return suggestions.for_umkm(
        state.catalog,
        session,
        state.actor,
        record,
        limit=top,
        include_ineligible=ineligible,
        inferred=inferred,
        locale=state.locale,
    )


def _for_needs(
    state: State, session: Session, keys: tuple[str, ...], top: int, ineligible: bool
) -> Iterator[list[dict[str, Any]]]:
    from matchmaker.services import needs as need_service
    from matchmaker.services import suggestions

    chosen = [need_service.get(session, state.actor, key, by="key") for key in keys]
    if not keys:
        chosen = need_service.all_open(session)
    show = progress_bar(len(chosen), "rank")
    for done, need in enumerate(chosen, start=1):
        yield suggestions.for_need(
            state.catalog,
            session,
            state.actor,
            need,
            limit=top,
            include_ineligible=ineligible,
            locale=state.locale,
        )
        if show is not None:
            show(done, len(chosen))


def _write(stream: IO[str], lists: Iterable[list[dict[str, Any]]], shape: str) -> None:
    if shape == "json":
        import orjson

        stream.write(orjson.dumps([item for one in lists for item in one], option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    for one in lists:
        for position, item in enumerate(one, start=1):
            stream.write(_trec(item) if shape == "trec" else _table(position, item))


def _trec(item: dict[str, Any]) -> str:
    return f"{item['need']['external_id']} {item['umkm']['external_id']} {item['key']!r}\n"


def _table(position: int, item: dict[str, Any]) -> str:
    head = (
        f"\n{item['need']['external_id']}  {item['need']['title']}  ({item['buyer']['name']})\n"
        if position == 1
        else ""
    )
    product = f" - {item['product']['name']}" if item["product"] else ""
    distance = "" if item["distance_km"] is None else f"{item['distance_km']:.0f} km"
    line = (
        f"{position:>3}. {item['score']:.3f} {item['eligibility']:<10} {distance:>8}  "
        f"{item['umkm']['external_id']}  {item['umkm']['name']}{product}\n"
    )
    reasons = "; ".join(reason["text"] for reason in item["reasons"])
    missing = "; ".join(check["evidence"] for check in item["checks"] if check["verdict"] != "pass")
    return head + line + f"       {reasons}\n" + (f"       ! {missing}\n" if missing else "")


@contextmanager
def _opened(out: Path | None) -> Iterator[IO[str]]:
    if out is None:
        yield sys.stdout
        return
    # The file appears whole or not at all: one that is there outlives a need that is not.
    partial = out.with_name(out.name + ".part")
    try:
        with partial.open("w", encoding="utf8") as stream:
            yield stream
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


@click.command()
@click.option("--need", required=True, help="Need (external id).")
@click.option("--umkm", required=True, help="UMKM (external id).")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def why(state: State, need: str, umkm: str, as_json: bool) -> None:
    """Why this UMKM for this need, or why not: every check and every contribution of one pair."""
    import orjson

    from matchmaker.services import needs as need_service
    from matchmaker.services import suggestions
    from matchmaker.services import umkm as umkm_service

    with state.ready_database.read() as session:
        item = suggestions.why(
            state.catalog,
            session,
            state.actor,
            need_service.get(session, state.actor, need, by="key"),
            umkm_service.get(session, state.actor, umkm, by="key"),
            locale=state.locale,
        )
    if as_json:
        click.echo(orjson.dumps(item, option=orjson.OPT_INDENT_2).decode())
        return
    click.echo(_table(1, item).splitlines()[1])
    click.echo(f"{item['umkm']['name']}: {item['score']:.3f}, {item['eligibility']}")
    for check in item["checks"]:
        mark = {"pass": "+", "fail": "-", "unknown": "?"}[check["verdict"]]
        click.echo(f" {mark} {check['name']}: {check['evidence']}" + (f" {check['fix']}" if check["fix"] else ""))
    click.echo(f"{item['intercept']:+9.4f}  intercept")
    for reason in item["reasons"]:
        click.echo(f"{reason['contribution']:+9.4f}  {reason['text']}")


@click.command("rank-all")
@click.option("--top", default=20, show_default=True, type=click.IntRange(1, 1_000))
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True)
@click.option("--scheduler", metavar="ADDRESS", help="With --engine dask: where its scheduler is (tcp://HOST:PORT).")
@click.option("--json", "as_json", is_flag=True)
@click.pass_obj
def rank_all(state: State, top: int, engine: str, scheduler: str | None, as_json: bool) -> None:
    """Rank every open need against every active UMKM and store the best as suggestions."""
    import orjson

    from matchmaker.services import batch

    if scheduler and engine != "dask":
        raise click.UsageError("--scheduler goes with --engine dask")
    spare_memory()
    chosen = batch.engine_of(state.ready_database, state.catalog, engine, scheduler)
    show = progress_bar(0, "rank-all")
    result = batch.rank_all(state.ready_database, state.catalog, top=top, engine=chosen, progress=show)
    if as_json:
        click.echo(orjson.dumps(result).decode())
    else:
        click.echo("  ".join(f"{name} {value}" for name, value in result.items()))
