"""Under which names the Prefect server answers, and what it says with each answer."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from prefect.server.api import server
from prefect.server.api.clients import OrchestrationClient

from flows.prefect_door import HEADERS, HERE, Door, names_in
from flows.prefect_server import put_door_before

Message = MutableMapping[str, Any]


async def inside(_scope: Message, _receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Frame-Options", b"ALLOWALL"), (b"x-own", b"1")]})
    await send({"type": "http.response.body", "body": b"dalam"})


async def knock(*hosts: str, names: frozenset[str] = HERE, kind: str = "http") -> list[Message]:
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    await Door(inside, names)({"type": kind, "headers": [(b"host", host.encode()) for host in hosts]}, receive, send)
    return said


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:4200", "localhost:4210", "LOCALHOST", "[::1]:4200"])
async def test_under_its_own_names_it_opens_whatever_the_port(host: str) -> None:
    said = await knock(host)
    assert said[0]["status"] == 200
    told = {name.decode().lower(): value.decode() for name, value in said[0]["headers"]}
    assert told == {"x-own": "1", **HEADERS}
    assert len(said[0]["headers"]) == len(told), "no header stands there twice"


@pytest.mark.parametrize(
    "hosts",
    [
        (),
        ("",),
        ("jahat.example",),
        ("127.0.0.1.jahat.example",),
        ("jahat.example", "127.0.0.1"),
        ("127.0.0.1@jahat.example",),
        ("[::1",),
    ],
)
async def test_under_any_other_name_nothing_inside_is_asked(hosts: tuple[str, ...]) -> None:
    said = await knock(*hosts)
    assert said[0]["status"] == 421
    assert b"dalam" not in said[1]["body"]
    assert await knock(*hosts, kind="websocket") == [{"type": "websocket.close", "code": 1008}]


async def test_an_admin_may_add_names() -> None:
    names = names_in(" Papan.kpu.example , server ")
    assert (await knock("papan.kpu.example", names=names))[0]["status"] == 200
    assert (await knock("server:4200", names=names))[0]["status"] == 200
    assert (await knock("localhost", names=names))[0]["status"] == 200
    assert names_in("") == HERE


async def test_a_page_begins_in_colours_that_can_be_read_and_nothing_else_is_touched() -> None:
    """Without a class on its first element Prefect's form has no ground of its own: two texts lie over one another."""

    compressed: list[bool] = []

    async def prefect(
        scope: Message, _receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        told = dict(scope["headers"])
        compressed.append(b"accept-encoding" in told)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", told[b"accept"])]})
        await send({"type": "http.response.body", "body": b'<!DOCTYPE html><html lang="', "more_body": True})
        await send({"type": "http.response.body", "body": b'en"><head><title>'})

    async def asked(accept: bytes) -> list[Message]:
        said: list[Message] = []

        async def send(message: Message) -> None:
            said.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        headers = [(b"host", b"127.0.0.1"), (b"accept", accept), (b"accept-encoding", b"gzip")]
        await Door(prefect)({"type": "http", "headers": headers}, receive, send)
        return said

    start, *rest = await asked(b"text/html")
    mends = b'<script src="/tayang/password.js"></script><script src="/tayang/names.js"></script>'
    whole = b'<!DOCTYPE html><html lang="en" class="light"><head>' + mends + b"<title>"
    assert b"".join(part["body"] for part in rest) == whole
    assert dict(start["headers"])[b"content-length"] == str(len(whole)).encode()
    start, *rest = await asked(b"application/json")
    assert b"".join(part["body"] for part in rest) == b'<!DOCTYPE html><html lang="en"><head><title>'
    assert compressed == [False, True]


@pytest.mark.usefixtures("prefect_server")
async def test_the_server_s_own_automations_need_no_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """They ask the application that is served by a name of their own, and do nothing where that is refused: no dead run would
    be marked."""
    monkeypatch.setattr(server, "create_app", server.create_app)  # put back what the next line changes
    put_door_before()
    served = server.create_app(final=True)
    for host, status in (("127.0.0.1", 200), ("prefect-in-memory", 421)):
        async with AsyncClient(transport=ASGITransport(served), base_url=f"http://{host}") as browser:
            assert (await browser.get("/api/health")).status_code == status
    for _ in range(2):
        async with OrchestrationClient() as own:
            assert (await own._http_client.get("/health")).status_code == 200
