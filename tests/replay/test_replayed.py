"""A kept page comes back byte for byte in pywb, `wacz validate` passes it, and what that misses our own check finds."""

import asyncio
import hashlib
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from aiohttp import web
from pytest_socket import enable_socket, socket_allow_hosts

from links.copy import Terms, keep, verify_copy
from links.session import open_session
from links.wacz import broken, sort_key, stored
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from safety.home_key import home_key
from tests.links.copied_site import members, serve
from tests.links.test_copy_soundness import resealed

TOOLS = Path(os.environ.get("TAYANG_REPLAY", "")) / "bin"
FILM = (Path(__file__).parent.parent / "films" / "film.mp4").read_bytes()
PATIENCE = 60.0


@dataclass(frozen=True)
class Replayed:
    """A copy, what its site had said, and where pywb replays it."""

    folder: Path
    site: str
    said: dict[str, bytes]
    pywb: str


async def answer(request: web.Request) -> web.Response:
    if request.path == "/v.mp4":
        return web.Response(body=FILM, content_type="video/mp4")
    return await serve(request)


async def kept_page(folder: Path) -> tuple[str, dict[str, bytes]]:
    app = web.Application()
    app.add_routes([web.get("/{tail:.*}", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with open_session(AddressPolicy(frozenset({site.removeprefix("http://")}))) as session:
        terms = Terms(home_key(folder.parent / "ledger"))
        copied = await keep(session, f"{site}/berita", folder, SystemClock(), None, terms)
        assert copied.path is not None, copied.problems
        paths = ("/berita", "/s/utama.css", "/s/warna.css", "/i/satu.png", "/i/latar.png", "/f/huruf.woff2", "/l/sk.pdf")
        said = {path: await body_of(site + path) for path in paths}
    await runner.cleanup()
    return site, said | {"/v.mp4": FILM}


async def body_of(url: str) -> bytes:
    return await asyncio.to_thread(lambda: requests.get(url, timeout=60).content)


@contextmanager
def pywb(folder: Path, wacz: Path) -> Iterator[str]:
    """pywb over one WACZ on a port of its own."""
    folder.mkdir()
    for words in (["init", "salinan"], ["add", "--unpack-wacz", "salinan", str(wacz)]):
        subprocess.run([TOOLS / "wb-manager", *words], cwd=folder, check=True, capture_output=True)
    with (folder / "log").open("wb") as log:
        port = str(18700 + os.getpid() % 1000)
        command = [str(TOOLS / "wayback"), "-b", "127.0.0.1", "-p", port]
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            await_answer(f"http://127.0.0.1:{port}/", server)
            yield f"http://127.0.0.1:{port}/salinan"
        finally:
            server.terminate()
            server.wait(20)


def await_answer(url: str, server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while True:
        assert server.poll() is None, "pywb ended by itself"
        assert time.monotonic() < ends, "pywb does not answer"
        try:
            requests.get(url, timeout=60)
        except requests.ConnectionError:
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    enable_socket()  # this fixture runs before the per-test guard opens loopback
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    folder = tmp_path_factory.mktemp("replay")
    site, said = asyncio.run(kept_page(folder / "salinan"))
    with pywb(folder / "pywb", folder / "salinan" / "post.wacz") as url:
        yield Replayed(folder / "salinan", site, said, url)


def stamp_of(replayed: Replayed) -> str:
    at: str = json.loads((replayed.folder / "manifest.json").read_bytes())["captured_at"]
    return "".join(sign for sign in at[:19] if sign.isdigit())


@pytest.mark.parametrize(
    "path", ["/berita", "/s/utama.css", "/s/warna.css", "/i/satu.png", "/i/latar.png", "/f/huruf.woff2", "/l/sk.pdf", "/v.mp4"]
)
def test_pywb_gives_back_the_same_bytes(replayed: Replayed, path: str) -> None:
    came = requests.get(f"{replayed.pywb}/{stamp_of(replayed)}id_/{replayed.site}{path}", timeout=60)
    assert came.status_code == 200
    assert came.content == replayed.said[path]


def test_a_film_is_replayed_in_pieces_as_players_ask_for_it(replayed: Replayed) -> None:
    for mode in ("id_", "mp_"):
        url = f"{replayed.pywb}/{stamp_of(replayed)}{mode}/{replayed.site}/v.mp4"
        came = requests.get(url, headers={"Range": "bytes=1000-1999"}, timeout=60)
        assert (came.status_code, came.headers["Content-Type"]) == (206, "video/mp4")
        assert came.content == FILM[1000:2000]


def test_what_was_not_kept_is_not_there(replayed: Replayed) -> None:
    assert requests.get(f"{replayed.pywb}/{stamp_of(replayed)}id_/{replayed.site}/i/lain.png", timeout=60).status_code == 404


def passes(wacz: Path) -> bool:
    ended = subprocess.run([TOOLS / "wacz", "validate", "-f", str(wacz)], capture_output=True, text=True, check=False)
    return "Validation succeeded" in ended.stdout


def test_the_validator_of_others_passes_it_and_what_it_misses_ours_finds(replayed: Replayed, tmp_path: Path) -> None:
    assert passes(replayed.folder / "post.wacz")
    assert verify_copy(replayed.folder) == []
    parts, warc = members(replayed.folder), (replayed.folder / "post.warc.gz").read_bytes()
    other = parts | {"archive/post.warc.gz": warc.replace(warc[-60:], bytes(60))}
    pages = {name: body for name, body in parts.items() if name != "pages/pages.jsonl"}
    lines = parts["indexes/index.cdx"].splitlines(keepends=True)
    tampered = {
        "pages deleted": resealed(pages),
        "digest deleted": resealed(parts, digest=False),
        "signature taken away": resealed(parts),
        "archive swapped, hashes made again": resealed(other),
        "an answer left out of the index": resealed(parts | {"indexes/index.cdx": b"".join(lines[1:])}),
        "title edited": stored(parts | {"datapackage.json": parts["datapackage.json"].replace(b"Berita", b"Beritb")}),
        "a byte flipped": stored(parts)[:-900] + b"X" + stored(parts)[-899:],
    }
    signer = json.loads((replayed.folder / "manifest.json").read_bytes())["signed_by"]
    missed = []
    for name, body in tampered.items():
        file = tmp_path / f"{hashlib.sha256(name.encode()).hexdigest()[:8]}.wacz"
        file.write_bytes(body)
        assert broken(body, warc, {signer}, must=True), name
        missed += [name] if passes(file) else []
    assert "signature taken away" in missed, "so our own check is needed"
    assert "title edited" not in missed


def test_our_sort_keys_are_those_of_surt() -> None:
    urls = [
        "https://www.kpu.go.id/berita/A b?x=2&a=1",
        "http://kab-contoh.kpu.go.id/index.php?id=7&ID=8&",
        "http://127.0.0.1:8420/berita/x/",
        "https://a.id/x%20y/%C3%A9.jpg?Q=%2F",
        "https://a.id:443/wp-content//Foto-1.JPG",
        "https://a.id/unggahan/SK%20No.%2012%20(final).pdf",
        "https://a.id/?p=12&preview=",
        "https://a.id",
    ]
    program = "import sys, json, surt; print(json.dumps([surt.surt(url) for url in json.load(sys.stdin)]))"
    told = subprocess.run([TOOLS / "python", "-c", program], input=json.dumps(urls), capture_output=True, text=True, check=True)
    assert [sort_key(url) for url in urls] == json.loads(told.stdout)
