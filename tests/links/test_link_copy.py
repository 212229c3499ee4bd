"""A kept page is whole, silent and free of cookies."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import web
from bs4 import BeautifulSoup
from warcio.archiveiterator import ArchiveIterator
from yarl import URL

from links.check import Expectation
from links.copy import Copy, keep, verify_copy
from links.session import open_session
from links.social import Medium, SentPost, keep_social
from links.wacz import sort_key
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from tests.links.copied_site import PAGE, base, kept, members, names, path_of, picture, serving

__all__ = ["base", "kept"]


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


async def test_a_page_that_is_redirected_without_end_is_told_as_that(tmp_path: Path) -> None:
    async def on_and_on(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"{request.path}x"})

    async with serving(on_and_on) as base, open_session(AddressPolicy(frozenset({base.removeprefix("http://")}))) as session:
        copy = await keep(session, f"{base}/x", tmp_path / "salinan", SystemClock())
    assert [(found.code, found.indonesian) for found in copy.problems] == [("too_many_redirects", "Lebih dari 8 pengalihan.")]
