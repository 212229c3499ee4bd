"""A kept page stays as small as what it shows, however often the page names it."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from bs4 import BeautifulSoup

from links import copy, offline
from links.check import Expectation
from links.offline import single_file
from links.session import Answer, open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock

BASE = "https://kpu.example"
SIZE = 30_000


def answer(path: str, kind: str, body: bytes) -> Answer:
    return Answer(BASE + path, 200, "OK", (("Content-Type", kind),), (), body, body, "")


PICTURE = answer("/foto.png", "image/png", b"\x89PNG" + b"x" * SIZE)
PAPER = answer("/sk-12.pdf", "application/pdf", b"%PDF" + b"x" * SIZE)
FOUND = {one.url: one for one in (PICTURE, PAPER)}


def kept(body: str) -> BeautifulSoup:
    page = answer("/berita", "text/html", f"<html><body>{body}</body></html>".encode())
    return BeautifulSoup(single_file(page, FOUND, datetime(2026, 11, 23, tzinfo=UTC), "0" * 64), "lxml")


@pytest.fixture
def small_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for three of these pictures."""
    monkeypatch.setattr(offline, "INLINED", 3 * len(PICTURE.body))


@pytest.mark.usefixtures("small_room")
@pytest.mark.parametrize(
    "named",
    ['<img src="/foto.png">', '<video poster="/foto.png"></video>', '<i style="background: url(/foto.png)"></i>'],
    ids=["img", "poster", "style"],
)
def test_a_picture_that_is_named_a_thousand_times_fills_no_memory(named: str) -> None:
    told = str(kept(named * 1000))
    assert told.count("data:image/png") == 3
    assert "/foto.png" not in told


@pytest.mark.usefixtures("small_room")
def test_styles_pictures_and_papers_share_one_room() -> None:
    told = str(kept('<style>p { background: url(/foto.png) }</style><img src="/foto.png">' * 2 + '<a href="/sk-12.pdf">SK</a>'))
    assert told.count("base64,") == 3
    assert f'title="{PAPER.url}"' in told


def test_a_paper_that_is_linked_four_times_is_kept_once_and_every_link_leads_to_it() -> None:
    soup = kept('<p><a href="/sk-12.pdf">SK</a></p>' + '<a href="/sk-12.pdf#page=2">SK, halaman 2</a>' * 3)
    first, *others = soup("a")
    assert first["href"].startswith("data:application/pdf")
    assert first["download"] == "sk-12.pdf"
    assert {(link["href"], link["title"]) for link in others} == {(f"#{first['id']}", PAPER.url)}


def test_a_link_that_has_a_name_of_its_own_keeps_it() -> None:
    first, second = kept('<a id="sk" href="/sk-12.pdf">SK</a><a href="/sk-12.pdf">SK</a>')("a")
    assert (first["id"], second["href"]) == ("sk", "#sk")


@pytest.mark.usefixtures("small_room")
def test_pictures_that_no_reader_sees_take_no_room_from_those_that_are_seen() -> None:
    """Sites that load pictures late name each a second time for browsers without scripts."""
    soup = kept('<noscript><img src="/foto.png"></noscript><img data-src="/foto.png">' * 3)
    assert [image["src"][:5] for image in soup("img")] == ["data:"] * 3


async def test_a_large_page_is_read_beside_the_other_looks_and_keeps_none_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight megabytes of markup take seconds to parse; on the event loop every other look would stand still."""
    where: dict[str, set[threading.Thread]] = {}

    def watched(name: str, done: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any) -> Any:
            where.setdefault(name, set()).add(threading.current_thread())
            return done(*args)

        return noted

    for name in ("requisites", "parse", "shows_something_else", "css_addresses"):
        monkeypatch.setattr(copy, name, watched(name, getattr(copy, name)))

    async def serve(request: web.Request) -> web.Response:
        if request.path.endswith(".css"):
            return web.Response(text="p { margin: 0 }", content_type="text/css")
        return web.Response(text='<title>Berita</title><link rel="stylesheet" href="/a.css">', content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/{tail:.*}", serve)])
    async with (
        TestServer(app) as server,
        open_session(AddressPolicy(frozenset({f"{server.host}:{server.port}"}))) as session,
    ):
        url = f"http://{server.host}:{server.port}/berita"
        done = await copy.keep(session, url, tmp_path / "salinan", SystemClock(), expected=Expectation(url, "Berita"))
    assert done.path is not None, done.problems
    assert where.keys() == {"requisites", "parse", "shows_something_else", "css_addresses"}
    assert [name for name, threads in where.items() if threading.current_thread() in threads] == []
