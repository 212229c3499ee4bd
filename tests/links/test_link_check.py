"""Every awkward page gets the verdict that a careful clerk would give it."""

import asyncio
import gzip
import hashlib
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from io import BytesIO

import pytest
import pytest_asyncio
from aiohttp import web
from PIL import Image

from links.check import Check, Expectation, ExpectedImage, check
from links.problems import WORDINGS, Verdict
from links.session import Bounds, open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock

TITLE = "KPU Tetapkan “Daftar Pemilih” – Triwulan IV"
PLAIN = 'KPU Tetapkan "Daftar Pemilih" - Triwulan IV'
MARKER = "tayang-7f3a9c"


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


RED, BLUE = picture("red"), picture("blue")
EXPECTED = (ExpectedImage(hashlib.sha256(RED).hexdigest(), "foto.png"),)


def article(head: str = "", body: str = "", title: str = TITLE, image: str = "/m/foto.png") -> str:
    return (
        f"<!doctype html><html><head><title>{title} – KPU</title>{head}</head><body><h1>{title}</h1>"
        f'<img src="{image}"><p>Isi berita.</p>{body}</body></html>'
    )


def page(text: str, status: int = 200, **headers: str) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def to(place: str, status: int = 302) -> web.Response:
    return web.Response(status=status, headers={"Location": place})


