"""The door of the Prefect server: it answers only under its own names, and its pages run and load nothing that is not theirs.

Prefect checks a password. What it leaves open: a page of somebody else that makes the browser call this server by a foreign
name (DNS rebinding), that lays the forms invisibly under a button of its own (framing), and what a stored text could load.
And two things for people (`prefect_pages/`): who follows a link to a form without having given the password in that browser
would see "not found" instead of the question for it; and Prefect's buttons and fields have no names for a screen reader to say.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from language.say import later, t

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
NAMES = "TAYANG_PREFECT_HOSTS"
"""The variable with more names under which the server may be called, a comma between them."""
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_PLAIN, _COLOURED = b'<html lang="en">', b'<html lang="en" class="light">'
"""Prefect's pages give themselves no colours before somebody chooses some: a form stands on what is below it, unreadable."""
_HEAD = b"<head>"
_MENDS = b'<head><script src="/tayang/password.js"></script><script src="/tayang/names.js"></script>'
_COLOURS = b'<link rel="stylesheet" href="/tayang/colours.css"></head>'
_OURS = {
    f"/tayang/{name}": (kind, (Path(__file__).parent / "prefect_pages" / name).read_text("utf-8"))
    for name, kind in {
        "password.js": b"text/javascript; charset=utf-8",
        "names.js": b"text/javascript; charset=utf-8",
        "colours.css": b"text/css; charset=utf-8",
    }.items()
}
"""What is added to Prefect's pages. The style sheet comes last, after Prefect's own."""
_KEPT_BACK = (b"accept-encoding", b"if-none-match", b"if-modified-since")
_REFUSED = later("Alamat ini tidak dikenal server Prefect tayang; bukalah lewat 127.0.0.1.")


def names_in(text: str) -> frozenset[str]:
    """The names of this machine, and those that the variable adds."""
    return HERE | {name.strip().lower() for name in text.split(",") if name.strip()}


class Door:
    """An ASGI application before another one."""

    def __init__(self, app: Callable[..., Awaitable[None]], names: Iterable[str] = HERE) -> None:
        self._app, self._names = app, frozenset(names)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif not self._knows(scope):
            await _refuse(scope, send)
        elif scope["type"] == "http" and (ours := _OURS.get(scope.get("path", ""))):
            await _answer(_with_headers(send), 200, *ours)
        elif scope["type"] == "http" and _wants_a_page(scope):
            headers = [(name, value) for name, value in scope["headers"] if name not in _KEPT_BACK]
            await self._app({**scope, "headers": headers}, receive, _made_ready(_with_headers(send)))
        else:
            await self._app(scope, receive, _with_headers(send))

    def _knows(self, scope: Message) -> bool:
        called = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
        return len(called) == 1 and _host(called[0]) in self._names


def _host(called: str) -> str:
    try:
        return urlsplit(f"//{called}").hostname or ""
    except ValueError:
        return ""


async def _refuse(scope: Message, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await _answer(send, 421, b"text/plain; charset=utf-8", t(_REFUSED))


async def _answer(send: Send, status: int, kind: bytes, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
            taken = set(HEADERS)
            others = [(name, value) for name, value in message.get("headers", ()) if name.decode("latin-1").lower() not in taken]
            message = {**message, "headers": [*others, *own]}
        await send(message)

    return sent


def _wants_a_page(scope: Message) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _made_ready(send: Send) -> Send:
    """Send what is HTML whole, with light colours until somebody chooses others and with what is ours; everything else as it
    comes."""
    held: list[Message] = []

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start" and _is_html(message):
            held.append(message)
        elif held and message["type"] == "http.response.body":
            held.append(message)
            if not message.get("more_body"):
                start, body = held[0], b"".join(part.get("body", b"") for part in held[1:])
                body = body.replace(_PLAIN, _COLOURED, 1).replace(_HEAD, _MENDS, 1).replace(b"</head>", _COLOURS, 1)
                others = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
                await send({**start, "headers": [*others, (b"content-length", str(len(body)).encode())]})
                await send({"type": "http.response.body", "body": body})
        else:
            await send(message)

    return sent


def _is_html(message: Message) -> bool:
    return any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in message.get("headers", ()))
