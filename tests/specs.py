"""Holds requests of the tests against the platforms' own specifications, where those lie on this machine.

The specifications are not ours to ship: they are looked for in `TAYANG_SPECS`, or in `shared/specs` beside the checkout.
"""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import BytesParser
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from jsonschema import Draft202012Validator

FOLDER = Path(os.environ.get("TAYANG_SPECS") or Path(__file__).parents[2] / "shared" / "specs")


CONTAINER_FIELDS = {"status_code", "status"}
"""What is asked of a container that is not published yet: Meta's guide tells of it, no object of its description does."""


def spec(name: str) -> dict[str, Any]:
    """One specification; skips the test that asks for it where it is not there."""
    file = FOLDER / name
    if not file.is_file():
        pytest.skip(f"{name} is not in {FOLDER}")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Sent:
    """One request taken apart: its fields as they were written, and its files by the name of their part."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, Any]
    files: Mapping[str, tuple[str, str]]
    """File name and MIME type."""
    headers: Mapping[str, str]
    kind: str


def read_whole(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The request with a body that can be looked at after it was sent, where it would have been read while it was sent."""
    if request.body is not None and not isinstance(request.body, bytes | str):
        request.body = b"".join(request.body)
    return request


def sent(request: requests.PreparedRequest) -> Sent:
    """Take a request apart as its server would."""
    parts, kind = urlsplit(request.url or ""), str(request.headers.get("Content-Type", ""))
    body = request.body.encode() if isinstance(request.body, str) else request.body or b""
    form: dict[str, Any] = {}
    files: dict[str, tuple[str, str]] = {}
    if kind.startswith("application/json"):
        form = json.loads(body)
    elif kind.startswith("multipart/form-data"):
        for name, part in _parts(kind, bytes(body)):
            if (filename := part.get_filename()) is not None:
                files[name] = (filename, part.get_content_type())
            else:
                form[name] = bytes(part.get_payload(decode=True)).decode()  # type: ignore[arg-type]  # bytes when decoded
    elif body:
        form = dict(parse_qsl(bytes(body).decode(), keep_blank_values=True))
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Sent(str(request.method), parts.path, query, form, files, dict(request.headers), kind.split(";")[0])


def _parts(kind: str, body: bytes) -> Iterator[tuple[str, Message]]:
    whole = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    for part in whole.get_payload():
        assert isinstance(part, Message)
        yield str(part.get_param("name", header="content-disposition")), part


def telegram_faults(request: requests.PreparedRequest, api: Mapping[str, Any]) -> list[str]:
    """What the Bot API's specification has against a request: unknown or missing fields, wrong types, files sent for nothing."""
    told = sent(request)
    method = api["methods"].get(told.path.rpartition("/")[2])
    if method is None:
        return [f"unknown method {told.path.rpartition('/')[2]}"]
    fields = {field["name"]: field for field in method.get("fields", [])}
    texts = dict(told.query) | dict(told.form)
    loose = told.kind != "application/json"
    used = {name.removeprefix("attach://") for name in _attached(texts)}
    given = set(texts) | (set(told.files) - used)
    faults = [f"{name} is not a field" for name in sorted(given - set(fields))]
    faults += [f"{name} is missing" for name, field in fields.items() if field["required"] and name not in given]
    faults += [f"{name} names no part" for name in sorted(used - set(told.files))]
    for name, value in texts.items():
        if name in fields and not any(_is(value, kind, api, loose) for kind in fields[name]["types"]):
            faults.append(f"{name} is not {' or '.join(fields[name]['types'])}")
    for name in set(told.files) & set(fields):
        if "InputFile" not in fields[name]["types"]:
            faults.append(f"{name} takes no file")
    return faults


def _attached(texts: Mapping[str, Any]) -> Iterator[str]:
    media = texts.get("media", "[]")
    for one in json.loads(media) if isinstance(media, str) else media:
        if str(one.get("media", "")).startswith("attach://"):
            yield str(one["media"])


