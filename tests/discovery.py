"""Holds requests of the tests against the discovery document with which Google's own client library speaks."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import googleapiclient
import requests

_PLAIN = {"string": str, "boolean": bool, "integer": int, "number": (int, float)}


@cache
def document(name: str) -> dict[str, Any]:
    """One API's description, as the library ships it."""
    file = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents" / f"{name}.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def discovery_faults(request: requests.PreparedRequest, api: Mapping[str, Any]) -> list[str]:
    """What the description has against a request: unknown method, parameters, fields of the body, a missing right."""
    parts = urlsplit(request.url or "")
    method = _method(api, str(request.method), parts.path)
    if method is None:
        return [f"unknown method {request.method} {parts.path}"]
    known = {**api["parameters"], **method.get("parameters", {})}
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    faults = [f"{name} is no parameter of {method['id']}" for name in given if name not in known]
    faults += [f"{name} is missing" for name, told in known.items() if told.get("required") and name not in given]
    faults += [fault for name in given if name in known for fault in _value(name, given[name], known[name])]
    if not str(request.headers.get("Authorization", "")).startswith("Bearer "):
        faults.append("asked without a token")
    body = request.body.decode() if isinstance(request.body, bytes) else request.body
    if "request" not in method:
        return faults + (["takes no body"] if body else [])
    return faults + list(_object("body", json.loads(body or "{}"), method["request"], api))


def rights(api: Mapping[str, Any], request: requests.PreparedRequest) -> set[str]:
    """The rights any one of which allows a request."""
    method = _method(api, str(request.method), urlsplit(request.url or "").path)
    return {scope.rpartition("/")[2] for scope in (method or {}).get("scopes", [])}


def _method(api: Mapping[str, Any], verb: str, path: str) -> Mapping[str, Any] | None:
    for method in _methods(api):
        upload = method.get("mediaUpload", {}).get("protocols", {}).get("simple", {}).get("path")
        if method["httpMethod"] == verb and path in (upload, f"/{method['path']}"):
            return method
    return None


def _methods(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from node.get("methods", {}).values()
    for inner in node.get("resources", {}).values():
        yield from _methods(inner)


def _value(name: str, value: str, told: Mapping[str, Any]) -> Iterator[str]:
    match told.get("type"):
        case "integer" if not value.isdecimal() or not int(told.get("minimum", 0)) <= int(value) <= int(
            told.get("maximum", 2**31)
        ):
            yield f"{name} is out of range: {value}"
        case "boolean" if value not in ("true", "false"):
            yield f"{name} is no boolean: {value}"
    if value not in told.get("enum", [value]):
        yield f"{name} may not be {value}"


def _object(where: str, value: Any, schema: Mapping[str, Any], api: Mapping[str, Any]) -> Iterator[str]:
    told = api["schemas"][schema["$ref"]] if "$ref" in schema else schema
    kind = told.get("type")
    if kind == "object":
        if not isinstance(value, dict):
            yield f"{where} is no object"
            return
        fields = told.get("properties", {})
        for name, inner in value.items():
            if name in fields:
                yield from _object(f"{where}.{name}", inner, fields[name], api)
            else:
                yield f"{where}.{name} is no field"
    elif kind == "array":
        for inner in value if isinstance(value, list) else [None]:
            yield from _object(f"{where}[]", inner, told["items"], api)
    elif not isinstance(value, _PLAIN[str(kind)]) or (kind != "boolean" and isinstance(value, bool)):
        yield f"{where} is no {kind}"
    elif value not in told.get("enum", [value]):
        yield f"{where} may not be {value}"