class Site:
    """The awkward website; counts what it is asked and how many requests it serves at once."""

    def __init__(self) -> None:
        self.cookies: list[str] = []
        self.agents: set[str] = set()
        self.now = self.most = 0
        self.secret_port = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.agents.add(request.headers["User-Agent"])
        if "Cookie" in request.headers:
            self.cookies.append(request.headers["Cookie"])
        name = request.match_info["name"]
        special = getattr(self, f"do_{name.replace('-', '_')}", None)
        if special:
            return await special(request)
        if name.startswith("chain"):
            left = int(name[5:])
            return to(f"/p/chain{left - 1}", 301) if left else page(article())
        answer = PAGES[name]
        return answer() if callable(answer) else page(answer)

    async def do_hang(self, request: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async def do_drip(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(b"<")
            await asyncio.sleep(0.02)

    async def do_huge(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(4096):
            await response.write(b"x" * 65536)
        return response

    async def do_truncated(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "9000"})
        await response.prepare(request)
        await response.write(article().encode())
        assert request.transport is not None
        request.transport.close()
        return response

    async def do_reset(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def do_slow(self, request: web.Request) -> web.StreamResponse:
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.1)
        self.now -= 1
        return page(article())

    async def do_to_secret(self, request: web.Request) -> web.StreamResponse:
        return to(f"http://127.0.0.1:{self.secret_port}/rahasia")

    async def image(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        bodies = {"foto.png": RED, "asli.png": RED, "foto-300x200.png": BLUE, "foto-1.png": b"<html>bukan gambar"}
        return web.Response(body=bodies[name], content_type="image/png") if name in bodies else web.Response(status=404)


def bomb() -> web.Response:
    packer = zlib.compressobj(9, wbits=31)
    body = packer.compress(b"\0" * 60_000_000) + packer.flush()
    return web.Response(body=body, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})


def zipped(cut: int | None = None) -> Callable[[], web.Response]:
    body = gzip.compress(article().encode())[:cut]
    return lambda: web.Response(body=body, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})


PAGES: dict[str, str | Callable[[], web.Response]] = {
    "good": article(),
    "plain-quotes": article(title=PLAIN),
    "marker-only": article(title="Judul diperbaiki", body=f'<span hidden data-t="{MARKER}"></span>'),
    "own-canonical": article('<link rel="canonical" href="/p/own-canonical/">'),
    "gzip": zipped(),
    "srcset": article(image="/m/foto-300x200.png").replace("<p>", '<img srcset="/m/foto-300x200.png 300w, /m/asli.png 800w"><p>'),
    "about-404": article(body="<p>Pesan 404, halaman tidak ditemukan, sering muncul.</p>"),
    "base-latin": lambda: web.Response(
        body=article(title="KPU").encode("latin-1", "ignore"), headers={"Content-Type": "text/html"}
    ),
    "other-canonical": article('<link rel="canonical" href="/p/lain">'),
    "noindex": article('<meta name="robots" content="noindex,follow">'),
    "x-noindex": lambda: page(article(), **{"X-Robots-Tag": "noindex"}),
    "once-moved": lambda: to("/p/good", 301),
    "refresh-good": '<title>…</title><meta http-equiv="refresh" content="0; url=/p/good">pindah',
    "changed-image": article(image="/m/foto-300x200.png"),
    "big-but-right": article(body="<p>" + "x" * 600_000),
    "title-in-text": f"<title>KPU</title><body><p>{TITLE} dibuka.</p><img src=/m/foto.png>",
    "not-found": lambda: page("x", 404),
    "gone": lambda: page("x", 410),
    "soft-404": "<title>Halaman Tidak Ditemukan</title><h1>Ups</h1>" + "x" * 900,
    "soft-404-english": "<title>KPU</title><h1>404 – Page not found</h1>",
    "soft-404-echo": f"<title>Tidak ditemukan: {TITLE}</title><h1>Tidak ditemukan</h1>",
    "wrong-article": article(title="Rapat pleno terbuka"),
    "listing": f'<title>Berita</title><h1>Berita</h1><h2><a href="/p/good">{TITLE}</a></h2>',
    "defaced": "<title>Hacked by X</title><h1>HACKED BY X</h1>",
    "parked": "<title>Domain for sale</title><h1>kpu.example</h1>",
    "to-home": lambda: to("/"),
    "to-404": lambda: to("/p/not-found"),
    "refresh-404": '<title>…</title><meta http-equiv="Refresh" content="1;URL=\'/p/not-found\'">',
    "loop-a": lambda: to("/p/loop-b"),
    "loop-b": lambda: to("/p/loop-a"),
    "foreign-canonical": article('<link rel="canonical" href="https://judi.example/slot">'),
    "pdf": lambda: web.Response(body=b"%PDF-1.7", content_type="application/pdf"),
    "image-gone": article(image="/m/hilang.png"),
    "image-broken": article(image="/m/foto-1.png"),
    "to-metadata": lambda: to("http://169.254.169.254/latest/meta-data/"),
    "to-file": lambda: to("file:///etc/passwd"),
    "to-login": lambda: to("/wp-login.php?redirect_to=x"),
    "to-masuk": lambda: to("/masuk"),
    "forbidden": lambda: page("x", 403),
    "busy": lambda: page("x", 429, **{"Retry-After": "9"}),
    "error": lambda: page("x", 500),
    "maintenance": lambda: page("x", 503),
    "linkedin": lambda: page("x", 999),
    "wall": "<title>Just a moment...</title><body>Memeriksa",
    "empty": lambda: page(""),
    "blank": lambda: page(" \n "),
    "bomb": bomb,
    "half-gzip": zipped(60),
    "not-gzip": lambda: web.Response(body=b"x" * 99, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"}),
    "brotli": lambda: web.Response(body=b"x" * 99, headers={"Content-Encoding": "br", "Content-Type": "text/html"}),
    "cookie": lambda: page(article(), **{"Set-Cookie": "sid=rahasia"}),
    "bad-location": lambda: to("http://[::1/"),
    "deep": "<div>" * 20000,
    "bad-charset": lambda: web.Response(body=article().encode(), headers={"Content-Type": "text/html; charset=tak-ada"}),
}

LIVE, WARN, UNKNOWN, DEAD = Verdict.LIVE, Verdict.LIVE_WARN, Verdict.UNKNOWN, Verdict.DEAD
CASES: list[tuple[str, Verdict, str]] = [
    *[(name, LIVE, "") for name in ("good", "plain-quotes", "marker-only", "own-canonical", "gzip", "srcset", "about-404")],
    *[(name, LIVE, "") for name in ("cookie", "bad-charset", "chain0")],
    ("chain8", WARN, "redirected"),
    ("once-moved", WARN, "redirected"),
    ("refresh-good", WARN, "redirected"),
    ("other-canonical", WARN, "canonical_differs"),
    ("noindex", WARN, "noindex"),
    ("x-noindex", WARN, "noindex"),
    ("changed-image", WARN, "image_changed"),
    ("big-but-right", WARN, "too_big"),
    ("title-in-text", WARN, "title_in_text_only"),
    ("not-found", DEAD, "not_found"),
    ("gone", DEAD, "not_found"),
    ("soft-404", DEAD, "soft_404"),
    ("soft-404-english", DEAD, "soft_404"),
    ("soft-404-echo", DEAD, "soft_404"),
    ("wrong-article", DEAD, "content_missing"),
    ("base-latin", DEAD, "content_missing"),
    ("listing", DEAD, "content_missing"),
    ("deep", DEAD, "content_missing"),
    ("defaced", DEAD, "soft_404"),
    ("parked", DEAD, "soft_404"),
    ("to-home", DEAD, "redirect_home"),
    ("to-404", DEAD, "not_found"),
    ("refresh-404", DEAD, "not_found"),
    ("loop-a", DEAD, "redirect_loop"),
    ("chain15", DEAD, "too_many_redirects"),
    ("foreign-canonical", DEAD, "foreign_canonical"),
    ("pdf", DEAD, "not_html"),
    ("image-gone", DEAD, "image_missing"),
    ("image-broken", DEAD, "image_missing"),
    ("to-metadata", DEAD, "redirect_forbidden"),
    ("to-file", DEAD, "redirect_forbidden"),
    ("to-secret", DEAD, "redirect_forbidden"),
    ("to-login", UNKNOWN, "login"),
    ("to-masuk", UNKNOWN, "login"),
    ("forbidden", UNKNOWN, "refused_status"),
    ("busy", UNKNOWN, "refused_status"),
    ("error", UNKNOWN, "server_error"),
    ("maintenance", UNKNOWN, "server_error"),
    ("linkedin", UNKNOWN, "bot_wall"),
    ("wall", UNKNOWN, "bot_wall"),
    ("empty", UNKNOWN, "empty"),
    ("blank", UNKNOWN, "empty"),
    ("truncated", UNKNOWN, "truncated"),
    ("half-gzip", UNKNOWN, "truncated"),
    ("not-gzip", UNKNOWN, "encoding"),
    ("brotli", UNKNOWN, "encoding"),
    ("bomb", UNKNOWN, "too_big_to_tell"),
    ("huge", UNKNOWN, "too_big_to_tell"),
    ("hang", UNKNOWN, "timeout"),
    ("drip", UNKNOWN, "timeout"),
    ("reset", UNKNOWN, "unreachable"),
    ("bad-location", UNKNOWN, "odd_status"),
]


@dataclass
class Town:
    site: Site
    base: str
    policy: AddressPolicy
    strangers: list[str] = field(default_factory=list)


async def serve(routes: list[web.RouteDef]) -> tuple[web.AppRunner, int]:
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, int(runner.addresses[0][1])


@pytest_asyncio.fixture
async def town() -> AsyncIterator[Town]:
    site, strangers = Site(), list[str]()

    def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        strangers.append(str(writer.get_extra_info("peername")))
        writer.close()

    secret = await asyncio.start_server(stranger, "127.0.0.1", 0)
    site.secret_port = secret.sockets[0].getsockname()[1]
    runner, port = await serve([web.get("/p/{name}", site.handle), web.get("/m/{name}", site.image)])
    yield Town(site, f"http://127.0.0.1:{port}", AddressPolicy(frozenset({f"127.0.0.1:{port}"})), strangers)
    await runner.cleanup()
    secret.close()


def codes(result: Check) -> set[str]:
    return {problem.code for problem in result.problems}


async def look(town: Town, name: str, seconds: float = 5.0) -> Check:
    async with open_session(town.policy, Bounds(request_seconds=seconds)) as session:
        return await check(session, Expectation(f"{town.base}/p/{name}", TITLE, MARKER, EXPECTED), SystemClock())


@pytest.mark.parametrize(("name", "verdict", "code"), CASES, ids=[case[0] for case in CASES])
async def test_awkward_page_gets_its_verdict(town: Town, name: str, verdict: Verdict, code: str) -> None:
    result = await look(town, name, 0.3 if name in ("hang", "drip") else 5.0)
    assert (result.verdict, codes(result)) == (verdict, {code} if code else set())
    assert not town.strangers
    assert not town.site.cookies
    assert town.site.agents == {"tayang/0.1 (+pemeriksaan tautan)"}


async def test_evidence_of_a_live_page(town: Town) -> None:
    result = await look(town, "chain8")
    assert result.final_url == f"{town.base}/p/chain0"
    assert len(result.hops) == 8
    assert result.title_found
    assert [(image.sha256, image.ok) for image in result.images] == [(EXPECTED[0].sha256, True)]
    assert result.body_sha256 == hashlib.sha256(article().encode()).hexdigest()


async def test_an_unlisted_address_gets_no_packet(town: Town) -> None:
    async with open_session(town.policy) as session:
        for host in (f"127.0.0.1:{town.site.secret_port}", f"localhost:{town.site.secret_port}"):
            result = await check(session, Expectation(f"http://{host}/", TITLE), SystemClock())
            assert (result.verdict, codes(result)) == (Verdict.UNKNOWN, {"forbidden"})
    assert not town.strangers


async def test_a_host_serves_two_at_once_and_waiting_costs_no_time(town: Town) -> None:
    expectation = Expectation(f"{town.base}/p/slow", TITLE)
    async with open_session(town.policy, Bounds(request_seconds=0.4, total_seconds=0.4)) as session:
        looks: list[Awaitable[Check]] = [check(session, expectation, SystemClock()) for _ in range(12)]
        results = await asyncio.gather(*looks)
    assert {result.verdict for result in results} == {Verdict.LIVE}
    assert town.site.most == 2


def test_every_finding_is_told_in_both_languages() -> None:
    for wording in WORDINGS.values():
        assert all((wording.indonesian, wording.english, wording.mend, wording.mend_english))
