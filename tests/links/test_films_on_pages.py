"""A film on a page is seen to its last byte when it is proved, by its length afterwards, and kept beside the copy."""

import asyncio
import hashlib
import re
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
import pytest_asyncio
from aiohttp import web
from bs4 import BeautifulSoup

from links.check import Check, Expectation, ExpectedFilm, check
from links.copy import Copy, keep, verify_copy
from links.kept_films import fetch_films
from links.problems import Verdict
from links.session import Bounds, Budget, Download, FetchFailed, WebSession, open_session
from links.social import Medium, SentPost, keep_social
from safety.addresses import AddressPolicy
from safety.clock import Clock, SystemClock

FILM = (Path(__file__).parent.parent / "films" / "film.mp4").read_bytes()
OTHER = bytes(len(FILM))
EXPECTED = ExpectedFilm(hashlib.sha256(FILM).hexdigest(), len(FILM), "film.mp4")
LONG = 40 * 2**20
SHOWN = {
    "sama": '<figure><video controls src="/v/film.mp4"></video></figure>',
    "sumber": '<video><source src="/v/lain.mp4"><source src="/v/film-0123.mp4"></video>',
    "tautan": '<a href="/v/film.mp4?unduh=1">Unduh</a>',
    "pindah": '<video src="/v/pindah.mp4"></video>',
    "berubah": '<video src="/v/film-berubah.mp4"></video>',
    "pendek": '<video src="/v/film-pendek.mp4"></video>',
    "hilang": '<video src="/v/hilang.mp4"></video>',
    "tanpa": "<p>Tanpa film</p>",
    "mogok": '<video src="/v/mogok.mp4"></video>',
    "panjang": '<video src="/v/panjang.mp4"></video>',
    "ngawur": '<video src="/v/ngawur.mp4"></video>',
    "macet": "".join(f'<video src="/v/macet-{n}.mp4"></video>' for n in range(2)) + '<video src="/v/film.mp4"></video>',
    "jebakan": '<video src="http://169.254.169.254/film.mp4"></video>',
}


