"""What a request to the Bot API carries, taken apart as strictly as Telegram takes it."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

PHOTO, FILE = 10 * 2**20, 50 * 2**20
MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


class Denied(Exception):
    """What Telegram says no to: the code and the description of its answer."""

    def __init__(self, description: str, code: int = 400) -> None:
        super().__init__(description)
        self.code = code


async def given_in(request: web.Request) -> tuple[dict[str, Any], dict[str, web.FileField]]:
    """Its fields and its files, sent as query, form or JSON."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        return given | await request.json(), {}
    form = await request.post()
    return (
        given | {name: value for name, value in form.items() if isinstance(value, str)},
        {name: value for name, value in form.items() if isinstance(value, web.FileField)},
    )


def json_of(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise Denied("Bad Request: can't parse JSON object") from None


def words_of(given: Mapping[str, Any], name: str, most: int, what: str) -> str:
    text = str(given.get(name, "")).strip()
    if len(text) > most:
        raise Denied(f"Bad Request: {what} is too long")
    return text


def measured_of(given: Mapping[str, Any]) -> None:
    for name in ("width", "height", "duration"):
        if name in given and not str(given[name]).isdecimal():
            raise Denied(f"Bad Request: can't parse {name}")


def file_of(kind: str, sent: web.FileField | None) -> tuple[str, str, bytes]:
    if sent is None:
        raise Denied(f"Bad Request: there is no {kind} in the request")
    data = sent.file.read()
    if len(data) > (PHOTO if kind == "photo" else FILE):
        raise Denied("Request Entity Too Large", 413)
    if kind == "photo" and not data.startswith(MAGIC):
        raise Denied("Bad Request: IMAGE_PROCESS_FAILED")
    if kind == "video" and data[4:8] != b"ftyp":
        raise Denied("Bad Request: wrong file type, the stand-in takes MP4 only")
    return sent.filename, sent.content_type, data
