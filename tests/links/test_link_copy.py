"""A kept page is whole, silent, free of cookies, and notices every change."""

import gzip
import hashlib
import json
import re
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from bs4 import BeautifulSoup
from PIL import Image
from warcio.archiveiterator import ArchiveIterator
from yarl import URL

from links.check import Expectation
from links.copy import Copy, Terms, keep, verify_copy
from links.offline import SHEET, Room, css_addresses, inline_css
from links.session import Answer, open_session
from links.social import Medium, SentPost, keep_social
from links.wacz import broken, sort_key, stored, wacz
from links.warc import archive
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from safety.home_key import HomeKey, fingerprint_of, home_key, signed

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


async def test_archive_holds_every_requisite_with_sha256_and_no_cookie(kept: Copy, base: str) -> None:
    urls = set()
    with (path_of(kept) / "post.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            headers = record.rec_headers
            assert (headers.get_header("WARC-Block-Digest") or "").startswith("sha256:")
            shown = str(record.http_headers).lower() if record.http_headers else ""
            assert "cookie" not in shown
            assert "authorization" not in shown
            body = record.content_stream().read()
            assert b"rahasia-kue" not in body
            if record.rec_type == "response":
                urls.add(headers.get_header("WARC-Target-URI").removeprefix(base))
    pictures = ("satu", "malas", "dua", "tiga", "empat", "poster", "dalam", "gaya", "latar")
    wanted = {f"/i/{name}.png" for name in pictures} | {
        "/pindah",
        "/berita",
        "/s/utama.css",
        "/s/warna.css",
        "/f/huruf.woff2",
        "/l/sk.pdf",
    }
    assert wanted <= urls
    assert "/i/tidak.png" not in urls
    assert [(entry.url, entry.reason) for entry in kept.missing] == [(f"{base}/i/hilang.png", "404"), (f"{base}/v.mp4", "404")]
    assert kept.final_url == f"{base}/berita"


async def test_single_file_loads_nothing_and_runs_nothing(kept: Copy, base: str) -> None:
    text = (path_of(kept) / "salinan.html").read_text()
    soup = BeautifulSoup(text, "lxml")
    assert not soup(["script", "iframe", "link", "base", "object", "embed"])
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert "default-src 'none'" in str(policy["content"])
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            assert not name.startswith("on")
            if name in ("src", "srcset", "href", "poster", "action", "background", "data-src"):
                assert str(value).startswith(("data:", "#")), (tag.name, name, value)
    styles = " ".join([tag.get_text() for tag in soup("style")] + [str(tag["style"]) for tag in soup.find_all(style=True)])
    assert "@import" not in styles
    assert all(address.startswith("data:") for address in re.findall(r"url\([\"']?([^\"')]*)", styles))
    assert "data:font/woff2" in styles
    shown = [str(tag.get("src", "")) for tag in soup("img")]
    assert [source.startswith("data:image/png") for source in shown] == [True, True, True, False, False]
    banner = soup.find(id="tayang-salinan")
    assert banner is not None
    assert all(part in banner.get_text() for part in (f"{base}/berita", "UTC", kept.page_sha256))


async def test_a_fresh_copy_is_sound_and_every_tampering_is_found(kept: Copy) -> None:
    path = path_of(kept)
    assert verify_copy(path, kept.manifest_sha256) == []
    for name in ("post.warc.gz", "salinan.html", "manifest.json"):
        original = (path / name).read_bytes()
        (path / name).write_bytes(original[:-20] + bytes([original[-20] ^ 1]) + original[-19:])
        assert verify_copy(path, kept.manifest_sha256), name
        (path / name).unlink()
        assert verify_copy(path, kept.manifest_sha256), name
        (path / name).write_bytes(original)
    (path / "tamu.txt").write_text("x")
    assert [found.code for found in verify_copy(path, kept.manifest_sha256)] == ["copy_file_extra"]


async def test_a_copy_is_never_replaced_and_a_missing_page_leaves_nothing(base: str, tmp_path: Path) -> None:
    async with open_session(AddressPolicy(frozenset({base.removeprefix("http://")}))) as session:
        gone = await keep(session, f"{base}/tidak-ada", tmp_path / "a", SystemClock())
        assert (gone.path, [p.code for p in gone.problems]) == (None, ["not_found"])
        assert names(tmp_path) == []
        (tmp_path / "b").mkdir()
        again = await keep(session, f"{base}/berita", tmp_path / "b", SystemClock())
        assert [p.code for p in again.problems] == ["copy_exists"]


WALLED = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
SOMEBODY_ELSE_S = "<html><head><title>Slot gacor</title></head><body><h1>Daftar situs slot gacor maxwin</h1></body></html>"


@pytest.mark.parametrize(
    ("page", "why"), [(WALLED, "bot_wall"), (SOMEBODY_ELSE_S, "defaced"), ("<h1>Lain</h1>", "content_missing")]
)
async def test_a_page_that_shows_something_else_is_never_kept_as_the_copy(page: str, why: str, tmp_path: Path) -> None:
    """It would stand for the article for good: a copy is never replaced."""
    shown = [page]

    async def serve_it(_: web.Request) -> web.Response:
        return web.Response(text=shown[-1], content_type="text/html")

    async with serving(serve_it) as base, open_session(AddressPolicy(frozenset({base.removeprefix("http://")}))) as session:
        expected = Expectation(f"{base}/berita", "Penetapan hasil", "tayang-abc")
        refused = await keep(session, expected.url, tmp_path / "a", SystemClock(), expected=expected)
        assert (refused.path, [found.code for found in refused.problems], names(tmp_path)) == (None, [why], [])
        shown.append("<h1>Penetapan hasil</h1><p>Isi.</p>")
        assert path_of(await keep(session, expected.url, tmp_path / "a", SystemClock(), expected=expected))


async def test_the_home_page_is_never_kept_as_the_copy_of_an_article_that_is_gone(tmp_path: Path) -> None:
    async def serve_it(request: web.Request) -> web.Response:
        if request.path != "/":
            return web.Response(status=302, headers={"Location": "/"})
        return web.Response(text='<h1>KPU Contoh</h1><a href="/b"><h2>Penetapan hasil</h2></a>', content_type="text/html")

    async with serving(serve_it) as base, open_session(AddressPolicy(frozenset({base.removeprefix("http://")}))) as session:
        expected = Expectation(f"{base}/berita", "Penetapan hasil")
        refused = await keep(session, expected.url, tmp_path / "a", SystemClock(), expected=expected)
    assert (refused.path, [found.code for found in refused.problems], names(tmp_path)) == (None, ["redirect_home"], [])


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path / "post.wacz") as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def resealed(parts: dict[str, bytes], *, digest: bool = True) -> bytes:
    """A WACZ whose hashes were all made again by whoever changed its parts."""
    package = json.loads(parts["datapackage.json"])
    for resource in package["resources"]:
        if resource["path"] in parts:
            resource["hash"] = "sha256:" + hashlib.sha256(parts[resource["path"]]).hexdigest()
            resource["bytes"] = len(parts[resource["path"]])
    package["resources"] = [resource for resource in package["resources"] if resource["path"] in parts]
    parts = parts | {"datapackage.json": json.dumps(package).encode()}
    sealed = {"path": "datapackage.json", "hash": "sha256:" + hashlib.sha256(parts["datapackage.json"]).hexdigest()}
    parts = parts | {"datapackage-digest.json": json.dumps(sealed).encode()}
    if not digest:
        del parts["datapackage-digest.json"]
    return stored(parts)


