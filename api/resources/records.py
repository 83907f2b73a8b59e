"""`/umkm`, `/buyers`, `/needs`: the records of CONTRACT 3. One view class serves the three nouns."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import Schema

from api.answers import (
    check_if_match,
    decode_cursor,
    once,
    page_answer,
    query,
    record_answer,
    record_body,
)
from api.auth import actor
from api.components import page_of
from api.docs import blueprint, describe
from api.extensions import session
from api.schemas import BuyerQuery, NeedQuery, UmkmQuery
from api.shapes import name_of, reference
from matchmaker.domain.access import Actor
from matchmaker.schemas.buyers import BuyerSchema
from matchmaker.schemas.needs import NeedSchema
from matchmaker.schemas.umkm import UmkmSchema
from matchmaker.services import records

PAGE = 50

blp = blueprint("records", "UMKM, pembeli, dan kebutuhan")


class ListView(MethodView):
    """A page of records, or a new one."""

    kind: str
    schema: Schema
    query_schema: Schema

    def get(self) -> Response:
        """A page of records in the order of their ids."""
        filters = query(self.query_schema)
        limit = filters.pop("limit", None) or PAGE
        after = decode_cursor(filters.pop("cursor", None))
        found, total = records.page(session(), actor(), self.kind, after=after, limit=limit + 1, filters=filters)
        shown = found[:limit]
        last = shown[-1]["id"] if len(found) > limit else None
        return page_answer(shown, last, total)

    def post(self) -> Response:
        """Create a record; one whose external id is known already is brought up to date instead."""
        return once(self._create)

    def _create(self) -> Response:
        created, record = records.create(session(), actor(), self.kind, record_body(self.schema))
        return record_answer(record, 201 if created else 200, f"/api/v1/{self.kind}/{record['id']}")


class ItemView(MethodView):
    """One record."""

    kind: str
    schema: Schema

    def get(self, key: str) -> Response:
        """One record by our id or its external id."""
        return record_answer(records.read(session(), actor(), self.kind, key))

    def patch(self, key: str) -> Response:
        """Change some fields: absent keeps, null clears; products merge."""
        return once(lambda: self._change(key))

    def _change(self, key: str) -> Response:
        who = actor()
        check_if_match(records.read(session(), who, self.kind, key))
        clean = record_body(self.schema, partial=True)
        return record_answer(records.change(session(), who, self.kind, key, clean))

    def delete(self, key: str) -> Response:
        """Delete a record that no partnership stands on."""
        return once(lambda: self._delete(key))

    def _delete(self, key: str) -> Response:
        who: Actor = actor()
        check_if_match(records.read(session(), who, self.kind, key))
        records.remove(session(), who, self.kind, key)
        return Response(status=204)


NOUNS: tuple[tuple[str, type[Schema], type[Schema]], ...] = (
    ("umkm", UmkmSchema, UmkmQuery),
    ("buyers", BuyerSchema, BuyerQuery),
    ("needs", NeedSchema, NeedQuery),
)


def _views(kind: str, schema: type[Schema], query_schema: type[Schema]) -> None:
    shared: dict[str, Any] = {"kind": kind, "schema": schema()}
    listing = type(f"{kind.title()}List", (ListView,), {**shared, "query_schema": query_schema()})
    item = type(f"{kind.title()}Item", (ItemView,), shared)
    record = f"{name_of(schema())}Record"
    describe(listing, "get", f"List {kind}", query_schema=query_schema, answer=page_of(reference(record)))
    describe(listing, "post", f"Create {kind}", body=schema, status=201, also=200, answer=record)
    describe(item, "get", f"One of {kind}", answer=record, versioned=True)
    describe(item, "patch", f"Change one of {kind}", body=schema, answer=record, versioned=True)
    describe(item, "delete", f"Delete one of {kind}", status=204, versioned=True)
    blp.add_url_rule(f"/{kind}", f"{kind}_list", listing)
    blp.add_url_rule(f"/{kind}/<key>", f"{kind}_item", item)


for _kind, _schema, _query in NOUNS:
    _views(_kind, _schema, _query)
