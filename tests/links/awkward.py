"""A website with every awkward page that a link was ever seen to lead to, and what a careful clerk would say of each."""

import asyncio
import gzip
import hashlib
import zlib
from collections.abc import Callable
from io import BytesIO

from aiohttp import web
from PIL import Image

from links.check import ExpectedImage
from links.problems import Verdict

TITLE = "KPU Tetapkan “Daftar Pemilih” – Triwulan IV"
PLAIN = 'KPU Tetapkan "Daftar Pemilih" - Triwulan IV'
TITLE_404 = f"{TITLE}: halaman tidak ditemukan"
MARKER = "tayang-7f3a9c"


def picture(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "PNG")
    return out.getvalue()


RED, BLUE = picture("red"), picture("blue")
HOLLOW = RED[: RED.index(b"IDAT") - 4] + RED[RED.index(b"IEND") - 4 :]
"""A PNG with everything but a picture in it."""
EXPECTED = (ExpectedImage(hashlib.sha256(RED).hexdigest(), "foto.png"),)


def article(head: str = "", body: str = "", title: str = TITLE, image: str = "/m/foto.png") -> str:
    return (
        f"<!doctype html><html><head><title>{title} – KPU</title>{head}</head><body><h1>{title}</h1>"
        f'<img src="{image}"><p>Isi berita.</p>{body}</body></html>'
    )


def in_letters(title: str, before: str = "") -> str:
    """The article with its quotes and dashes written as entities; `before` stands over its heading."""
    named = title.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("–", "&ndash;")
    return article(title=named).replace(" – KPU", " - KPU").replace("<h1>", f"{before}<h1>")


def page(text: str, status: int = 200, **headers: str) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def to(place: str, status: int = 302) -> web.Response:
    return web.Response(status=status, headers={"Location": place})


async def raw(request: web.Request, answer: bytes) -> web.Response:
    """Bytes as no well-behaved server sends them, and the end of the connection."""
    assert request.transport is not None
    request.transport.write(answer)  # type: ignore[attr-defined]
    request.transport.close()
    return web.Response()


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

    async def do_garbage(self, request: web.Request) -> web.StreamResponse:
        return await raw(request, b"SSH-2.0-OpenSSH_9.2\r\n")

    async def do_endless_header(self, request: web.Request) -> web.StreamResponse:
        return await raw(request, b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000)

    async def do_half_chunk(self, request: web.Request) -> web.StreamResponse:
        return await raw(request, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n<title>")

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
        if name == "foto-jauh.png":
            return to("http://[::1/")
        bodies = {"foto.png": RED, "asli.png": RED, "foto-300x200.png": BLUE, "foto-1.png": b"<html>bukan gambar"}
        bodies["foto-2.png"] = HOLLOW
        return web.Response(body=bodies[name], content_type="image/png") if name in bodies else web.Response(status=404)


def bomb() -> web.Response:
    packer = zlib.compressobj(9, wbits=31)
    body = packer.compress(b"\0" * 60_000_000) + packer.flush()
    return web.Response(body=body, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})


def zipped(cut: int | None = None) -> Callable[[], web.Response]:
    body = gzip.compress(article().encode())[:cut]
    return lambda: web.Response(body=body, headers={"Content-Encoding": "gzip", "Content-Type": "text/html"})


