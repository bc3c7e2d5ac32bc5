"""The JSON interface's description, made from the very schemas that validate.

@blueprint.post("/evidences")
@signed_in
@endpoint(EvidenceUpload, EvidenceReceipt, status=201, summary="...")
def post_evidence(body: EvidenceUpload) -> ...
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.json_schema import models_json_schema

from services.errors import Invalid
from services.texts import N_
from webapp.json_body import parse_json

ENDPOINT = "openapi_endpoint"


class Body(BaseModel):
    """A request or an answer: no field beyond the named ones, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Problem(BaseModel):
    """An error (RFC 9457); `current`, in a conflict, is what the server holds."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    outbox: str
    fields: dict[str, str] | None = None
    current: dict[str, Any] | None = None


class Endpoint:
    def __init__(self, takes: type[Body] | None, gives: type[Body] | None, status: int, summary: str) -> None:
        self.takes, self.gives, self.status, self.summary = takes, gives, status, summary


def endpoint(
    takes: type[Body] | None = None, gives: type[Body] | None = None, *, status: int = 200, summary: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Validates the body against `takes`, sends what the view returns as `gives`, describes both."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def call(**path: Any) -> Any:
            result = view(**path, **({"body": read_body(takes)} if takes else {}))
            return _send(result, status)

        setattr(call, ENDPOINT, Endpoint(takes, gives, status, summary))
        return call

    return decorate


def read_body(schema: type[Body]) -> Body:
    """The request's JSON as `schema`; raises Invalid with each wrong field by name."""
    if request.mimetype != "application/json":
        raise Invalid("unsupported_media_type", N_("application/json으로 보내 주세요."))
    try:
        return schema.model_validate(parse_json(request.get_data(cache=False)))
    except ValidationError as error:
        fields = {".".join(map(str, e["loc"])) or "body": str(e["msg"]) for e in error.errors()}
        raise Invalid("invalid_body", fields=fields) from None


def describe(app: Flask) -> dict[str, Any]:
    """The OpenAPI 3.1 document of every view that carries an `@endpoint`."""
    found = [
        (rule, described)
        for rule in app.url_map.iter_rules()
        if (described := getattr(app.view_functions[rule.endpoint], ENDPOINT, None))
    ]
    models = {model for _, e in found for model in (e.takes, e.gives) if model} | {Problem}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema(
        [(model, "validation") for model in ordered], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, Any] = {}
    for rule, described in sorted(found, key=lambda pair: pair[0].rule):
        operations = paths.setdefault(_path_of(rule.rule), {})
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            operations[method.lower()] = _operation(rule, described)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Balgil", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas.get("$defs", {})},
    }


def _path_of(rule: str) -> str:
    """`/a/<id:b>` as OpenAPI writes it: `/a/{b}`."""
    parts = (part.split(":")[-1].rstrip(">") if part.startswith("<") else None for part in rule.split("/"))
    return "/".join(
        f"{{{name.lstrip('<')}}}" if name else part for name, part in zip(parts, rule.split("/"), strict=True)
    )


def _operation(rule: Any, described: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": described.summary,
        "operationId": rule.endpoint.replace(".", "_"),
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in sorted(rule.arguments)
        ],
        "responses": {
            str(described.status): _content(described.gives, "application/json"),
            "default": _content(Problem, "application/problem+json"),
        },
    }
    if described.takes:
        operation["requestBody"] = {"required": True} | _content(described.takes, "application/json")
    return operation


def _content(model: type[BaseModel] | None, mimetype: str) -> dict[str, Any]:
    if model is None:
        return {"description": "OK"}
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {
        "description": (model.__doc__ or model.__name__).strip(),
        "content": {mimetype: {"schema": schema}},
    }


def _send(result: Any, status: int) -> Response:
    if isinstance(result, Response):
        return result
    model, status = result if isinstance(result, tuple) else (result, status)
    response = jsonify(model.model_dump(mode="json")) if isinstance(model, BaseModel) else jsonify(model)
    response.status_code = status
    return response