async def test_the_wacz_holds_the_archive_an_index_and_the_page(kept: Copy, base: str) -> None:
    parts = members(path_of(kept))
    assert parts["archive/post.warc.gz"] == (path_of(kept) / "post.warc.gz").read_bytes()
    page = json.loads(parts["pages/pages.jsonl"].splitlines()[1])
    assert (page["url"], page["title"]) == (f"{base}/berita", "Berita")
    lines = parts["indexes/index.cdx"].decode().splitlines()
    assert lines == sorted(lines)
    entry = next(
        json.loads(line.split(" ", 2)[2]) for line in lines if json.loads(line.split(" ", 2)[2])["url"] == f"{base}/berita"
    )
    start, length = int(entry["offset"]), int(entry["length"])
    record = next(iter(ArchiveIterator(BytesIO(parts["archive/post.warc.gz"][start : start + length]))))
    assert record.rec_headers.get_header("WARC-Target-URI") == f"{base}/berita"
    assert record.content_stream().read() == PAGE.encode()


async def test_every_tampering_with_the_wacz_is_found_with_and_without_the_ledger(kept: Copy) -> None:
    path = path_of(kept)
    parts, warc = members(path), (path / "post.warc.gz").read_bytes()
    other = parts | {"archive/post.warc.gz": warc.replace(warc[-60:], bytes(60))}
    deflated = BytesIO()
    with zipfile.ZipFile(deflated, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    tampered = {
        "pages deleted": resealed({name: body for name, body in parts.items() if name != "pages/pages.jsonl"}),
        "digest deleted": resealed(parts, digest=False),
        "index deleted": resealed({name: body for name, body in parts.items() if name != "indexes/index.cdx"}),
        "archive swapped, hashes made again": resealed(other),
        "archive deflated": deflated.getvalue(),
        "title edited": stored(parts | {"datapackage.json": parts["datapackage.json"].replace(b"Berita", b"Beritb")}),
        "a byte flipped": stored(parts)[:-900] + b"X" + stored(parts)[-899:],
        "a stranger inside": stored(parts | {"tamu.txt": b"x"}),
    }
    assert broken(stored(parts), warc) == ""
    for name, body in tampered.items():
        assert broken(body, warc), name
        (path / "post.wacz").write_bytes(body)
        assert verify_copy(path), name
    manifest = json.loads((path / "manifest.json").read_bytes())
    manifest["files"]["post.wacz"] = hashlib.sha256((path / "post.wacz").read_bytes()).hexdigest()
    (path / "manifest.json").write_text(json.dumps(manifest))
    assert {found.code for found in verify_copy(path, kept.manifest_sha256)} >= {"copy_wacz", "copy_file_changed"}


@pytest.fixture
def key(tmp_path: Path) -> HomeKey:
    return home_key(tmp_path / "ledger")


@pytest_asyncio.fixture
async def signed_copy(base: str, tmp_path: Path, key: HomeKey) -> Copy:
    async with open_session(AddressPolicy(frozenset({base.removeprefix("http://")}))) as session:
        return await keep(session, f"{base}/berita", tmp_path / "salinan", SystemClock(), None, Terms(key, "menyusul"))


async def test_a_signed_wacz_names_the_key_of_the_home_and_its_signature_is_good(signed_copy: Copy, key: HomeKey) -> None:
    path = path_of(signed_copy)
    parts = members(path)
    digest = json.loads(parts["datapackage-digest.json"])
    said = digest["signedData"]
    assert said["hash"] == digest["hash"] == "sha256:" + hashlib.sha256(parts["datapackage.json"]).hexdigest()
    assert signed(said["publicKey"], said["signature"], said["hash"].encode())
    assert fingerprint_of(said["publicKey"]) == key.fingerprint
    manifest = json.loads((path / "manifest.json").read_bytes())
    assert (manifest["signed_by"], manifest["views"]) == (key.fingerprint, "menyusul")
    assert verify_copy(path, signed_copy.manifest_sha256, keys={key.fingerprint}) == []
    assert verify_copy(path) == []


def resigned(parts: dict[str, bytes], by: HomeKey | None, **changes: str) -> bytes:
    """Every hash made again, then signed by somebody, or by nobody."""
    sealed = resealed(parts)
    with zipfile.ZipFile(BytesIO(sealed)) as archive:
        again = {info.filename: archive.read(info) for info in archive.infolist()}
    digest = json.loads(again["datapackage-digest.json"])
    if by is not None:
        said = {"hash": digest["hash"], "publicKey": by.public, "signature": by.sign(digest["hash"].encode())}
        digest["signedData"] = said | changes
    return stored(again | {"datapackage-digest.json": json.dumps(digest).encode()})


async def test_who_makes_every_hash_anew_cannot_make_the_signature(signed_copy: Copy, key: HomeKey, tmp_path: Path) -> None:
    path = path_of(signed_copy)
    parts, warc = members(path), (path / "post.warc.gz").read_bytes()
    stranger = home_key(tmp_path / "lain")
    edited = parts | {"datapackage.json": parts["datapackage.json"].replace(b"Berita", b"Beritb")}
    old = json.loads(parts["datapackage-digest.json"])["signedData"]["signature"]
    forgeries = {
        "signature taken away": (resigned(edited, None), "hilang"),
        "signed by another key": (resigned(edited, stranger), "kunci lain"),
        "the old signature kept": (resigned(edited, key, signature=old), "tidak cocok"),
        "a signature over another hash": (resigned(edited, key, hash="sha256:" + "0" * 64), "atas isi lain"),
        "no signature at all": (resigned(edited, key, signature="bukan base64"), "tidak cocok"),
    }
    for name, (body, sign) in forgeries.items():
        assert sign in broken(body, warc, {key.fingerprint}, must=True), name
        (path / "post.wacz").write_bytes(body)
        manifest = json.loads((path / "manifest.json").read_bytes())
        manifest["files"]["post.wacz"] = hashlib.sha256(body).hexdigest()
        (path / "manifest.json").write_text(json.dumps(manifest))
        assert [found.code for found in verify_copy(path, keys={key.fingerprint})] == ["copy_wacz"], name


async def test_an_index_or_a_page_list_that_leads_elsewhere_is_found_although_every_digest_is_right(kept: Copy) -> None:
    path = path_of(kept)
    parts, warc = members(path), (path / "post.warc.gz").read_bytes()
    lines = parts["indexes/index.cdx"].decode().splitlines(keepends=True)
    elsewhere = "".join(lines).replace('"offset": "', '"offset": "1')
    pages = parts["pages/pages.jsonl"]
    head = pages.splitlines(keepends=True)[0]
    changed = {
        "an answer left out of the index": ("indexes/index.cdx", "".join(lines[1:]).encode()),
        "the index leads elsewhere": ("indexes/index.cdx", elsewhere.encode()),
        "the page list is empty": ("pages/pages.jsonl", head),
        "the page list names another page": ("pages/pages.jsonl", pages.replace(b"/berita", b"/lain")),
        "the page list is no list": ("pages/pages.jsonl", head + b"[1]\n"),
    }
    for name, (part, body) in changed.items():
        assert broken(resealed(parts | {part: body}), warc), name
    assert broken(doubled(parts), warc) == "nama ganda"


def marked(body: bytes, place: int, value: int) -> bytes:
    """The zip with this word in the first line of its table of contents."""
    at = body.index(b"PK\1\2") + place
    return body[:at] + value.to_bytes(2, "little") + body[at + 2 :]


async def test_a_wacz_that_no_reader_can_open_is_told_as_such(kept: Copy) -> None:
    path = path_of(kept)
    whole, warc = (path / "post.wacz").read_bytes(), (path / "post.warc.gz").read_bytes()
    unreadable = {
        "locked with a password": marked(whole, 8, 0x1),
        "locked with more than a password": marked(whole, 8, 0x40),
        "a patch of something": marked(whole, 8, 0x20),
        "of a version to come": marked(whole, 6, 99),
        "packed in a way that nobody knows": marked(whole, 10, 77),
        "cut off": whole[:-200],
        "empty": b"",
        "something else": b"bukan zip",
    }
    for name, body in unreadable.items():
        assert broken(body, warc), name
        (path / "post.wacz").write_bytes(body)
        assert {found.code for found in verify_copy(path)} == {"copy_file_changed", "copy_wacz"}, name


async def test_a_broken_archive_is_told_as_damaged(kept: Copy) -> None:
    path = path_of(kept)
    whole = (path / "post.warc.gz").read_bytes()
    damages = {
        "cut off": whole[: len(whole) // 2],
        "cut off within the first letters": whole[:12],
        "empty": b"",
        "something else": b"bukan arsip",
        "an answer without a word of what it is": gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\nisi\r\n\r\n"),
        "a digest that has no length": gzip.compress(
            b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Block-Digest: shake_128:aa\r\nContent-Length: 3\r\n\r\nisi\r\n\r\n"
        ),
        "letters without a word": gzip.compress(bytes(4096)),
    }
    for name, body in damages.items():
        (path / "post.warc.gz").write_bytes(body)
        assert {found.code for found in verify_copy(path)} == {"copy_file_changed", "copy_digest", "copy_wacz"}, name


AT = "https://kpu.example/s/utama.css"
SHEET_WITH_ALL = """@import url(warna.css) screen; @IMPORT "huruf.css"; /* url(tidak.png) **/
body { background: url( 'a b.png' ) } /**/ h1 { background: URL("../c.png") } i { background: url(d.png); cursor: url(data:,) }"""


def test_a_style_sheet_is_read_as_a_browser_reads_it() -> None:
    assert css_addresses(SHEET_WITH_ALL, AT) == [
        f"https://kpu.example/{path}" for path in ("s/warna.css", "s/huruf.css", "s/warna.css", "s/a b.png", "c.png", "s/d.png")
    ]


@pytest.mark.parametrize(
    "rest",
    [
        "/* " * 300_000,
        "/*" + "*" * 500_000,
        "@import " * 100_000,
        "@import" + " " * 500_000,
        "@import 'a' " * 10_000,
        "@import a " * 200_000,
        "@import url(b" * 150_000,
        "url(" * 200_000,
        "url(" + " " * 500_000,
        "url(" + "a" * 500_000,
        "url('" * 150_001,
    ],
    ids=lambda rest: f"{rest[:12].strip()}…",
)
def test_a_sheet_of_beginnings_without_an_end_is_read_to_its_end(rest: str) -> None:
    first = "b { background: url(a.png) } "
    assert css_addresses(first + rest, AT) == ["https://kpu.example/s/a.png"]
    assert inline_css(first + rest, AT, {}, Room()).startswith('b { background: url("data:,") } ')


def test_sheets_that_import_each_other_fill_no_memory() -> None:
    body = b"@import url(utama.css);" * 20 + b"p { margin: 0 } " * 30_000
    sheet = Answer(AT, 200, "OK", (("Content-Type", "text/css"),), (), body, body, "")
    told = inline_css("@import url(utama.css);" * 100, AT, {AT: sheet}, Room(SHEET))
    assert len(body) <= len(told) <= SHEET + len(body)


def doubled(parts: dict[str, bytes]) -> bytes:
    """A zip in which one name stands twice: readers differ in which they believe."""
    body = stored(parts | {"pages/pages.jsonX": b"{}"})
    return body.replace(b"pages/pages.jsonX", b"pages/pages.jsonl")


@pytest.mark.parametrize(
    ("url", "sorted_as"),
    [
        ("http://www.kpu.go.id/berita/A b?x=2&a=1", "id,go,kpu)/berita/a%20b?a=1&x=2"),
        ("https://kpu.go.id", "id,go,kpu)/"),
        ("http://127.0.0.1:8420/berita/x/", "1,0,0,127:8420)/berita/x"),
        ("https://a.id/x%20y/%C3%A9.jpg?Q=%2F", "id,a)/x%20y/%c3%a9.jpg?q=/"),
        ("https://a.id:443/wp-content//Foto-1.JPG", "id,a)/wp-content/foto-1.jpg"),
    ],
)
def test_index_keys_are_those_of_the_replay_tools(url: str, sorted_as: str) -> None:
    assert sort_key(url) == sorted_as


def test_a_social_post_is_kept_as_it_was_sent(tmp_path: Path) -> None:
    body = picture("foto.png")
    post = SentPost(
        "facebook", "https://facebook.com/1", "1", "Judul <b>", "Isi & <script>", (Medium("foto.png", "image/png", body),)
    )
    dest = tmp_path / "kiriman"
    copy = keep_social(
        post, {"state": "public", "same_as_sent": True}, dest, SystemClock().now(), {"naskah-disetujui.zip": b"zip"}
    )
    assert names(dest) == ["kiriman-01-foto.png", "kiriman.json", "manifest.json", "naskah-disetujui.zip", "salinan.html"]
    assert json.loads((dest / "kiriman.json").read_text())["answer"]["state"] == "public"
    page = BeautifulSoup((dest / "salinan.html").read_text(), "lxml")
    assert not page("script")
    assert "Isi & <script>" in page.get_text()
    assert verify_copy(dest, copy.manifest_sha256) == []
    (dest / "kiriman-01-foto.png").write_bytes(picture("lain"))
    assert [found.code for found in verify_copy(dest, copy.manifest_sha256)] == ["copy_file_changed"]
    assert keep_social(post, {}, dest, SystemClock().now(), {}).path is None, "a copy is never replaced"


@pytest.mark.parametrize("name", ["hasil seleksi.html", "Sosialisasi–Pemilih", "jam\u202f08.30", "é", "%E2%80%93/a%2fb"])
async def test_a_page_and_a_picture_are_kept_whatever_letters_their_addresses_have(name: str, tmp_path: Path) -> None:
    """WordPress names uploads as they were named on the office's computer, and writes the names into its pages as they are."""

    async def serve_it(request: web.Request) -> web.Response:
        if request.path.startswith("/i/"):
            return web.Response(body=picture("x"), content_type="image/png")
        return web.Response(text=f"<title>Berita</title><h1>Berita</h1><img src='/i/{name}.png'>", content_type="text/html")

    async with serving(serve_it) as base, open_session(AddressPolicy(frozenset({base.removeprefix("http://")}))) as session:
        copy = await keep(session, f"{base}/{name}", tmp_path / "salinan", SystemClock())
    assert (copy.missing, verify_copy(path_of(copy), copy.manifest_sha256)) == ((), [])
    with zipfile.ZipFile(path_of(copy) / "post.wacz") as archive:
        told = json.loads(archive.read("datapackage.json"))["mainPageUrl"]
        pages = [json.loads(line) for line in archive.read("pages/pages.jsonl").splitlines()[1:]]
    assert told == pages[0]["url"] == str(URL(f"{base}/{name}"))
    assert told.isascii()


def test_a_copy_whose_list_of_pages_has_a_space_where_its_archive_has_none_is_sound() -> None:
    """As copies of such pages were kept at first."""
    answer = Answer("http://a.example/hasil seleksi", 200, "Baik – é", (("Content-Type", "text/html"),), (), b"x", b"x", "")
    warc = archive([answer], SystemClock().now())
    body = wacz(warc, answer.url, "Hasil", SystemClock().now())
    with zipfile.ZipFile(BytesIO(body)) as held:
        members = {name: held.read(name) for name in held.namelist()}
    members["pages/pages.jsonl"] = members["pages/pages.jsonl"].replace(b"hasil%20seleksi", b"hasil seleksi")
    package = json.loads(members["datapackage.json"])
    for entry in package["resources"]:
        entry["hash"] = f"sha256:{hashlib.sha256(members[entry['path']]).hexdigest()}"
    members["datapackage.json"] = json.dumps(package).encode()
    digest = f"sha256:{hashlib.sha256(members['datapackage.json']).hexdigest()}"
    members["datapackage-digest.json"] = json.dumps({"path": "datapackage.json", "hash": digest}).encode()
    assert broken(stored(members), warc) == ""


async def test_a_page_that_is_redirected_without_end_is_told_as_that(tmp_path: Path) -> None:
    async def on_and_on(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"{request.path}x"})

    async with serving(on_and_on) as base, open_session(AddressPolicy(frozenset({base.removeprefix("http://")}))) as session:
        copy = await keep(session, f"{base}/x", tmp_path / "salinan", SystemClock())
    assert [(found.code, found.indonesian) for found in copy.problems] == [("too_many_redirects", "Lebih dari 8 pengalihan.")]