WALLS = (
    "One moment, please...",
    "One moment please",
    "Your request is being verified",
    "You are being redirected...",
    "Please confirm that you are not a bot",
    "Please wait while your request is checked",
    "Attention Required! | Cloudflare",
    "Checking your browser before accessing kpu.example",
    "Are you human?",
    "Are you a robot?",
    "Verify you are human",
    "Access Denied",
    "Request blocked",
    "Request Rejected",
    "Memeriksa peramban Anda",
)
"""What stands over a page that lets nobody in who is no browser."""

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
    "image-hollow": article(image="/m/foto-2.png"),
    "image-nowhere": article(image="/m/foto-jauh.png"),
    "endless-refresh": lambda: page(article(), Refresh=f"{'9' * 5000}; url=/p/not-found"),
    "punycode": lambda: web.Response(
        body=in_letters(TITLE.replace("Daftar", "Daéftar")).encode("punycode"),
        headers={"Content-Type": "text/html; charset=punycode"},
    ),
    "escapes": lambda: web.Response(
        body=in_letters(TITLE, "\\x3ch1\\x3eSitus judi online\\x3c/h1\\x3e").encode("ascii"),
        headers={"Content-Type": "text/html; charset=unicode-escape"},
    ),
    "cookie-gate": lambda: web.Response(status=302, headers={"Location": "/p/cookie-gate", "Set-Cookie": "lolos=1"}),
    "cookie-first": lambda: web.Response(status=302, headers={"Location": "/p/cookie-then", "Set-Cookie": "lolos=1"}),
    "cookie-then": lambda: to("/p/cookie-first"),
    **{f"wall-{number}": f"<title>{words}</title><h1>KPU</h1>" for number, words in enumerate(WALLS)},
    "wall-in-heading": f"<title>kpu.example</title><h1>{WALLS[0]}</h1>",
    "guessed": lambda: to("/p/neighbour", 301),
    "neighbour": article(title=f"{TITLE} Tahun 2027"),
    "moved-retitled": lambda: to("/p/retitled", 301),
    "retitled": article(title=f"{TITLE} (diperbarui)", body=f"<i hidden>{MARKER}</i>"),
    "moved-lesser": lambda: to("/p/lesser", 301),
    "lesser": f"<title>KPU</title><h1>KPU Kabupaten Contoh</h1><h2>{TITLE}</h2><img src=/m/foto.png>",
    "mobile": article('<link rel="canonical" href="https://www.kpu.example/p/mobile">'),
    "mobile-office": article('<link rel="canonical" href="https://kab-contoh.kpu.go.id/p/mobile-office">'),
    "surat.pdf": lambda: web.Response(body=b"%PDF-1.7", content_type="application/pdf"),
    "sk-12.pdf": lambda: web.Response(body=b"%PDF-1.7", content_type="binary/octet-stream"),
    "sk-13.pdf": lambda: web.Response(body=b"%PDF-1.7", content_type="application/x-pdf"),
    "sk-14.docx": lambda: web.Response(body=b"PK", content_type="application/download"),
    "pemilih.csv": lambda: web.Response(body=b"nama;jumlah", content_type="application/csv"),
    "galat.pdf": lambda: web.Response(body=b'{"galat": 404}', content_type="application/problem+json"),
    "galat-xml.pdf": lambda: web.Response(body=b"<Error/>", content_type="application/xml"),
    "galat-teks.pdf": lambda: web.Response(body=b"File not found", content_type="text/plain"),
    "hilang.pdf": lambda: page("x", 404),
    "ganti.pdf": "<title>Surat tidak ditemukan</title>",
    "bahaya-judi-online": article(title="Bahaya Judi Online bagi Pemilih Muda"),
    "keputusan-404-tahun-2026": article(title="Keputusan Nomor 404 Tahun 2026"),
    "keputusan-404-dicabut": "<title>404 – Halaman tidak ditemukan</title><h1>Ups</h1>",
    "bahaya-judi": "<title>Situs judi online, slot gacor</title><h1>MAXWIN</h1>",
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
    "utf-16": lambda: web.Response(body=article().encode("utf-16"), headers={"Content-Type": "text/html"}),
    "windows-1252": lambda: web.Response(
        body=article('<meta charset="windows-1252">').encode("windows-1252"), headers={"Content-Type": "text/html"}
    ),
    "wrong-charset": lambda: web.Response(
        body=article('<meta charset="us-ascii">').encode(), headers={"Content-Type": "text/html"}
    ),
    "entities": article(title="KPU Tetapkan &ldquo;Daftar&nbsp;Pemilih&rdquo; &ndash; Triwulan&shy; IV"),
    "shouting": article(title=TITLE.upper()),
    "split-heading": article().replace(f"<h1>{TITLE}", f"<h1><span>{TITLE.split(' ', 1)[0]}</span>\n {TITLE.split(' ', 1)[1]}"),
    "no-type": lambda: web.Response(body=article().encode(), headers={"Content-Type": ""}),
    "xhtml": lambda: web.Response(text=article(), content_type="application/xhtml+xml"),
    "og-title": article(title="KPU").replace("<head>", f"<head><meta property=\"og:title\" content='{PLAIN}'>"),
    "svg-title": f"<svg><title>ikon 404</title></svg>{article()}",
    "commented-404": f"<!-- <title>404 Not Found</title> -->{article()}",
    "about-gambling": article(body="<p>" + "Bahaya judi online dan slot gacor. " * 20 + "</p>"),
    "own-404-article": f"<title>{TITLE_404} - KPU</title><h1>{TITLE_404}</h1><img src=/m/foto.png>" + f"<i>{MARKER}</i>",
    "password-box": article(body="<form><input type=password></form>"),
    "slow-refresh": article('<meta http-equiv="refresh" content="600; url=/p/not-found">'),
    "moved-utf8": lambda: to("/p/pindah-é", 301),
    "pindah-é": article(),
    "moved-space": lambda: to("/p/once moved", 301),
    "once moved": article(),
    "moved-308": lambda: to("good", 308),
    "refresh-header": lambda: page("<title>…</title>", Refresh="0; url=/p/good"),
    "gambling-links": article(body="".join(f'<a href="https://s{n}.example/">slot gacor {n}</a>' for n in range(4))),
    "canonical-page": article('<link rel="canonical" href="/">'),
    "gambling": "<title>SLOT GACOR MAXWIN hari ini</title><h1>Situs slot</h1>",
    "gambling-over-article": article().replace("<h1>", "<h1>Situs judi online terpercaya</h1><h1>"),
    "suspended": "<title>Account Suspended</title><h1>This account has been suspended</h1>",
    "expired-domain": "<title>Domain ini telah kedaluwarsa</title>",
    "json-error": lambda: web.json_response({"error": "not found"}),
    "script-only": "<title>KPU</title><script>location.href='/'</script>",
    "to-beranda": lambda: to("/id/beranda"),
    "to-mail": lambda: to("mailto:kpu@contoh.example"),
    "to-self": lambda: to("/p/to-self"),
    "only-title-in-link": f'<title>Arsip</title><p>Baca juga <a href="/p/x">{TITLE}</a></p>',
    "refresh-loop": '<title>…</title><meta http-equiv="refresh" content="0; url=/p/refresh-loop-b">',
    "refresh-loop-b": '<title>…</title><meta http-equiv="refresh" content="0; url=/p/refresh-loop">',
    "login-form": "<title>Masuk ke akun</title><h1>Masuk</h1><form><input type=password></form>",
    "need-sign-in": lambda: page("x", 401),
    "legal": lambda: page("x", 451),
    "challenge": lambda: page("<title>Just a moment...</title>", 403, **{"cf-mitigated": "challenge"}),
    "captcha": "<title>KPU</title><h1>Verifikasi keamanan: Anda bukan robot?</h1>",
    "cloudflare-down": lambda: page("x", 522),
    "database": "<title>Database Error</title><h1>Error establishing a database connection</h1>",
    "maintenance-200": "<title>Situs sedang dalam pemeliharaan</title>",
    "no-content": lambda: web.Response(status=204),
    "accepted": lambda: page("x", 202),
    "no-location": lambda: web.Response(status=302),
    "teapot": lambda: page("x", 418),
    "deflate": lambda: web.Response(
        body=zlib.compress(article().encode()), headers={"Content-Encoding": "deflate", "Content-Type": "text/html"}
    ),
    "bad-charset": lambda: web.Response(body=article().encode(), headers={"Content-Type": "text/html; charset=tak-ada"}),
}

