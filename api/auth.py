"""Who is asking: a key in the Authorization header, or the signed session cookie of a page."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g, request
from flask import session as cookie

from api.errors import TooManyRequestsError, UnauthorizedError
from api.extensions import SAFE_METHODS, parts, session
from matchmaker.db import Session
from matchmaker.domain.access import Actor
from matchmaker.services import keys, users
from matchmaker.services.regions import region_code
from matchmaker.settings import Settings

LIMITER = "rate_limit"


class RateLimit:
    """At most so many requests of one key in any second."""

    def __init__(self, per_second: int) -> None:
        self.per_second = per_second
        self._lock = threading.Lock()
        self._recent: dict[int, deque[float]] = {}

    def allow(self, key_id: int) -> bool:
        """Count one request; False when it is one too many."""
        now = time.monotonic()
        with self._lock:
            recent = self._recent.setdefault(key_id, deque())
            while recent and recent[0] <= now - 1.0:
                recent.popleft()
            if len(recent) >= self.per_second:
                return False
            recent.append(now)
            return True


def init_app(app: Flask, settings: Settings) -> None:
    """Set up the rate limit of keys."""
    app.extensions[LIMITER] = RateLimit(settings.rate_limit_per_second)


def actor() -> Actor:
    """Whoever asks.

    Raises
    ------
    UnauthorizedError
        Nobody known: no key, no session, or one that is no longer good.
    """
    if "actor" not in g:
        g.actor = _by_key() or _by_cookie()
    if g.actor is None:
        raise UnauthorizedError
    found: Actor = g.actor
    return found


def actor_or_none() -> Actor | None:
    """Whoever asks, or nobody."""
    try:
        return actor()
    except UnauthorizedError:
        return None


def _scope() -> str | None:
    named = parts().settings.region_scope
    return region_code(named) if named else None


@contextmanager
def _reading() -> Iterator[Session]:
    """A session to look somebody up in: the request's own if that only reads.

    Else another one: a stranger's write must not take the only writer of SQLite.
    """
    if request.method in SAFE_METHODS:
        yield session()
    else:
        with parts().database.read() as apart:
            yield apart


def _by_key() -> Actor | None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        return None
    with _reading() as known:
        found = keys.actor_of(known, key.strip(), _scope())
    if found is None:
        raise UnauthorizedError
    if found.key_id is not None and not current_app.extensions[LIMITER].allow(found.key_id):
        raise TooManyRequestsError
    return found


def _by_cookie() -> Actor | None:
    # A cookie travels by itself, so it only reads through the API; pages guard their forms by token.
    if request.path.startswith("/api/") and request.method not in SAFE_METHODS:
        return None
    user_id = cookie.get("user_id")
    if user_id is None:
        return None
    with _reading() as known:
        user = users.by_id(known, int(user_id))
    if user is None or not user.active or user.session_epoch != cookie.get("epoch"):
        cookie.clear()
        return None
    return users.actor_of(user, _scope())
