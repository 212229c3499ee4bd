"""A seeded HTTP fault proxy on loopback: in front of an aiohttp application of this process, or of a server elsewhere.

The proxy keeps what the platform was really asked (`log`), so that the invariants need not trust the client's account.
Its only time is the clock that it is given: an answer that never comes costs the client's whole deadline on that clock.
"""

import asyncio
import contextlib
import json
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import aiohttp
from aiohttp import web

from safety.clock import ManualClock
from tests.faults.haste import Deadlines
from tests.faults.schedule import Asked, Fault, Kind, Schedule, endpoint_of

PATIENCE = 30.0
DEADLINE = 60.0
"""What a client's whole deadline costs on the simulated clock."""
DRIP = 1.5
"""Real seconds for which an answer drips to a client that has a real deadline, which must be shorter."""
HTML = "<!doctype html><title>Selamat datang</title><h1>Masuk ke jaringan tamu</h1>"
NOTICE = b"<br />\n<b>Notice</b>:  Undefined index: lang in <b>/www/plugins/penghitung.php</b> on line <b>12</b><br />\n"
HOP = frozenset({"host", "connection", "accept-encoding", "transfer-encoding", "content-length", "content-encoding", "date"})
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Seen:
    """One request that reached the proxy: when, what, what was done to it, and how often the platform got it."""

    at: datetime
    asked: Asked
    fault: Fault | None
    passed: int
    status: int


@dataclass(frozen=True)
class _Answer:
    status: int
    body: bytes
    headers: dict[str, str]


