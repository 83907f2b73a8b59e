"""How answers and request bodies are written and read: JSON, pages of lists, ETags, idempotent writes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Response, request
from marshmallow import Schema
from werkzeug.http import parse_etags

from api.auth import actor
from api.errors import BadRequestError, UnsupportedMediaError
from api.extensions import session
from matchmaker.errors import ConflictError, InvalidQueryError, InvalidRecordError, Problem, StaleRecordError
from matchmaker.schemas.fields import Words
from matchmaker.schemas.reading import load
from matchmaker.services import idempotency

MAX_DEPTH = 16  # lists and objects within one another; a record has six


def json_answer(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer in JSON."""
    return Response(orjson.dumps(body), status, headers, mimetype="application/json")


def json_body() -> Any:
    """The body of the request as JSON.

    Raises
    ------
    UnsupportedMediaError
        It says that it is something else, or compressed.
    BadRequestError
        It is none: too deep, NaN, not UTF-8; or an object names a field twice, and one value would be lost.
    """
    if request.mimetype and not _is_json(request.mimetype):
        raise UnsupportedMediaError("body_not_json_type", type=request.mimetype)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMediaError("body_compressed", type=request.headers["Content-Encoding"])
    raw = request.get_data(cache=True)
    try:
        body = orjson.loads(raw)
        # orjson has seen that it is JSON of a sane depth; only the standard reader tells of names given twice.
        json.loads(raw, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise BadRequestError("body_not_json") from error
    if _deeper_than(body, MAX_DEPTH):
        raise BadRequestError("body_too_deep", levels=MAX_DEPTH)
    return body


def _deeper_than(value: Any, levels: int) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_deeper_than(part, levels - 1) for part in parts)


def _is_json(mimetype: str) -> bool:
    return mimetype == "application/json" or (mimetype.startswith("application/") and mimetype.endswith("+json"))


def _once_each(pairs: list[tuple[str, Any]]) -> None:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            raise BadRequestError("body_names_field_twice", field=name)
        seen.add(name)


def record_body(schema: Schema, *, partial: bool = False) -> dict[str, Any]:
    """The body as a clean record, read strictly."""
    clean, _ = load(schema, json_body(), strict=True, partial=partial)
    return clean


def query(schema: Schema) -> dict[str, Any]:
    """The query parameters, read strictly.

    Unknown ones are refused, because a typo would widen a search, and so are repeated ones, because only one
    would count; lists may be written with commas or by repeating the parameter.

    Raises
    ------
    InvalidQueryError
        Naming parameter and value.
    """
    given: dict[str, Any] = {}
    twice = []
    for name, values in request.args.lists():
        if name == "lang":
            continue
        given[name] = values[0]
        if len(values) > 1 and isinstance(schema.fields.get(name), Words):
            given[name] = [word for value in values for word in value.split(",")]
        elif len(values) > 1:
            twice.append(Problem(name, values[-1], "given_twice"))
    if twice:
        raise InvalidQueryError(twice)
    try:
        clean, _ = load(schema, given, strict=True)
    except InvalidRecordError as error:
        raise InvalidQueryError(error.problems) from error
    return clean


def encode_cursor(last: int) -> str:
    """An opaque cursor for what comes after."""
    return base64.urlsafe_b64encode(f"v1:{last}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None) -> int:
    """What a cursor says; 0 without one.

    Raises
    ------
    InvalidQueryError
        It is none of ours.
    """
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        version, _, last = text.partition(":")
        number = int(last)
    except (ValueError, UnicodeDecodeError):
        version, number = "", -1
    if version != "v1" or not 0 <= number < 2**63:
        raise InvalidQueryError([Problem("cursor", cursor, "unknown_words_in_query")])
    return number


def page_answer(items: list[Any], last: int | None, total: int | None, extra: dict[str, Any] | None = None) -> Response:
    """A page of a list; ``last`` is what the next page comes after, None on the last page."""
    cursor = encode_cursor(last) if last is not None else None
    headers = {}
    if cursor:
        arguments = urlencode({**request.args.to_dict(), "cursor": cursor})
        headers["Link"] = f'<{request.path}?{arguments}>; rel="next"'
    return json_answer({"items": items, "next_cursor": cursor, "total": total, **(extra or {})}, 200, headers)


def etag(record: dict[str, Any]) -> str:
    """The ETag of a record: its id, version and the reader's view of it."""
    seen = hashlib.sha256(orjson.dumps(record)).hexdigest()[:8]
    return f'"{record["id"]}-{record["version"]}-{seen}"'


def record_answer(record: dict[str, Any], status: int = 200, location: str | None = None) -> Response:
    """One record with its ETag; 304 where the caller has it already."""
    tag = etag(record)
    if request.method in ("GET", "HEAD") and _names(request.headers.get("If-None-Match"), tag.strip('"')):
        return Response(status=304, headers={"ETag": tag})
    headers = {"ETag": tag}
    if location:
        headers["Location"] = location
    return json_answer(record, status, headers)


def check_if_match(record: dict[str, Any]) -> None:
    """Refuse a change based on an older version.

    Raises
    ------
    StaleRecordError
        If-Match names another version.
    """
    wanted = request.headers.get("If-Match")
    # The view of a record differs between readers, its id and version do not.
    if wanted and not _names(wanted, f"{record['id']}-{record['version']}", _without_view):
        raise StaleRecordError(id=record["id"])


def _names(header: str | None, tag: str, read: Callable[[str], str] = str) -> bool:
    """Whether a header of ETags names this one, or any ("*"); compression adds ``:gzip`` and the like to a tag."""
    given = parse_etags(header)
    return given.star_tag or tag in {read(one.partition(":")[0]) for one in given.as_set(include_weak=True)}


def _without_view(tag: str) -> str:
    return tag.rpartition("-")[0]


def once(write: Callable[[], Response]) -> Response:
    """Do a write once per Idempotency-Key: a repeat gets the first answer, another body under the key a 409."""
    key = request.headers.get("Idempotency-Key")
    if not key:
        return write()
    who = actor()
    name = idempotency.name(key, who, request.method, request.path)
    body = hashlib.sha256(request.get_data(cache=True)).hexdigest()
    stored = idempotency.find(session(), name)
    if stored is not None:
        if stored.request_hash != body:
            raise ConflictError("idempotency_key_reused")
        headers = orjson.loads(stored.headers)
        return Response(
            stored.body, stored.status, {**headers, "Idempotent-Replayed": "true"}, mimetype="application/json"
        )
    response = write()
    kept = {name: response.headers[name] for name in ("ETag", "Location") if name in response.headers}
    idempotency.keep(
        session(), name, body, response.status_code, response.get_data(as_text=True), orjson.dumps(kept).decode()
    )
    return response
