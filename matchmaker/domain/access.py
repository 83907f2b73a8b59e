"""Who may do what: one table of rules, asked by every service with the actor as an argument.

A rule names the roles that hold an action and how far it reaches: everywhere, within the actor's region, for
the buyers of the actor's association, or for the actor's own record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from matchmaker.domain.regions import lies_in

Role = Literal["admin", "dinas", "association", "buyer", "owner"]
Reach = Literal["all", "region", "association", "own"]
ROLES: tuple[Role, ...] = ("admin", "dinas", "association", "buyer", "owner")


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts. ``region`` is a Kemendagri code (2 or 5 characters); None means all regions."""

    role: Role
    name: str
    user_id: int | None = None
    key_id: int | None = None
    region: str | None = None
    association: str | None = None
    buyer_id: int | None = None
    umkm_id: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What is acted upon, as far as a rule asks: its place, its association, its owner."""

    regency_code: str | None = None
    province_code: str | None = None
    other_regency_code: str | None = None
    other_province_code: str | None = None
    association: str | None = None
    buyer_id: int | None = None
    umkm_id: int | None = None


SYSTEM = Actor(role="admin", name="system")

_EVERYONE: dict[Role, Reach] = {"admin": "all", "dinas": "all", "association": "all", "buyer": "all", "owner": "all"}
# An administrator without a region reaches everything; one with a region, or bounded by REGION_SCOPE, as far as that.
_STAFF: dict[Role, Reach] = {"admin": "region", "dinas": "region"}
_BUYER_SIDE: dict[Role, Reach] = _STAFF | {"association": "association", "buyer": "own"}
_BOTH_SIDES: dict[Role, Reach] = _BUYER_SIDE | {"owner": "own"}

RULES: dict[str, dict[Role, Reach]] = {
    "umkm.read": _EVERYONE,
    "umkm.contact": _STAFF | {"owner": "own"},
    "umkm.write": _STAFF | {"owner": "own"},
    "umkm.delete": _STAFF,
    "certificate.verify": _STAFF,
    "buyer.read": _EVERYONE,
    "buyer.contact": _BUYER_SIDE,
    "buyer.write": _BUYER_SIDE,
    "buyer.delete": _STAFF,
    "need.read": _EVERYONE,
    "need.write": _BUYER_SIDE,
    "need.delete": _BUYER_SIDE,
    "search.suppliers": {"admin": "all", "dinas": "all", "association": "all", "buyer": "all"},
    "suggestion.need": _BUYER_SIDE,
    "suggestion.umkm": _STAFF | {"owner": "own"},
    "pairing.list": _STAFF,
    "pairing.why": _BOTH_SIDES,
    "partnership.read": _BOTH_SIDES,
    "partnership.propose": _BOTH_SIDES,
    "partnership.move": _BOTH_SIDES,
    "partnership.order": _BOTH_SIDES,
    "records.import": _STAFF,
    "records.export": _STAFF,
    "report.read": _STAFF,
    "report.issue": _STAFF,
    "activity.read": _STAFF,
    "activity.write": _STAFF,
    "target.write": _STAFF,
    "model.train": {"admin": "all"},
    "user.manage": {"admin": "all"},
    "key.manage": {"admin": "all"},
}


def holds(actor: Actor, action: str) -> bool:
    """Whether the actor's role holds the action at all, whatever the target."""
    return actor.role in RULES[action]


def permits(actor: Actor, action: str, target: Target | None = None) -> bool:
    """Whether the actor may do `action` to `target`.

    A record without a region lies outside every regional scope until it is mended (CONTRACT 3), so only
    actors without a region reach it.
    """
    reach = RULES[action].get(actor.role)
    if reach is None:
        return False
    if reach == "all" or target is None:
        return reach == "all" or target is None
    if reach == "region":
        return _within_region(actor.region, target)
    if reach == "association":
        return actor.association is not None and target.association == actor.association
    return _is_own(actor, target)


def _within_region(region: str | None, target: Target) -> bool:
    if region is None:
        return True
    places = (target.regency_code, target.province_code, target.other_regency_code, target.other_province_code)
    return any(lies_in(code, region) for code in places)


def _is_own(actor: Actor, target: Target) -> bool:
    if actor.role == "owner":
        return actor.umkm_id is not None and target.umkm_id == actor.umkm_id
    return actor.buyer_id is not None and target.buyer_id == actor.buyer_id