LIVE, WARN, UNKNOWN, DEAD = Verdict.LIVE, Verdict.LIVE_WARN, Verdict.UNKNOWN, Verdict.DEAD
CASES: list[tuple[str, Verdict, str]] = [
    *[(name, LIVE, "") for name in ("good", "plain-quotes", "marker-only", "own-canonical", "gzip", "srcset", "about-404")],
    *[(name, LIVE, "") for name in ("cookie", "bad-charset", "chain0", "utf-16", "windows-1252", "wrong-charset", "entities")],
    *[(name, LIVE, "") for name in ("shouting", "split-heading", "no-type", "xhtml", "og-title", "svg-title", "commented-404")],
    *[(name, LIVE, "") for name in ("about-gambling", "own-404-article", "password-box", "slow-refresh", "deflate")],
    *[(name, WARN, "redirected") for name in ("moved-utf8", "moved-space", "moved-308", "refresh-header")],
    ("gambling-links", WARN, "gambling_links"),
    ("canonical-page", WARN, "canonical_differs"),
    ("gambling", DEAD, "defaced"),
    ("gambling-over-article", DEAD, "defaced"),
    ("suspended", DEAD, "soft_404"),
    ("expired-domain", DEAD, "soft_404"),
    ("json-error", DEAD, "not_html"),
    ("script-only", DEAD, "content_missing"),
    ("only-title-in-link", DEAD, "content_missing"),
    ("to-beranda", DEAD, "redirect_home"),
    ("to-mail", DEAD, "redirect_forbidden"),
    ("to-self", DEAD, "redirect_loop"),
    ("refresh-loop", DEAD, "redirect_loop"),
    ("login-form", UNKNOWN, "login"),
    ("need-sign-in", UNKNOWN, "refused_status"),
    ("legal", UNKNOWN, "refused_status"),
    ("challenge", UNKNOWN, "bot_wall"),
    ("captcha", UNKNOWN, "bot_wall"),
    ("cloudflare-down", UNKNOWN, "server_error"),
    ("database", UNKNOWN, "site_trouble"),
    ("maintenance-200", UNKNOWN, "site_trouble"),
    ("no-content", UNKNOWN, "odd_status"),
    ("accepted", UNKNOWN, "odd_status"),
    ("no-location", UNKNOWN, "odd_status"),
    ("teapot", UNKNOWN, "odd_status"),
    ("garbage", UNKNOWN, "unreachable"),
    ("endless-header", UNKNOWN, "unreachable"),
    ("half-chunk", UNKNOWN, "truncated"),
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
    ("defaced", DEAD, "defaced"),
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
"""The cases on which the bench compares: one kind of page more, and its figures are others."""

MORE: list[tuple[str, Verdict, str]] = [
    ("cookie-gate", UNKNOWN, "bot_wall"),
    ("cookie-first", UNKNOWN, "bot_wall"),
    *[(f"wall-{number}", UNKNOWN, "bot_wall") for number in range(len(WALLS))],
    ("wall-in-heading", UNKNOWN, "bot_wall"),
    ("punycode", LIVE, ""),
    ("escapes", LIVE, ""),
    ("endless-refresh", UNKNOWN, "unreadable"),
    ("moved-retitled", WARN, "redirected"),
    ("moved-lesser", WARN, "redirected"),
    ("image-hollow", DEAD, "image_missing"),
    ("image-nowhere", DEAD, "image_missing"),
]
"""Cases that were met later: many of one kind, which are no measure of who judges better."""
