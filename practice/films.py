"""What platforms do with a film once its bytes are there: they take their time, and some films they cannot use."""

from collections.abc import Mapping
from html import escape
from typing import Any, Protocol

from aiohttp import web

from practice.store import Store, Thing

ASKS = 2
"""So often a platform that is asked says that it is still at work."""


class Owner(Protocol):
    """A member of the town; its memory may be exchanged while it runs."""

    store: Store


def add_routes(app: web.Application, owner: Owner, member: str) -> None:
    """POST /__practice/films: how often to be still at work with the next films, why to fail with them, after how many bytes
    to break off the next upload."""

    async def change(request: web.Request) -> web.Response:
        asked = await request.json()
        owner.store.set(f"{member}:asks", str(asked.get("asks", ASKS)))
        owner.store.set(f"{member}:fails", str(asked.get("fails", "")))
        owner.store.set(f"{member}:cut", str(asked.get("cut", "")))
        return web.json_response({})

    app.router.add_post("/__practice/films", change)


def begun(store: Store, member: str, data: bytes) -> dict[str, Any]:
    """What a member remembers of a film whose bytes it has just got."""
    trouble = store.setting(f"{member}:fails") or ("" if is_film(data) else "unreadable")
    return {"asks": int(store.setting(f"{member}:asks") or ASKS), "fails": trouble}


def at_work(store: Store, member: str, thing: Thing) -> bool:
    """Whether the member is still at work with a film; being asked brings the end nearer."""
    left = int(thing.body.get("asks", 0))
    if left:
        thing.body["asks"] = left - 1
        store.save(member, thing)
    return left > 0


def is_film(data: bytes) -> bool:
    """Whether these bytes are an MP4 file with its table of contents."""
    return data[4:8] == b"ftyp" and b"moov" in data


def shown(source: str, told: str) -> str:
    """A film on a post's page."""
    return f'<video controls preload="none" src="{escape(source)}" aria-label="{escape(told)}"></video>'


def medium(told: Mapping[str, Any]) -> str:
    """A picture or a film of a post as its page shows it."""
    source = f"/gambar/{told['picture']}"
    if told.get("film"):
        return shown(source, told["alt"])
    return f'<img src="{escape(source)}" alt="{escape(told["alt"])}">'
