"""People who sign in: accounts, passwords, one-time links."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.domain.access import ROLES, Actor, permits
from matchmaker.errors import ConflictError, ForbiddenError, InvalidRecordError, NotFoundError, Problem
from matchmaker.models import Buyer, Umkm, User
from matchmaker.models.base import utcnow
from matchmaker.services.identity import by_key
from matchmaker.services.regions import region_code

LINK_HOURS = 72
PASSWORD_LENGTH = 10  # characters; NIST SP 800-63B asks for at least 8
_HASHER = PasswordHasher()
# A hash nobody has the password of, so that an unknown name takes as long as a wrong password.
_NOBODY = _HASHER.hash(secrets.token_urlsafe(32))


def add(
    session: Session,
    actor: Actor,
    *,
    name: str,
    role: str,
    password: str | None = None,
    region: str | None = None,
    association: str | None = None,
    umkm: str | None = None,
    buyer: str | None = None,
    demo: bool = False,
) -> User:
    """Create an account. Without a password it is entered by a one-time link.

    Raises
    ------
    InvalidRecordError
        Unknown role, short password, or no such region, UMKM or buyer.
    ConflictError
        The name is taken.
    """
    _require(actor)
    problems = _problems(name, role, password, demo=demo)
    if problems:
        raise InvalidRecordError(problems)
    if session.scalar(select(User.id).where(User.name == name)) is not None:
        raise ConflictError("user_exists", name=name)
    user = User(
        name=name,
        role=role,
        password_hash=_HASHER.hash(password) if password else None,
        region=region_code(region) if region else None,
        association=association,
        umkm_id=record_id(session, Umkm, umkm, "umkm"),
        buyer_id=record_id(session, Buyer, buyer, "buyer"),
        demo=demo,
    )
    session.add(user)
    session.flush()
    return user


def _problems(name: str, role: str, password: str | None, *, demo: bool) -> list[Problem]:
    problems = []
    if not name.strip():
        problems.append(Problem("name", name, "required"))
    if role not in ROLES:
        problems.append(Problem("role", role, "unknown_role"))
    if password is not None and len(password) < PASSWORD_LENGTH and not demo:
        problems.append(Problem("password", None, "password_too_short", {"length": PASSWORD_LENGTH}))
    return problems


def record_id(session: Session, table: type[Umkm] | type[Buyer], key: str | None, field: str) -> int | None:
    """Our id of the record an account or key speaks for, by external id or our own.

    Raises
    ------
    InvalidRecordError
        There is none.
    """
    if not key:
        return None
    found = by_key(session, table, key, by="key")
    if found is None:
        raise InvalidRecordError([Problem(field, key, f"unknown_{field}")])
    return found.id


def actor_of(user: User, scope: str | None = None) -> Actor:
    """What an account may act as; ``scope`` (REGION_SCOPE) bounds staff without a region of their own."""
    return Actor(
        role=user.role,  # type: ignore[arg-type]
        name=user.name,
        user_id=user.id,
        region=user.region or scope or None,
        association=user.association,
        buyer_id=user.buyer_id,
        umkm_id=user.umkm_id,
    )


def check_password(session: Session, name: str, password: str) -> User | None:
    """The account with this name and password, or None."""
    user = session.scalar(select(User).where(User.name == name))
    try:
        _HASHER.verify(user.password_hash if user and user.password_hash else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return user if user is not None and user.active else None


def set_password(session: Session, user: User, password: str) -> None:
    """Set a password; every other session of the account ends.

    Raises
    ------
    InvalidRecordError
        It is too short.
    """
    if len(password) < PASSWORD_LENGTH:
        raise InvalidRecordError([Problem("password", None, "password_too_short", {"length": PASSWORD_LENGTH})])
    user.password_hash = _HASHER.hash(password)
    user.session_epoch += 1


def make_link(session: Session, actor: Actor, name: str) -> str:
    """A one-time sign-in token for an account, good for `LINK_HOURS`; a new one voids the last.

    Raises
    ------
    NotFoundError
        There is no such account.
    """
    user = _named(session, actor, name)
    token = secrets.token_urlsafe(24)
    user.link_hash = hash_token(token)
    user.link_expires_at = utcnow() + timedelta(hours=LINK_HOURS)
    return token


def set_active(session: Session, actor: Actor, name: str, active: bool) -> None:
    """Let an account in, or no longer: without it all its sessions and links end.

    Raises
    ------
    NotFoundError
        There is no such account.
    """
    user = _named(session, actor, name)
    user.active = active
    user.session_epoch += 1
    user.link_hash = user.link_expires_at = None


def _named(session: Session, actor: Actor, name: str) -> User:
    _require(actor)
    user = session.scalar(select(User).where(User.name == name))
    if user is None:
        raise NotFoundError("user_not_found", id=name)
    return user


def use_link(session: Session, token: str) -> User | None:
    """The account a one-time token signs in, or None; the token is spent."""
    user = session.scalar(select(User).where(User.link_hash == hash_token(token)))
    if user is None or not user.active or user.link_expires_at is None or user.link_expires_at < utcnow():
        return None
    user.link_hash = None
    user.link_expires_at = None
    return user


def by_id(session: Session, user_id: int) -> User | None:
    """The account with this id."""
    return session.get(User, user_id)


def everyone(session: Session) -> list[User]:
    """All accounts by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def any_admin(session: Session) -> bool:
    """Whether somebody can administer this installation."""
    return bool(session.scalar(select(func.count()).select_from(User).where(User.role == "admin")))


def hash_token(token: str) -> str:
    """SHA-256 of a secret that is itself random: nothing to guess, so no salt and no slowness."""
    return hashlib.sha256(token.encode()).hexdigest()


def _require(actor: Actor) -> None:
    if not permits(actor, "user.manage"):
        raise ForbiddenError("forbidden", action="user.manage", record="")
