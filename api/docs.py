"""OpenAPI: blueprints under /api/v1, and how a view says what it takes and gives."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, render_template, request
from flask_smorest import Api, Blueprint
from marshmallow import Schema

from api.answers import json_answer
from api.auth import actor
from api.components import components
from api.shapes import Shape, body_shape, name_of, parameters, reference
from matchmaker import __version__

PREFIX = "/api/v1"
MAX_BODY = 2 * 1024 * 1024  # bytes of one record with five hundred products
PROBLEM_TYPE = "application/problem+json"
ABOUT = (
    "Kemitraan between UMKM and buyers in Indonesia: records in, ranked and explained pairings out.\n\n"
    "Sign in with `Authorization: Bearer KEY` (`matchmaker key create`). Unknown is null: never 0, never false. "
    "Money is whole rupiah, times are UTC. Lists take `limit` and `cursor`. Sentences come in Indonesian, or in "
    "English with `Accept-Language: en`. Errors are RFC 9457 problem details with a stable `code`."
)
# What each status means, where it can come.
PROBLEMS = {
    "400": "The body is no JSON, or names a field twice.",
    "401": "No key, or one that is no longer good.",
    "403": "The key's role or region does not allow this.",
    "404": "There is no such record.",
    "409": "It contradicts what is there: another partnership, a stage that cannot follow, a reused Idempotency-Key.",
    "412": "The record changed since it was read (If-Match).",
    "413": f"The body is larger than {MAX_BODY // 2**20} MB.",
    "415": "The body is not JSON, or compressed.",
    "422": "A value will not do; `errors` names each with field, value and reason.",
    "429": "Too many requests of this key within a second.",
    "503": "The database or the catalogue cannot answer just now.",
}
ALWAYS = ("401", "403", "429", "503")
WRITES = frozenset({"post", "patch", "delete"})
IF_MATCH: Shape = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "ETag the change is based on; without it the change is made whatever the version.",
}
IF_NONE_MATCH: Shape = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "ETag at hand; 304 where it still is the present one.",
}
IDEMPOTENCY_KEY: Shape = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1},
    "description": "The same key again within a day gets the first answer and changes nothing.",
}
ETAG: Shape = {"ETag": {"schema": {"type": "string"}, "description": "Version of the record, for If-Match."}}
LOCATION: Shape = {"Location": {"schema": {"type": "string"}, "description": "Address of the record."}}
LINK: Shape = {"Link": {"schema": {"type": "string"}, "description": 'Address of the next page, rel="next".'}}
BODIES: dict[str, Shape] = {}  # shapes of request bodies by name, gathered from the views
PATH_PARAMETERS = {
    "key": "Our id, or the external id.",
    "partnership_id": "Number of the partnership.",
    "name": "Name of the report.",
    "kind": "nota_kesepahaman, perjanjian or surat_komitmen.",
    "action": "Stage to move to, or its verb: contacted or contact, agreed or agree ...",
}


def blueprint(name: str, summary: str) -> Any:
    """A blueprint of the API; who asks is settled before anything of the request is read."""
    made = Blueprint(name, name, url_prefix=PREFIX, description=summary)
    made.before_request(_known)
    made.after_request(_private)
    return made


def _known() -> None:
    request.max_content_length = MAX_BODY
    actor()


def _private(response: Response) -> Response:
    """What an answer says depends on who asks and in which language; no cache may hand it to another."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.vary.update(("Authorization", "Cookie", "Accept-Language"))
    return response


def describe(
    view: type,
    method: str,
    summary: str,
    *,
    query_schema: type[Schema] | None = None,
    body: type[Schema] | None = None,
    answer: str | Shape | None = None,
    status: int = 200,
    also: int | None = None,
    versioned: bool = False,
    optional_body: bool = False,
    file: str | None = None,
) -> None:
    """Attach the description of one operation to a view class.

    ``answer`` is the name of a component or a shape; ``also`` a second good status with the same answer;
    ``versioned`` says that the record has an ETag; ``file`` is the media type where the answer is no JSON.
    """
    operation: dict[str, Any] = {
        "operationId": f"{method}{view.__name__}",
        "summary": summary,
        "security": [{"key": []}],
        "parameters": _parameters(method, query_schema, versioned=versioned),
        "responses": _answers(method, answer, [status, *([also] if also else [])], versioned=versioned),
    }
    if body is not None:
        partial = method == "patch"
        name = name_of(body()) + ("Change" if partial else "")
        BODIES[name] = body_shape(body(), partial=partial)
        content = {"application/json": {"schema": reference(name)}}
        operation["requestBody"] = {"required": not optional_body, "content": content}
    if file is not None:
        operation["responses"]["200"]["content"] = {file: {}}
    problems = _problems(method, has_body=body is not None, has_query=query_schema is not None, versioned=versioned)
    operation["responses"] |= problems
    _attach(view, method, operation)