@dataclass
class Site:
    base: str = ""
    read: list[str] = field(default_factory=list)

    async def page(self, request: web.Request) -> web.Response:
        text = f"<title>Rapat pleno</title><h1>Rapat pleno</h1>{SHOWN[request.match_info['name']]}"
        return web.Response(text=text, content_type="text/html")

    async def film(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name == "pindah.mp4":
            return web.Response(status=302, headers={"Location": "/v/film.mp4"})
        if name == "ngawur.mp4":
            return web.Response(status=302, headers={"Location": "http://[::1/"})
        if name == "mogok.mp4":
            return web.Response(status=503)
        if name.startswith("macet"):
            return await self.stalled(request)
        if name == "panjang.mp4":
            return await self.long(request)
        bodies = {"film.mp4": FILM, "film-0123.mp4": FILM, "film-berubah.mp4": OTHER, "film-pendek.mp4": FILM[:-1]}
        if name not in bodies:
            return web.Response(status=404)
        response = web.StreamResponse(headers={"Content-Type": "video/mp4", "Content-Length": str(len(bodies[name]))})
        await response.prepare(request)
        await response.write(bodies[name])
        self.read.append(name)
        return response

    async def stalled(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(LONG)})
        await response.prepare(request)
        await response.write(FILM)
        await asyncio.Event().wait()
        return response

    async def long(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(LONG)})
        await response.prepare(request)
        for _ in range(LONG // 2**20):
            await response.write(bytes(2**20))
        return response


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    app = web.Application()
    app.add_routes([web.get("/p/{name}", made.page), web.get("/v/{name}", made.film)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


async def look(site: Site, name: str, *, whole: bool = True, expected: ExpectedFilm = EXPECTED) -> Check:
    async with open_session(AddressPolicy(frozenset({site.base.removeprefix("http://")}))) as session:
        wanted = Expectation(f"{site.base}/p/{name}", "Rapat pleno", films=(expected,), whole=whole)
        return await check(session, wanted, SystemClock())


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("name", "verdict", "codes"),
    [
        ("sama", Verdict.LIVE, ()),
        ("sumber", Verdict.LIVE, ()),
        ("tautan", Verdict.LIVE, ()),
        ("pindah", Verdict.LIVE, ()),
        ("pendek", Verdict.LIVE_WARN, ("film_changed",)),
        ("hilang", Verdict.DEAD, ("film_missing",)),
        ("tanpa", Verdict.DEAD, ("film_missing",)),
        ("mogok", Verdict.UNKNOWN, ("film_unclear",)),
        ("jebakan", Verdict.DEAD, ("film_missing",)),
        ("ngawur", Verdict.DEAD, ("film_missing",)),
    ],
)
async def test_a_film_is_there_or_it_is_told_how_not(
    site: Site, name: str, verdict: Verdict, codes: tuple[str, ...], whole: bool
) -> None:
    seen = await look(site, name, whole=whole)
    assert (seen.verdict, seen.codes) == (verdict, codes)


async def test_other_bytes_of_the_same_length_are_seen_by_who_reads_them_all(site: Site) -> None:
    assert (await look(site, "berubah")).codes == ("film_changed",)
    assert (await look(site, "berubah", whole=False)).codes == ()


async def test_a_nightly_look_asks_for_the_length_and_a_proof_for_the_bytes(site: Site) -> None:
    proved = await look(site, "sama")
    assert [(film.url, film.sha256, film.ok) for film in proved.films] == [(f"{site.base}/v/film.mp4", EXPECTED.sha256, True)]
    nightly = await look(site, "sama", whole=False)
    assert [(film.sha256, film.ok) for film in nightly.films] == [("", True)]


async def test_a_long_film_is_proved_without_being_held(site: Site) -> None:
    digest = hashlib.sha256()
    for _ in range(LONG // 2**20):
        digest.update(bytes(2**20))
    tracemalloc.start()
    try:
        seen = await look(site, "panjang", expected=ExpectedFilm(digest.hexdigest(), LONG, "panjang.mp4"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert seen.codes == ()
    assert peak < LONG // 2


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


async def copied(site: Site, name: str, dest: Path) -> Copy:
    async with open_session(AddressPolicy(frozenset({site.base.removeprefix("http://")}))) as session:
        return await keep(session, f"{site.base}/p/{name}", dest, SystemClock())


@pytest.mark.parametrize("name", ["sama", "sumber", "tautan", "pindah"])
async def test_the_copy_keeps_the_film_beside_it_and_plays_it(site: Site, name: str, tmp_path: Path) -> None:
    copy = await copied(site, name, tmp_path / "20261121T000000")
    assert copy.path is not None
    (film,) = copy.path.glob("film-*")
    assert film.read_bytes() == FILM
    page = BeautifulSoup((copy.path / "salinan.html").read_bytes(), "lxml")
    shown = [str(tag.get("src") or tag.get("href")) for tag in page.select("video[src], a[href]")]
    assert shown == [film.name]
    assert verify_copy(copy.path, copy.manifest_sha256) == []
    assert names(tmp_path) == ["20261121T000000"]


async def test_a_film_that_was_changed_or_taken_away_from_the_copy_is_noticed(site: Site, tmp_path: Path) -> None:
    copy = await copied(site, "sama", tmp_path / "salinan")
    assert copy.path is not None
    (film,) = copy.path.glob("film-*")
    film.write_bytes(OTHER)
    assert [found.code for found in verify_copy(copy.path)] == ["copy_file_changed"]
    film.unlink()
    assert [found.code for found in verify_copy(copy.path)] == ["copy_file_missing"]


@pytest.mark.parametrize(
    ("name", "reason"), [("hilang", "404"), ("mogok", "503"), ("jebakan", "forbidden"), ("ngawur", "unreachable")]
)
async def test_a_film_that_cannot_be_kept_is_told_and_the_page_is_kept(
    site: Site, name: str, reason: str, tmp_path: Path
) -> None:
    copy = await copied(site, name, tmp_path / "salinan")
    assert copy.path is not None
    assert [one.reason for one in copy.missing] == [reason]
    assert not re.search(rb"<video[^>]* src=", (copy.path / "salinan.html").read_bytes())
    assert verify_copy(copy.path, copy.manifest_sha256) == []


async def test_films_that_stop_coming_are_left_and_the_next_one_is_kept(site: Site, tmp_path: Path) -> None:
    policy = AddressPolicy(frozenset({site.base.removeprefix("http://")}))
    async with asyncio.timeout(30), open_session(policy, Bounds(stalled_seconds=0.3)) as session:
        copy = await keep(session, f"{site.base}/p/macet", tmp_path / "salinan", SystemClock())
    assert [one.reason for one in copy.missing] == ["timeout"] * 2
    assert copy.path is not None
    assert [film.read_bytes() for film in copy.path.glob("film-*")] == [FILM]


async def test_all_films_of_a_page_have_one_patience_together(tmp_path: Path) -> None:
    """Twenty that drip would hold a sweep for half a day."""
    left: list[float] = []

    class Dripping:
        async def download(self, _url: str, _clock: Clock, budget: Budget, *_: object) -> Download:
            left.append(budget.left)
            budget.spend(2000)
            raise FetchFailed("timeout")

    films = [f"http://a.example/{number}.mp4" for number in range(3)]
    kept = await fetch_films(cast("WebSession", Dripping()), films, tmp_path, SystemClock())
    assert [*kept.missing.values()] == ["timeout"] * 3
    assert left == [left[0], left[0] - 2000, 0]


def test_the_copy_of_a_post_keeps_its_film(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(FILM)
    media = (Medium("film satu.mp4", "video/mp4", tmp_path / "film.mp4", "Palu <diketuk>"),)
    post = SentPost("telegram", "https://t.me/kpu/1", "1", "Rapat", "Isi", media)
    copy = keep_social(post, {"state": "public"}, tmp_path / "salinan", SystemClock().now(), {})
    assert copy.path is not None
    assert (copy.path / "kiriman-01-film satu.mp4").read_bytes() == FILM
    page = BeautifulSoup((copy.path / "salinan.html").read_bytes(), "lxml")
    assert page.select("video")[0]["src"] == "kiriman-01-film%20satu.mp4"
    assert page.select("video")[0]["aria-label"] == "Palu <diketuk>"
    assert verify_copy(copy.path, copy.manifest_sha256) == []