def _is(value: Any, kind: str, api: Mapping[str, Any], loose: bool) -> bool:
    """Whether a value is of one of Telegram's types. In a form and a query everything but a string is JSON."""
    if kind == "String":
        return isinstance(value, str)
    if loose and isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return False
    if kind.startswith("Array of "):
        return isinstance(value, list) and all(_is(one, kind.removeprefix("Array of "), api, False) for one in value)
    plain = {"Integer": int, "Float": float, "Boolean": bool, "True": bool}
    if kind in plain:
        return isinstance(value, plain[kind]) and (kind in ("Boolean", "True")) == isinstance(value, bool)
    return _is_object(value, api["types"].get(kind, {}), api)


def _is_object(value: Any, told: Mapping[str, Any], api: Mapping[str, Any]) -> bool:
    if subtypes := told.get("subtypes"):
        return any(_is(value, one, api, False) for one in subtypes)
    fields = {field["name"]: field for field in told.get("fields", [])}
    return (
        isinstance(value, dict)
        and set(value) <= set(fields)
        and all(name in value for name, field in fields.items() if field["required"])
        and all(any(_is(one, kind, api, False) for kind in fields[name]["types"]) for name, one in value.items())
    )


def graph_faults(request: requests.PreparedRequest, object_spec: Mapping[str, Any], edge: str) -> list[str]:
    """What Meta's specification of one object's edge has against a request: an unknown edge, unknown or missing fields, types."""
    told = sent(request)
    known = [api for api in object_spec["apis"] if api["method"] == told.method and (api.get("endpoint") or "") == edge]
    if not known:
        return [f"{told.method} {edge or 'the object itself'} is not in the specification"]
    params = {param["name"]: param for param in known[0]["params"]}
    given = {**told.query, **told.form}
    everywhere = {"fields", "limit", "after", "since", "appsecret_proof"}
    faults = [f"{name} is not a field of {edge}" for name in sorted(set(given) - set(params) - everywhere)]
    if told.method == "GET" and not edge:
        known_fields = {field["name"] for field in object_spec["fields"]} | {
            str(api.get("endpoint")) for api in object_spec["apis"]
        }
        known_fields |= CONTAINER_FIELDS
        faults += [
            f"{name} is no field of the object" for name in _named(str(given.get("fields", ""))) if name not in known_fields
        ]
    faults += [f"{name} is missing" for name, param in params.items() if param["required"] and name not in given]
    faults += [
        f"{name} is not a {params[name]['type']}" for name in set(given) & set(params) if not _fits(given[name], params[name])
    ]
    return faults


def _named(fields: str) -> list[str]:
    """The names in a list of fields, without what is asked below each of them."""
    outside, depth = "", 0
    for character in fields:
        depth += (character in "{(") - (character in "})")
        outside += character if depth == 0 and character not in "})" else ""
    return [name.partition(".")[0] for name in outside.split(",") if name]


def _fits(value: Any, param: Mapping[str, Any]) -> bool:
    text = str(value)
    match param["type"]:
        case "unsigned int" | "int" | "datetime":
            return text.isdigit()
        case "bool":
            return text in ("true", "false")
        case "string":
            return bool(text)
    return bool(text) and "" not in text.split(",")


