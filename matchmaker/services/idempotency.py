"""Writes that carry an Idempotency-Key: the answer is kept, so that a repeat changes nothing."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker.domain.access import Actor
from matchmaker.errors import ConflictError
from matchmaker.models import IdempotentRequest
from matchmaker.models.base import utcnow

# Answers hold contacts of people, so they are kept as long as a script may repeat itself and no longer.
KEPT = timedelta(hours=24)


def name(key: str, actor: Actor, method: str, path: str) -> str:
    """The name a kept answer goes by: two callers may choose the same key."""
    parts = f"{actor.key_id}/{actor.user_id} {method} {path} {key}"
    return hashlib.sha256(parts.encode()).hexdigest()


def find(session: Session, name: str) -> IdempotentRequest | None:
    """The kept answer."""
    return session.scalar(select(IdempotentRequest).where(IdempotentRequest.key == name))


def keep(session: Session, name: str, request_hash: str, status: int, body: str, headers: str) -> None:
    """Keep an answer in the transaction of the write itself, and forget those whose time is over.

    Raises
    ------
    ConflictError
        The same request is being done at this moment.
    """
    session.execute(delete(IdempotentRequest).where(IdempotentRequest.created_at < utcnow() - KEPT))
    session.add(IdempotentRequest(key=name, request_hash=request_hash, status=status, body=body, headers=headers))
    try:
        session.flush()
    except IntegrityError as error:
        raise ConflictError("idempotency_in_progress") from error
