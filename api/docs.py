"""OpenAPI: blueprints under /api/v1, and how a view says what it takes and gives."""

from __future__ import annotations

from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_instance
from flask import Flask, Response, render_template, request
from flask_smorest import Api, Blueprint
from marshmallow import Schema

from api.auth import actor
from api.schemas import Point, RegionName
from matchmaker import __version__
from matchmaker.schemas import fields

PREFIX = "/api/v1"
MAX_BODY = 2 * 1024 * 1024  # bytes of one record with five hundred products
PROBLEM_STATUSES = ("400", "401", "403", "404", "409", "412", "422", "429")


def blueprint(name: str, summary: str) -> Any:
    """A blueprint of the API; who asks is settled before anything of the request is read."""
    made = Blueprint(name, name, url_prefix=PREFIX, description=summary)
    made.before_request(_known)
    return made


def _known() -> None:
    request.max_content_length = MAX_BODY
    actor()


def describe(
    view: type,
    method: str,
    summary: str,
    *,
    query_schema: type[Schema] | None = None,
    body: type[Schema] | None = None,
    answer: type[Schema] | None = None,
    status: int = 200,
) -> None:
    """Attach the description of one operation to a view class."""
    operation: dict[str, Any] = {
        "summary": summary,
        "security": [{"key": []}],
        "responses": {str(status): _answer(answer, status), **_problems()},
    }
    if query_schema is not None:
        operation["parameters"] = [{"in": "query", "schema": query_schema}]
    if body is not None:
        partial = method == "patch"
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": body(partial=partial) if partial else body}},
        }
    documented = dict(getattr(view, "_documented", {}))
    documented[method] = operation
    view._documented = documented  # type: ignore[attr-defined]
    function = getattr(view, method)

    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        return function(self, *args, **kwargs)

    wrapped.__name__, wrapped.__doc__ = method, function.__doc__
    wrapped._apidoc = {"manual_doc": operation}  # type: ignore[attr-defined]
    setattr(view, method, wrapped)


def _answer(schema: type[Schema] | None, status: int) -> dict[str, Any]:
    if status == 204:
        return {"description": "Done"}
    content = schema if schema is not None else {"type": "object"}
    return {"description": "OK", "content": {"application/json": {"schema": content}}}


def _problems() -> dict[str, Any]:
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": "Problem", "content": {"application/problem+json": reference}}
        for status in PROBLEM_STATUSES
    }


PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "path": {"type": "string"},
                    "value": {},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


def init_app(app: Flask, blueprints: list[Any]) -> None:
    """Serve the description at /api/v1/openapi.json and a page to try it at /docs."""
    app.config.update(
        API_TITLE="Temu Mitra",
        API_VERSION=__version__,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = ProblemApi(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=_schema_name)})
    _register_fields(api)
    api.spec.components.security_scheme("key", {"type": "http", "scheme": "bearer"})
    api.spec.components.schema("Problem", PROBLEM_SCHEMA)
    for one in blueprints:
        api.register_blueprint(one)
    app.add_url_rule("/docs", "docs", lambda: Response(render_template("docs.html")))


def _schema_name(schema: Any) -> str:
    """Names of schemas in the description; the one of a PATCH asks for nothing."""
    made = resolve_schema_instance(schema)
    name = type(made).__name__.removesuffix("Schema")
    return f"{name}Change" if made.partial else name


class ProblemApi(Api):  # type: ignore[misc]
    """The API's description only: errors are mapped in `api.errors`."""

    def _register_error_handlers(self) -> None:
        """Leave errors to the one table."""


def _register_fields(api: Any) -> None:
    for kind, name, shape in (
        (fields.Text, "string", None),
        (fields.Word, "string", None),
        (fields.Number, "number", None),
        (fields.Flag, "boolean", None),
        (fields.Day, "string", "date"),
        (fields.Month, "string", None),
        (RegionName, "string", None),
        (Point, "string", None),
    ):
        api.register_field(kind, name, shape)
