"""Misbehaviour on request: what lines and platforms really do at the worst moment, for the next N matching requests."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from practice.store import Store

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Action = Literal["drop_before", "drop_after", "status_500_after", "status_429", "html_200"]


class Fault(BaseModel):
    """`drop_before`: cut before anything happens. `drop_after`, `status_500_after`: it happened, but the answer is lost."""

    model_config = ConfigDict(extra="forbid")
    action: Action
    method: str = "POST"
    path: str = ""
    times: int = Field(default=1, ge=1)
    retry_after: int = 120


@dataclass
class Faults:
    """The faults that still wait for their request; one instance a member."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, path: str) -> Fault | None:
        for fault in self.waiting:
            if fault.method == method and fault.path in path:
                fault.times -= 1
                if not fault.times:
                    self.waiting.remove(fault)
                return fault
        return None


Throttled = Callable[[int], web.Response]


def middleware(faults: Faults, throttled: Throttled) -> Any:
    """An aiohttp middleware that lets the member misbehave; `throttled` is how this member says 429."""

    @web.middleware
    async def misbehave(request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = None if request.path.startswith("/__practice/") else faults.take(request.method, request.path)
        if fault is None:
            return await handler(request)
        if fault.action == "status_429":
            return throttled(fault.retry_after)
        if fault.action == "html_200":
            return web.Response(text="<html><body>Masuk ke jaringan tamu</body></html>", content_type="text/html")
        if fault.action != "drop_before":
            await handler(request)
        if fault.action == "status_500_after":
            return web.Response(status=500, text="<h1>Internal Server Error</h1>", content_type="text/html")
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    return misbehave


def add_routes(app: web.Application, faults: Faults, store: Store, member: str) -> None:
    """POST /__practice/faults asks for misbehaviour, GET /__practice/truth lists every object."""

    async def ask(request: web.Request) -> web.Response:
        faults.waiting.append(Fault.model_validate(await request.json()))
        return web.json_response({"waiting": len(faults.waiting)})

    async def truth(_request: web.Request) -> web.Response:
        return web.json_response({"member": member, "objects": store.truth(member)})

    app.router.add_post("/__practice/faults", ask)
    app.router.add_get("/__practice/truth", truth)
