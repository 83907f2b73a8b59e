"""Rows that name a record by its name where a key is asked: the one record of that name, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from matchmaker.errors import Problem
from matchmaker.models import Buyer, RecordAlias, RecordMerge, Umkm
from matchmaker.services.import_groups import Group
from matchmaker.services.import_kin import same_name
from matchmaker.spreadsheets.records import SourceRow

Refuse = Callable[[SourceRow, Problem], None]
PREFETCH = 500  # names looked up at once


def name_buyers(session: Session, source: str, groups: Iterable[Group], refuse: Refuse) -> list[Group]:
    """Give needs that name their buyer instead of its key that buyer's key; the others stay as they are.

    Buyers of the same source come first, then those of any other, then those into which one of this name was merged. A
    name that several buyers bear refuses the rows: nobody can tell whose the need is.
    """
    listed = list(groups)
    said = {str(g.clean["buyer_external_id"]) for g in listed}
    keys = set(_known(session, said))
    named = _named(session, Buyer, source, said - keys)
    elsewhere = {name for name in said - keys if same_name(name) not in named}
    named |= _not_ours(session, source, _named(session, Buyer, None, elsewhere))
    gone = {name for name in elsewhere if same_name(name) not in named}
    named |= _merged(session, Buyer, source, gone, of_source=False)
    kept = []
    for one in listed:
        name = str(one.clean["buyer_external_id"])
        matches = [] if name in keys else named.get(same_name(name), [])
        if _refused(one, "buyer_external_id", name, matches, refuse):
            continue
        if matches:
            one.clean["buyer_external_id"] = matches[0]
        kept.append(one)
    return kept


def _not_ours(session: Session, source: str, named: dict[str, list[str]]) -> dict[str, list[str]]:
    """Names found elsewhere without those whose key means somebody else in this source."""
    keys = {key for found in named.values() for key in found}
    query = select(Buyer.external_id).where(Buyer.source == source, Buyer.external_id.in_(keys))
    taken = set(session.scalars(query)) if keys else set()
    return {name: found for name, found in named.items() if not taken.intersection(found)}


def attach_products(
    session: Session, source: str, groups: Iterable[Group], known: Iterable[bool], refuse: Refuse
) -> list[Group]:
    """Give lists of products that name their business and nothing else to the one business of that name.

    ``known`` tells, group by group, whether such a list came before. A name that several businesses bear refuses
    the rows.
    """
    listed = list(groups)
    lone = [id(g) for g, there in zip(listed, known, strict=True) if not there and names_only(g)]
    said = {str(g.clean["name"]) for g in listed if id(g) in lone}
    named = _named(session, Umkm, source, said)
    gone = {name for name in said if same_name(name) not in named}
    named |= _merged(session, Umkm, source, gone, of_source=True)
    kept = []
    for one in listed:
        matches = named.get(same_name(one.clean["name"]), []) if id(one) in lone else []
        if _refused(one, "name", str(one.clean.get("name")), matches, refuse):
            continue
        if matches:
            one.clean["external_id"] = matches[0]
        kept.append(one)
    return kept


def names_only(one: Group) -> bool:
    """Whether a record says nothing of its business but its name, its region and its products."""
    said = {name for name, value in one.clean.items() if value not in (None, [])}
    return "products" in said and said <= {"name", "products", "province", "regency"}


def _refused(one: Group, field: str, name: str, matches: Sequence[str], refuse: Refuse) -> bool:
    if len(matches) < 2:
        return False
    for row in one.rows:
        refuse(row, Problem(field, name, "several_of_this_name", {"count": len(matches)}))
    return True


def _known(session: Session, keys: Iterable[str]) -> Iterable[str]:
    listed = sorted(keys)
    for start in range(0, len(listed), PREFETCH):
        part = listed[start : start + PREFETCH]
        yield from session.scalars(select(Buyer.external_id).where(Buyer.external_id.in_(part)))


def _named(
    session: Session, table: type[Umkm] | type[Buyer], source: str | None, names: Iterable[str]
) -> dict[str, list[str]]:
    """Keys of the records of a source, or of all, by name, blind to case."""
    found: dict[str, list[str]] = {}
    listed = sorted({" ".join(name.split()).lower() for name in names})
    for start in range(0, len(listed), PREFETCH):
        part = listed[start : start + PREFETCH]
        query = select(table.name, table.external_id).where(func.lower(table.name).in_(part))
        if source is not None:
            query = query.where(table.source == source)
        for name, external_id in session.execute(query):
            found.setdefault(same_name(name), []).append(external_id)
    return found


def _merged(
    session: Session, table: type[Umkm] | type[Buyer], source: str, names: Iterable[str], *, of_source: bool
) -> dict[str, list[str]]:
    """Keys of the records that stayed, by the names of those that a person merged into them.

    The alias that a merge leaves leads to whatever record stayed last, however often that one was merged on.
    ``of_source`` asks for names that the file's own source gave. A key that means somebody else in it is left out.
    """
    wanted = {same_name(name) for name in names}
    if not wanted:
        return {}
    gone = {name: RecordMerge.gone[name].as_string() for name in ("name", "source", "external_id")}
    query = (
        select(gone["name"], table.id, table.external_id)
        .join(RecordAlias, and_(RecordAlias.external_id == gone["external_id"], RecordAlias.source == gone["source"]))
        .join(table, table.id == RecordAlias.record_id)
        .where(RecordMerge.kind == table.__tablename__, RecordAlias.kind == table.__tablename__)
        .where(RecordMerge.undone_at.is_(None))
        .distinct()
    )
    rows = session.execute(query.where(gone["source"] == source) if of_source else query).all()
    stayed = [(same_name(name), one, key) for name, one, key in rows if same_name(name) in wanted]
    ours = select(table.external_id, table.id).where(
        table.source == source, table.external_id.in_({key for _, _, key in stayed})
    )
    meant = dict(session.execute(ours).all()) if stayed else {}
    found: dict[str, list[str]] = {}
    for name, one, key in stayed:
        if meant.get(key, one) == one:
            found.setdefault(name, []).append(key)
    return found