def _attach(view: type, method: str, operation: dict[str, Any]) -> None:
    function = getattr(view, method)

    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        return function(self, *args, **kwargs)

    wrapped.__name__, wrapped.__doc__ = method, function.__doc__
    wrapped._apidoc = {"manual_doc": operation}  # type: ignore[attr-defined]
    setattr(view, method, wrapped)


def _parameters(method: str, query_schema: type[Schema] | None, *, versioned: bool) -> list[Shape]:
    made = parameters(query_schema()) if query_schema is not None else []
    if method in WRITES:
        return [*made, *([IF_MATCH] if versioned else []), IDEMPOTENCY_KEY]
    return [*made, *([IF_NONE_MATCH] if versioned else [])]


def _answers(method: str, answer: str | Shape | None, statuses: list[int], *, versioned: bool) -> Shape:
    if statuses == [204]:
        return {"204": {"description": "Done; there is nothing to say."}}
    shape = reference(answer) if isinstance(answer, str) else answer or {"type": "object"}
    made: Shape = {"description": "Created" if 201 in statuses else "OK"}
    made["content"] = {"application/json": {"schema": shape}}
    is_page = "next_cursor" in shape.get("properties", {})
    if versioned or is_page:
        made["headers"] = LINK if is_page else ETAG
    if 201 in statuses:
        made["headers"] = ETAG | LOCATION
    found = {str(status): made | ({} if status == statuses[0] else {"description": "OK"}) for status in statuses}
    return found | ({"304": {"description": "Not changed.", "headers": ETAG}} if versioned and method == "get" else {})


def _problems(method: str, *, has_body: bool, has_query: bool, versioned: bool) -> Shape:
    statuses = {*ALWAYS, "404"}
    statuses |= {"400", "413", "415", "422"} if has_body else set()
    statuses |= {"422"} if has_query else set()
    statuses |= {"409"} if method in WRITES else set()
    statuses |= {"412"} if method in WRITES and versioned else set()
    content = {PROBLEM_TYPE: {"schema": reference("Problem")}}
    return {status: {"description": PROBLEMS[status], "content": content} for status in sorted(statuses)}


def init_app(app: Flask, blueprints: list[Any]) -> None:
    """Serve the description at /api/v1/openapi.json and a page to try it at /docs."""
    app.config.update(
        API_TITLE="Temu Mitra",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = ProblemApi(app, spec_kwargs={"info": {"description": ABOUT}, "servers": [{"url": "/"}]})
    api.spec.components.security_scheme("key", {"type": "http", "scheme": "bearer"})
    for name, shape in (components() | BODIES).items():
        api.spec.components.schema(name, shape)
    for one in blueprints:
        api.register_blueprint(one)
    app.add_url_rule("/docs", "docs", lambda: Response(render_template("docs.html")))


class ProblemApi(Api):  # type: ignore[misc]
    """The API's description only: errors are mapped in `api.errors`, and every answer is described by its view."""

    def _register_error_handlers(self) -> None:
        """Leave errors to the one table."""

    def _openapi_json(self) -> Response:
        """The description without what the framework adds of its own: a default error, shared answers."""
        description = self.spec.to_dict()
        for name in ("responses", "headers", "parameters"):
            description["components"].pop(name, None)
        for path in description["paths"].values():
            for parameter in path.get("parameters", []):
                parameter.setdefault("description", PATH_PARAMETERS.get(parameter["name"], parameter["name"]))
            for method, operation in path.items():
                if method != "parameters":
                    operation["responses"].pop("default", None)
        return json_answer(description)
