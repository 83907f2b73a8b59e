"""Two records of one buyer become one, the older: needs, accounts and past outcomes move over, gaps are filled."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, inspect, select, update
from sqlalchemy.orm import Session

from matchmaker.models import ApiKey, Buyer, EventParticipant, Need, Outcome, ProgrammeParticipant, User
from matchmaker.services import catalog
from matchmaker.services.merging import IDENTITY, remember, settle_reviews

KIND = "buyers"
# Whatever stands on a buyer, by its id.
STANDING: tuple[Any, ...] = (Need, Outcome, User, ApiKey, EventParticipant, ProgrammeParticipant)


def merge_buyers(
    session: Session, old: Buyer, new: Buyer, *, content: str | None = None, newer_wins: bool = False
) -> None:
    """Take the newer buyer into the older one; with ``newer_wins`` its values replace, else they only fill gaps.

    ``content`` names what a record without a key of its own says of itself, to know it when it comes changed.
    """
    for name in inspect(Buyer).columns.keys():  # noqa: SIM118 - iterating the mapping gives columns
        value = getattr(new, name)
        if name not in IDENTITY and value is not None and (newer_wins or getattr(old, name) is None):
            setattr(old, name, value)
    needs = [need.id for need in new.needs]
    session.flush()
    remember(session, KIND, old, new, content)
    for table in STANDING:
        session.execute(update(table).where(table.buyer_id == new.id).values(buyer_id=old.id))
    settle_reviews(session, KIND, old.id, new.id)
    catalog.forget(session, "buyer", new.id)
    old.version += 1
    catalog.touch(session, old)
    session.flush()
    new_id = new.id
    # Nothing of what was read before knows whose the needs are now.
    session.expire_all()
    session.expunge(new)
    session.execute(delete(Buyer).where(Buyer.id == new_id).execution_options(synchronize_session=False))
    session.refresh(old)
    for need in session.scalars(select(Need).where(Need.id.in_(needs))):
        catalog.touch(session, need)
    session.flush()
