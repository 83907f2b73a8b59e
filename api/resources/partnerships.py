"""`/partnerships`: propose, move, record what was bought."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView

from api.answers import check_if_match, decode_cursor, json_answer, once, page_answer, query, record_answer, record_body
from api.auth import actor
from api.components import page_of
from api.docs import blueprint, describe
from api.downloads import DOCX, download
from api.extensions import parts, session
from api.schemas import DraftQuery, MoveSchema, OrderSchema, PartnershipQuery, ProposalSchema
from api.shapes import reference
from matchmaker.errors import InvalidRecordError, Problem
from matchmaker.services import agreements, needs, partnerships, proposals, umkm

PAGE = 50
LISTED = page_of(reference("Partnership"))

blp = blueprint("partnerships", "Kemitraan")


class PartnershipList(MethodView):
    """The pipeline."""

    def get(self) -> Response:
        """Partnerships in reach, newest first."""
        wanted = query(PartnershipQuery())
        limit = wanted.pop("limit", None) or PAGE
        after = decode_cursor(wanted.pop("cursor", None))
        found, total = partnerships.page(session(), actor(), after=after, limit=limit + 1, **wanted)
        items = [partnerships.record(one) for one in found[:limit]]
        return page_answer(items, items[-1]["id"] if len(found) > limit else None, total)

    def post(self) -> Response:
        """Propose a pairing."""
        return once(self._propose)

    def _propose(self) -> Response:
        body = record_body(ProposalSchema())
        partnership = proposals.propose(
            parts().catalog,
            session(),
            actor(),
            umkm.get(session(), actor(), **_named(body, "umkm")),
            needs.get(session(), actor(), **_named(body, "need")),
            product_id=body.get("product_id"),
            pattern=body.get("pattern"),
            note=body.get("note"),
        )
        record = partnerships.record(partnership)
        return record_answer(record, 201, f"/api/v1/partnerships/{partnership.id}")


def _named(body: dict[str, Any], noun: str) -> dict[str, Any]:
    """How a record was named: an external id is never taken for one of ours."""
    ours, theirs = body.get(f"{noun}_id"), body.get(f"{noun}_external_id")
    if not ours and not theirs:
        raise InvalidRecordError([Problem(f"{noun}_id", None, "required")])
    return {"key": ours or theirs, "by": "id" if ours else "external_id"}


class PartnershipItem(MethodView):
    """One partnership."""

    def get(self, partnership_id: int) -> Response:
        """One partnership with its events and orders."""
        return record_answer(partnerships.record(partnerships.get(session(), actor(), partnership_id)))


class PartnershipMove(MethodView):
    """A move along the pipeline."""

    def post(self, partnership_id: int, action: str) -> Response:
        """Move to the stage the action names (contacted, sample, negotiation, agreed, active, ended, ...)."""
        return once(lambda: self._move(partnership_id, action))

    def _move(self, partnership_id: int, action: str) -> Response:
        partnership = partnerships.get(session(), actor(), partnership_id)
        check_if_match(partnerships.record(partnership))
        body = record_body(MoveSchema()) if request.get_data(cache=True) else {}
        partnerships.move(session(), actor(), partnership, action, body.get("reason"), value_idr=body.get("value_idr"))
        return record_answer(partnerships.record(partnership))


class PartnershipOrders(MethodView):
    """What was really bought."""

    def post(self, partnership_id: int) -> Response:
        """Record a purchase; the first makes an agreed partnership active."""
        return once(lambda: self._order(partnership_id))

    def _order(self, partnership_id: int) -> Response:
        partnership = partnerships.get(session(), actor(), partnership_id)
        check_if_match(partnerships.record(partnership))
        order = partnerships.add_order(session(), actor(), partnership, record_body(OrderSchema()))
        return json_answer(partnerships.order_record(order), 201)


class PartnershipDraft(MethodView):
    """What an agreement could say, for a lawyer to check."""

    def get(self, partnership_id: int, kind: str) -> Response:
        """A draft as a Word file, filled from the records; what is not known stays a visible blank."""
        pattern = query(DraftQuery()).get("pattern")
        name, content = agreements.draft(session(), actor(), partnership_id, kind, pattern)
        return download(content, name)


describe(PartnershipList, "get", "Partnerships in reach", query_schema=PartnershipQuery, answer=LISTED)
describe(PartnershipList, "post", "Propose a pairing", body=ProposalSchema, status=201, answer="Partnership")
describe(PartnershipItem, "get", "One partnership", answer="Partnership", versioned=True)
describe(
    PartnershipMove,
    "post",
    "Move a partnership",
    body=MoveSchema,
    optional_body=True,
    answer="Partnership",
    versioned=True,
)
describe(
    PartnershipOrders,
    "post",
    "Record a purchase",
    body=OrderSchema,
    status=201,
    answer="OrderRecord",
    versioned=True,
)
describe(PartnershipDraft, "get", "A draft agreement (Word)", query_schema=DraftQuery, file=DOCX)
blp.add_url_rule("/partnerships", "partnerships", PartnershipList)
blp.add_url_rule("/partnerships/<int:partnership_id>", "partnership", PartnershipItem)
blp.add_url_rule("/partnerships/<int:partnership_id>/orders", "partnership_orders", PartnershipOrders)
blp.add_url_rule("/partnerships/<int:partnership_id>/<action>", "partnership_move", PartnershipMove)
blp.add_url_rule("/partnerships/<int:partnership_id>/drafts/<kind>", "partnership_draft", PartnershipDraft)