def openapi_faults(
    request: requests.PreparedRequest, api: Mapping[str, Any], also: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """What an OpenAPI description has against a request: unknown or missing fields, wrong types, a missing token. `also`: what
    a parameter is called beside its name in the description."""
    whole = sent(request)
    told = replace(whole, query={also.get(name, name): value for name, value in whole.query.items()})
    found = [path for path in api["paths"] if _leads(path, told.path)]
    path = min(found, key=lambda one: one.count("{"), default="")
    operation = api["paths"].get(path, {}).get(told.method.lower())
    if operation is None:
        return [f"unknown operation {told.method} {told.path}"]
    told_of = [_resolved(one, api) for one in (*api["paths"][path].get("parameters", []), *operation.get("parameters", []))]
    queries = {one["name"]: one["schema"] for one in told_of if one["in"] == "query"}
    places = {one["name"]: one["schema"] for one in told_of if one["in"] == "path"}
    faults = [f"{name} is no parameter of {path}" for name in sorted(set(told.query) - set(queries))]
    faults += [
        f"{name} is not right: {told.query[name]}"
        for name in told.query
        if not _holds(told.query[name], queries.get(name, {}), api)
    ]
    for name, value in zip(path.split("/"), told.path.split("/"), strict=True):
        if name.startswith("{") and not _holds(value, places.get(name.strip("{}"), {}), api):
            faults.append(f"{name} is not right: {value}")
    if not _signed(told, operation.get("security") or []):
        faults.append(f"{path} is asked without a token")
    return faults + list(_body_faults(told, operation.get("requestBody"), api))


def _leads(path: str, asked: str) -> bool:
    parts, wanted = path.split("/"), asked.split("/")
    return len(parts) == len(wanted) and all(a == b or a.startswith("{") for a, b in zip(parts, wanted, strict=True))


def _resolved(part: Mapping[str, Any], api: Mapping[str, Any]) -> Mapping[str, Any]:
    while (reference := part.get("$ref")) is not None:
        found: Any = api
        for name in str(reference).removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def _signed(told: Sent, security: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a request carries what one of the ways to sign in wants: a token, or a signature with the user's keys."""
    by = str(told.headers.get("Authorization", ""))
    keys = any("UserToken" in way for way in security)
    return not security or by.startswith("Bearer ") or (keys and by.startswith("OAuth "))


def _holds(value: str, schema: Mapping[str, Any], api: Mapping[str, Any]) -> bool:
    """Whether a value of a path or a query is what its schema says, read as the schema wants it read."""
    whole = _resolved(schema, api)
    read: Any = value
    match whole.get("type"):
        case "boolean":
            read = {"true": True, "false": False}.get(value, value)
        case "integer":
            read = int(value) if value.isdecimal() else value
        case "array":
            read = value.split(",")
    return Draft202012Validator({**whole, "components": api.get("components", {})}).is_valid(read)


def _body_faults(told: Sent, body: Mapping[str, Any] | None, api: Mapping[str, Any]) -> Iterator[str]:
    if body is None:
        if told.form or told.files:
            yield "takes no body"
        return
    content = body["content"].get(told.kind)
    if content is None:
        yield f"takes no {told.kind or 'empty body'}"
        return
    # A post with pictures and words is both of two kinds at once: in earnest the description means any of them.
    schema = {("anyOf" if name == "oneOf" else name): value for name, value in content["schema"].items()}
    known = dict(_properties(schema, api))
    texts = {name: _counted(value, known.get(name, {})) for name, value in told.form.items()}
    given: dict[str, Any] = {**texts, **dict.fromkeys(told.files, "berkas")}
    yield from (f"{name} is no field" for name in sorted(set(given) - set(known)))
    # Any of several kinds: whichever kind it is, every field must also be what it is said to be.
    each = {"properties": {name: known[name] for name in set(given) & set(known)}}
    for error in Draft202012Validator({"allOf": [schema, each], "components": api["components"]}).iter_errors(given):
        yield error.message
    for name in set(told.files) & set(known):
        if "binary" not in (kind.get("format") for kind in (known[name], *known[name].get("anyOf", ()))):
            yield f"{name} takes no file"


def _counted(value: Any, schema: Mapping[str, Any]) -> Any:
    """A number as a form writes it."""
    return int(value) if schema.get("type") == "integer" and isinstance(value, str) and value.isdecimal() else value


def _properties(schema: Mapping[str, Any], api: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every field that an object may have, in whichever of its kinds."""
    if (reference := schema.get("$ref")) is not None:
        yield from _properties(api["components"]["schemas"][reference.rpartition("/")[2]], api)
    for inner in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        yield from _properties(inner, api)
    yield from schema.get("properties", {}).items()
