"""The description of the interface (OpenAPI 3.1): every parameter, every answer, and an example of each.

Examples are made from what is declared: a choice shows its first value, a number a number, a date a date.
"""

from typing import Any

from ninja import NinjaAPI
from ninja.errors import ValidationError as ShapeError

from zhike.api.rest.problems import TITLES
from zhike.api.rest.shapes import Problem

SCHEMA = "#/components/schemas/"
ALWAYS = (400, 401, 403, 404, 405, 413, 429, 503)
WRITING = (409, 412, 415, 422, 507)
LIMITS = {
    name: {"schema": {"type": "integer"}} for name in ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
}
HEADERS = {
    "Idempotency-Key": "A word of your own. The same request with it is done once and answered again for a day.",
    "If-Match": "The version the change was made on, from the ETag. Refused with 412 if the row has another by now.",
}
MORE_HEADERS: dict[int, dict[str, Any]] = {
    405: {"Allow": {"schema": {"type": "string"}, "description": "The methods there are here."}},
    429: {"Retry-After": {"schema": {"type": "integer"}}},
    503: {"Retry-After": {"schema": {"type": "integer"}}},
}
BY_FORMAT = {"date": "2026-03-13", "date-time": "2026-03-12T10:00:00+08:00"}
BY_TYPE: dict[str, Any] = {"integer": 1, "number": 1, "string": "示例", "boolean": False, "null": None, "object": {}}


class Described(NinjaAPI):
    """The interface, with a description that says what ninja does not know of."""

    def validation_error_from_error_contexts(self, error_contexts: Any) -> ShapeError:
        """What is wrong with a request, with the values that ninja drops: a sentence tells nothing from something."""
        found = [one for context in error_contexts for one in context.pydantic_validation_error.errors()]
        error = super().validation_error_from_error_contexts(error_contexts)
        for fault, known in zip(error.errors, found, strict=True):
            fault["input"] = known["input"]
        return error

    def get_openapi_schema(self, **options: Any) -> Any:
        description = super().get_openapi_schema(**options)
        parts = description["components"]
        parts["schemas"]["Problem"] = Problem.model_json_schema()
        parts["responses"] = {str(status): _problem(status, title) for status, title in TITLES.items()}
        for operations in description["paths"].values():
            for method, operation in operations.items():
                _complete(method, operation, parts["schemas"])
        return description


def example_of(schema: dict[str, Any], schemas: dict[str, Any]) -> Any:
    """A value of a schema: what is required and a little more, in values that are allowed."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].removeprefix(SCHEMA)], schemas)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return example_of(schema[several][0], schemas)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema or "const" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    if "properties" in schema:
        return {name: example_of(part, schemas) for name, part in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas)]
    return schema.get("default") or BY_FORMAT.get(schema.get("format", "")) or BY_TYPE.get(schema.get("type", ""))


def _problem(status: int, title: str) -> dict[str, Any]:
    shape = {"schema": {"$ref": f"{SCHEMA}Problem"}}
    example = {"type": f"urn:zhike:{title.replace(' ', '-')}", "title": title, "status": status, "detail": title}
    headers = MORE_HEADERS.get(status, {})
    content = {"application/problem+json": {**shape, "example": example}}
    return {"description": title.capitalize(), "content": content, "headers": {**LIMITS, **headers}}


def _complete(method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    writes = method != "get"
    for response in operation["responses"].values():
        response["headers"] = LIMITS
        for content in response.get("content", {}).values():
            content["example"] = example_of(content["schema"], schemas)
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["example"] = example_of(content["schema"], schemas)
    for status in (*ALWAYS, *(WRITING if writes else ())):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{status}"}
    if writes:
        operation["parameters"] = [*operation.get("parameters", ()), *(_header(*named) for named in HEADERS.items())]


def _header(name: str, meaning: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": False, "schema": {"type": "string"}, "description": meaning}
