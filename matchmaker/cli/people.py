"""`user` and `key`."""

from __future__ import annotations

import click

from matchmaker.cli.context import State

ROLES = click.Choice(["admin", "dinas", "association", "buyer", "owner"])


@click.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=ROLES, required=True)
@click.option("--region", help="Province or regency a dinas looks after.")
@click.option("--association", help='Association spoken for, e.g. "PHRI Banten".')
@click.option("--umkm", help="UMKM an owner owns (external id).")
@click.option("--buyer", help="Buyer spoken for (external id).")
@click.option("--password", help="Asked for when left out; --link makes a one-time link instead.")
@click.option("--link", is_flag=True, help="No password: print a one-time sign-in link.")
@click.pass_obj
def add(
    state: State,
    name: str,
    role: str,
    region: str | None,
    association: str | None,
    umkm: str | None,
    buyer: str | None,
    password: str | None,
    link: bool,
) -> None:
    """Create account NAME. The first administrator is made so too."""
    import sys

    from matchmaker.services import users

    if password is None and not link and sys.stdin.isatty():
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with state.ready_database.write() as session:
        users.add(
            session,
            state.actor,
            name=name,
            role=role,
            password=password,
            region=region,
            association=association,
            umkm=umkm,
            buyer=buyer,
        )
        token = users.make_link(session, state.actor, name) if password is None else None
    click.echo(f"account {name} ({role}) created")
    if token is not None:
        click.echo(_link(state, token))


@user.command("link")
@click.argument("name")
@click.pass_obj
def link(state: State, name: str) -> None:
    """Print a one-time sign-in link for NAME."""
    from matchmaker.services import users

    with state.ready_database.write() as session:
        token = users.make_link(session, state.actor, name)
    click.echo(_link(state, token))


@user.command("disable")
@click.argument("name")
@click.pass_obj
def disable(state: State, name: str) -> None:
    """Let NAME in no more; all sessions and links end. Records stay."""
    _set_active(state, name, False)
    click.echo(f"account {name} is off")


@user.command("enable")
@click.argument("name")
@click.pass_obj
def enable(state: State, name: str) -> None:
    """Let NAME in again."""
    _set_active(state, name, True)
    click.echo(f"account {name} is on")


def _set_active(state: State, name: str, active: bool) -> None:
    from matchmaker.services import users

    with state.ready_database.write() as session:
        users.set_active(session, state.actor, name, active)


@user.command("list")
@click.pass_obj
def list_users(state: State) -> None:
    """All accounts."""
    from matchmaker.services import users

    with state.ready_database.read() as session:
        for one in users.everyone(session):
            scope = one.region or one.association or one.umkm_id or one.buyer_id or ""
            click.echo(f"{one.name:<24} {one.role:<12} {scope}{'' if one.active else '  (off)'}")


def _link(state: State, token: str) -> str:
    settings = state.settings
    return f"{settings.public_url.rstrip('/') or f'http://{settings.host}:{settings.port}'}/masuk/{token}"


@click.group()
def key() -> None:
    """Keys for scripts."""


@key.command("create")
@click.option("--role", type=ROLES, required=True)
@click.option("--name", required=True)
@click.option("--region", help="Province or regency; without it the whole REGION_SCOPE.")
@click.option("--association", help="Association spoken for.")
@click.option("--umkm", help="UMKM an owner's key speaks for (external id).")
@click.option("--buyer", help="Buyer a buyer's key speaks for (external id).")
@click.pass_obj
def create(
    state: State,
    role: str,
    name: str,
    region: str | None,
    association: str | None,
    umkm: str | None,
    buyer: str | None,
) -> None:
    """Make a key; it is the last word printed, and printed once."""
    from matchmaker.services import keys

    with state.ready_database.write() as session:
        made = keys.create(
            session,
            state.actor,
            role=role,
            name=name,
            region=region,
            association=association,
            umkm=umkm,
            buyer=buyer,
        )
    click.echo(f"key {name} ({role}): {made}")


@key.command("revoke")
@click.argument("name")
@click.pass_obj
def revoke(state: State, name: str) -> None:
    """Switch all keys called NAME off."""
    from matchmaker.services import keys

    with state.ready_database.write() as session:
        keys.revoke(session, state.actor, name)
    click.echo(f"key {name} revoked")


@key.command("list")
@click.pass_obj
def list_keys(state: State) -> None:
    """All keys; what they are cannot be shown."""
    from matchmaker.services import keys

    with state.ready_database.read() as session:
        for one in keys.everything(session):
            click.echo(f"{one.name:<24} {one.role:<12} {one.region or ''}{'' if one.active else '  (off)'}")
