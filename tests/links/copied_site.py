"""A site with every kind of thing that a page may show, and a copy of its page."""

import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest_asyncio
from aiohttp import web
from PIL import Image

from links.copy import Copy, keep
from links.session import open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock

PAGE = """<html onload="x()"><head><title>Berita</title><script src="/a.js"></script><base href="/">
<meta http-equiv="refresh" content="900"><link rel="stylesheet" href="/s/utama.css"><link rel="icon" href="/i/ikon.png">
<style>h1 { background: url(/i/dalam.png) }</style></head><body background="/i/x.png">
<h1 style="background:url('/i/gaya.png')">Berita</h1>
<img src="/i/satu.png" onerror="alert(1)"><img src="data:image/gif;base64,R0" data-src="/i/malas.png">
<picture><source srcset="/i/dua.png 1x"><img srcset="/i/tiga.png 300w, /i/empat.png 800w"></picture>
<img src="/i/hilang.png"><video poster="/i/poster.png" src="/v.mp4"></video><iframe src="https://x.example/"></iframe>
<a href="/l/sk.pdf">SK</a> <a href="https://lain.example/z.pdf">lain</a>
<a href="http://[rusak/x.pdf">rusak</a><img src="http://[rusak"><form action="/kirim"></form>
<svg><image href="/i/vektor.png"/></svg></body></html>"""
SHEETS = {
    "utama.css": "@import url('warna.css') screen; body { background: url(../i/latar.png) }",
    "warna.css": "@font-face { font-family: a; src: url(/f/huruf.woff2) } /* url(/i/tidak.png) */",
}


def picture(name: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (9, 9), f"#{sum(name.encode()) % 4096:03x}").save(out, "PNG")
    return out.getvalue()


async def serve(request: web.Request) -> web.Response:
    kind, _, name = request.path.lstrip("/").partition("/")
    cookies = {"Set-Cookie": "sid=rahasia-kue"}
    match kind:
        case "berita":
            return web.Response(text=PAGE, content_type="text/html", headers=cookies)
        case "pindah":
            return web.Response(status=301, headers={"Location": "/berita", **cookies})
        case "s":
            return web.Response(text=SHEETS[name], content_type="text/css")
        case "f":
            return web.Response(body=b"wOF2 huruf", content_type="font/woff2")
        case "l":
            return web.Response(body=b"%PDF-1.7 isi", content_type="application/pdf")
        case "i" if name != "hilang.png":
            return web.Response(body=picture(name), content_type="image/png", headers=cookies)
    return web.Response(status=404)


@asynccontextmanager
async def serving(answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([web.get("/{tail:.*}", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest_asyncio.fixture
async def base() -> AsyncIterator[str]:
    async with serving(serve) as base:
        yield base


@pytest_asyncio.fixture
async def kept(base: str, tmp_path: Path) -> Copy:
    async with open_session(AddressPolicy(frozenset({base.removeprefix("http://")}))) as session:
        return await keep(session, f"{base}/pindah", tmp_path / "salinan", SystemClock())


def names(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def path_of(copy: Copy) -> Path:
    assert copy.path is not None, copy.problems
    return copy.path


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path / "post.wacz") as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}