@dataclass
class FaultProxy:
    """The misbehaviour itself, as an aiohttp middleware. `begin` starts a new story."""

    clock: ManualClock
    schedule: Schedule | None = None
    drip: float = DRIP
    deadlines: Deadlines = field(default_factory=Deadlines)
    log: list[Seen] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)
    _late: list[tuple[datetime, Callable[[], Awaitable[_Answer]]]] = field(default_factory=list)
    _kept: dict[str, _Answer] = field(default_factory=dict)

    def begin(self, schedule: Schedule | None, clock: ManualClock) -> None:
        self.schedule, self.clock = schedule, clock
        self.log, self._counts, self._late, self._kept = [], {}, [], {}

    @property
    def late(self) -> list[datetime]:
        """When requests that are still held back will reach the platform."""
        return sorted(due for due, _ in self._late)

    async def deliver(self, now: datetime) -> None:
        """Let everything through that was held back until `now`."""
        due = [act for at, act in self._late if at <= now]
        self._late = [(at, act) for at, act in self._late if at > now]
        for act in due:
            await act()

    def middleware(self) -> Any:
        @web.middleware
        async def misbehave(request: web.Request, handler: Handler) -> web.StreamResponse:
            if request.path.startswith("/__practice/"):
                return await handler(request)
            asked = await self._asked(request)
            fault = self.schedule.decide(asked) if self.schedule else None
            if fault is not None and fault.kind is Kind.RESET_BEFORE:
                return self._hang_up(request, asked, fault)
            body = await _whole(request)
            asked = Asked(asked.method, asked.endpoint, asked.nth, asked.anonymous, asked.line + body)
            return await self._act(request, handler, asked, fault)

        return misbehave

    async def _asked(self, request: web.Request) -> Asked:
        place = f"{request.method} {endpoint_of(request.path)}"
        self._counts[place] = nth = self._counts.get(place, 0) + 1
        anonymous = "Authorization" not in request.headers and not request.path.startswith("/bot")
        body = await _whole(request) if hasattr(self.schedule, "ask") else b""
        return Asked(request.method, endpoint_of(request.path), nth, anonymous, request.path_qs.encode() + b" " + body)

    async def _act(self, request: web.Request, handler: Handler, asked: Asked, fault: Fault | None) -> web.StreamResponse:
        kind = fault.kind if fault else None
        match kind:
            case Kind.EOF_BEFORE | Kind.RESET_ARRIVED:
                return self._hang_up(request, asked, fault)
            case Kind.LATE_COMMIT | Kind.BEYOND_COMMIT:
                return self._hold(request, handler, asked, fault)
            case Kind.BUSY_SECONDS | Kind.BUSY_DATE | Kind.DOWN | Kind.HTML_BEFORE | Kind.REDIRECT:
                return self._say(asked, fault, self._refusal(fault, request), 0)
        answer, passed = await _carry_out(request, handler), 1
        if kind is Kind.TWICE:
            await _carry_out(request, handler)
            passed = 2
        if not asked.writes:
            answer = self._remembered(request, answer, kind)
        match kind:
            case Kind.LOST_ANSWER:
                return self._hang_up(request, asked, fault, passed)
            case Kind.CUT_AFTER:
                return await self._cut(request, asked, fault, answer)
            case Kind.DRIP_AFTER:
                return await self._drip(request, asked, fault, answer)
        return self._say(asked, fault, _spoilt(answer, fault), passed)

    def _note(self, asked: Asked, fault: Fault | None, passed: int, status: int) -> None:
        self.log.append(Seen(self.clock.now(), asked, fault, passed, status))

    def _say(self, asked: Asked, fault: Fault | None, answer: _Answer, passed: int) -> web.Response:
        self._note(asked, fault, passed, answer.status)
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)

    def _hang_up(self, request: web.Request, asked: Asked, fault: Fault | None, passed: int = 0) -> web.Response:
        self._note(asked, fault, passed, 0)
        if request.transport is not None:
            if fault is not None and fault.kind is Kind.EOF_BEFORE:
                request.transport.close()
            else:
                request.transport.abort()
        return web.Response()

    def _hold(self, request: web.Request, handler: Handler, asked: Asked, fault: Fault) -> web.Response:
        """The client's deadline passes without an answer; the platform does it later all the same."""
        self.clock.advance(DEADLINE)
        if request.content_type == "multipart/form-data":  # aiohttp throws an upload's file away with its request
            return self._hang_up(request, asked, fault)
        due = self.clock.now() + timedelta(seconds=fault.seconds)
        self._late.append((due, lambda: _carry_out(request, handler)))
        return self._hang_up(request, asked, fault, 1)

    def _refusal(self, fault: Fault, request: web.Request) -> _Answer:
        match fault.kind:
            case Kind.BUSY_SECONDS:
                return _Answer(429, b"slow down", {"Retry-After": str(fault.seconds)})
            case Kind.BUSY_DATE:
                at = self.clock.now() + timedelta(seconds=fault.seconds)
                # A date has whole seconds: rounded up, or the platform would have named an earlier one.
                at = (at + timedelta(microseconds=999_999)).replace(microsecond=0)
                return _Answer(429, b"slow down", {"Retry-After": format_datetime(at.astimezone(UTC), usegmt=True)})
            case Kind.REDIRECT:
                target = f"{request.scheme}://{request.host}/masuk-dahulu"
                return _Answer(fault.status, b"", {"Location": target})
            case Kind.DOWN:
                return _Answer(fault.status, HTML.encode(), {"Content-Type": "text/html"})
            case _:
                return _Answer(200, HTML.encode(), {"Content-Type": "text/html"})

    def _remembered(self, request: web.Request, answer: _Answer, kind: Kind | None) -> _Answer:
        """Stale: what the same address said before; empty: a list with nothing in it."""
        before = self._kept.get(request.path_qs, answer)
        self._kept[request.path_qs] = answer
        if kind is Kind.STALE:
            return before
        return _emptied(answer) if kind is Kind.EMPTY else answer

    async def _cut(self, request: web.Request, asked: Asked, fault: Fault | None, answer: _Answer) -> web.StreamResponse:
        self._note(asked, fault, 1, answer.status)
        response = web.StreamResponse(status=answer.status, headers=answer.headers)
        response.content_length = len(answer.body) + 20
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            await response.write(answer.body[: len(answer.body) // 2])
        if request.transport is not None:
            request.transport.close()
        return response

    async def _drip(self, request: web.Request, asked: Asked, fault: Fault | None, answer: _Answer) -> web.StreamResponse:
        """A byte now and then, until the client's whole deadline is over."""
        self._note(asked, fault, 1, answer.status)
        self.clock.advance(DEADLINE)
        response = web.StreamResponse(status=answer.status, headers=answer.headers)
        response.content_length = 1000 + len(answer.body)
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            for _ in range(1 + int(self.drip / 0.05)):
                await response.write(b" ")
                await asyncio.sleep(min(self.drip, 0.05))
        self.deadlines.passed()
        if request.transport is not None:
            request.transport.abort()
        return response


async def _whole(request: web.Request) -> bytes:
    """Read the request to its end, as handlers will want it: a form can only be taken apart once."""
    if request.content_type == "multipart/form-data":
        await request.post()
        return b""
    return await request.read()


async def _carry_out(request: web.Request, handler: Handler) -> _Answer:
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = error
    body = response.body if isinstance(response, web.Response) else b""
    headers = {name: value for name, value in response.headers.items() if name.lower() not in HOP}
    return _Answer(response.status, bytes(body) if isinstance(body, bytes | bytearray) else b"", headers)


def _spoilt(answer: _Answer, fault: Fault | None) -> _Answer:
    """What is left of a good answer on its way back."""
    match fault.kind if fault else None:
        case Kind.ERROR_AFTER:
            return _Answer(fault.status if fault else 500, HTML.encode(), {"Content-Type": "text/html"})
        case Kind.HTML_AFTER:
            return _Answer(200, HTML.encode(), {"Content-Type": "text/html"})
        case Kind.WRONG_JSON_AFTER:
            return _Answer(200, b'{"status":"ok"}', {"Content-Type": "application/json"})
        case Kind.HALF_JSON_AFTER:
            return _Answer(answer.status, answer.body[: len(answer.body) // 2], answer.headers)
        case Kind.NOTICE_AFTER:
            return _Answer(answer.status, NOTICE + answer.body, answer.headers)
    return answer


def _emptied(answer: _Answer) -> _Answer:
    try:
        body = json.loads(answer.body)
    except ValueError:
        return answer
    if isinstance(body, list):
        headers = answer.headers | {n: "0" for n in answer.headers if n.lower().startswith("x-wp-total")}
        return _Answer(answer.status, b"[]", headers)
    names = [name for name in ("articles", "data") if isinstance(body.get(name), list)]
    if not names:
        return answer
    shown = {name: value for name, value in body.items() if name != "paging"} | {name: [] for name in names}
    if "meta" in body:
        shown = {"meta": {"result_count": 0}}
    return _Answer(answer.status, json.dumps(shown).encode(), answer.headers)


def forwarding_app(host: str, own: Iterable[web.RouteDef] = ()) -> web.Application:
    """An application that passes every request but its `own` on to a server elsewhere on this machine."""

    async def forward(request: web.Request) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP}
        async with (
            aiohttp.ClientSession(auto_decompress=False, timeout=aiohttp.ClientTimeout(total=PATIENCE)) as line,
            line.request(
                request.method,
                f"http://{host}{request.raw_path}",
                data=await request.read(),
                headers=headers,
                allow_redirects=False,
                skip_auto_headers=("User-Agent", "Accept", "Content-Type"),
            ) as answer,
        ):
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in HOP}
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)

    app = web.Application(client_max_size=64 * 2**20)
    app.router.add_routes(own)
    app.router.add_route("*", "/{path:.*}", forward)
    return app


class Line:
    """An event loop in a thread, with servers in it; what the world does by turns is called from outside."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="peladen-gangguan", daemon=True)
        self._runners: list[web.AppRunner] = []
        self._thread.start()

    def call(self, work: Awaitable[Any]) -> Any:
        async def _await() -> Any:
            return await work

        return asyncio.run_coroutine_threadsafe(_await(), self._loop).result(PATIENCE)

    def serve(self, app: web.Application, tls: ssl.SSLContext | None = None) -> str:
        """Open the application on a free port of loopback; its address."""
        return str(self.call(self._serve(app, tls)))

    async def _serve(self, app: web.Application, tls: ssl.SSLContext | None) -> str:
        runner = web.AppRunner(app, access_log=None, handler_cancellation=False, shutdown_timeout=0.2)
        await runner.setup()
        self._runners.append(runner)
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        port = runner.addresses[0][1]
        return f"{'https' if tls else 'http'}://127.0.0.1:{port}"

    async def _close(self) -> None:
        for runner in self._runners:
            await runner.cleanup()

    def close(self) -> None:
        self.call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()


@contextmanager
def open_line() -> Iterator[Line]:
    """A line that is open while the block runs."""
    line = Line()
    try:
        yield line
    finally:
        line.close()
