"""Which films a channel takes, what it says of the others, and that a film leaves as it was approved, never whole in memory."""

import hashlib
import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from connectors import http
from connectors._social_text import Post, film_or_pictures, films, pictures, recognise
from connectors.contract import Absent, Fingerprint, Found, MaybePublished, Refused
from connectors.files import Form, approved_file
from connectors.x import LIMITS
from content_queue.package import Kind, Package, Video
from safety.addresses import AddressPolicy
from safety.patience import PROMPT
from safety.redaction import Redactor

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
NONE = replace(LIMITS, videos=0)
ONE = replace(LIMITS, videos=1, video_bytes=100, video_seconds=140)


def video(name: str, size: int = 10, seconds: float = 5.0, path: Path = Path("film.mp4"), sha256: str = "") -> Video:
    return Video(name, path, sha256, "video/mp4", 320, 180, size, seconds, "Palu diketuk")


def package(*videos: Video) -> Package:
    empty = dict.fromkeys(("office", "id", "digest", "slug", "summary", "body_html", "body_text"), "")
    return Package(**empty, revision=1, title="J", kind=Kind.NEWS, language="id", channels=("x",), videos=videos)


def test_a_channel_without_films_says_so_where_it_tells_of_the_pictures() -> None:
    assert pictures(package(video("a.mp4"), video("b.mp4")), NONE, "X")[1] == ["X tidak memuat video; tidak ikut: a.mp4, b.mp4."]
    assert pictures(package(), NONE, "X")[1] == []


def test_a_channel_with_films_takes_what_fits_and_tells_why_the_rest_does_not() -> None:
    small, heavy, long, more = video("a.mp4"), video("b.mp4", size=101), video("c.mp4", seconds=140.5), video("d.mp4")
    kept, notes = films(package(heavy, long, small, more), ONE, "X")
    assert kept == (small,)
    assert notes == [
        "X memuat video paling besar 0 MB; tidak ikut: b.mp4.",
        "X memuat video paling lama 140 detik; tidak ikut: c.mp4.",
        "X memuat paling banyak 1 video; tidak ikut: d.mp4.",
    ]
    assert pictures(package(small), ONE, "X")[1] == []


def test_a_film_goes_before_pictures_where_a_post_holds_one_or_the_other() -> None:
    kept, heavy = video("a.mp4"), video("b.mp4", size=101)
    assert film_or_pictures(package(kept), ONE, "X") == ((), (kept,), [])
    assert film_or_pictures(package(heavy), ONE, "X")[2] == ["X memuat video paling besar 0 MB; tidak ikut: b.mp4."]
    assert film_or_pictures(package(kept), NONE, "X")[2] == ["X tidak memuat video; tidak ikut: a.mp4."]


def test_a_post_without_its_film_is_not_ours() -> None:
    wanted = Fingerprint("M", "", "Berita hari ini", "", "", 0, videos=1)
    without, whole = Post("1", "Berita hari ini", 0, "u1", NOW), Post("2", "Berita hari ini", 0, "u2", NOW, videos=1)
    assert not isinstance(recognise("X", [without], wanted), Found | Absent)
    found = recognise("X", [without, whole], wanted)
    assert isinstance(found, Found)
    assert found.remote_id == "2"


def on_disk(path: Path, size: int) -> Video:
    with path.open("wb") as file:
        file.truncate(size)
    digest = hashlib.sha256()
    for _ in range(size // 2**20):
        digest.update(bytes(2**20))
    return video("film.mp4", size, path=path, sha256=digest.hexdigest())


def test_a_film_is_sent_as_a_form_piece_by_piece(tmp_path: Path) -> None:
    film = on_disk(tmp_path / "film.mp4", 64 * 2**20)
    sent, largest = hashlib.sha256(), 0
    tracemalloc.start()
    try:
        with approved_file(film) as file:
            form = Form({"nama": "ä"}, {"file": ('a"b.mp4', file, film.mime)})
            told = len(form)
            while piece := form.read(16384):
                sent.update(piece)
                largest += len(piece)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert largest == told
    assert peak < 8 * 2**20


def test_the_form_is_what_servers_read(tmp_path: Path) -> None:
    film = on_disk(tmp_path / "film.mp4", 2**20)
    with approved_file(film) as file:
        form = Form({"nama": "ä"}, {"file": ('a"b.mp4', file, film.mime)})
        whole = b"".join(form)
    border = form.content_type.partition("boundary=")[2].encode()
    assert whole == (
        b"--" + border + b'\r\nContent-Disposition: form-data; name="nama"\r\n\r\n\xc3\xa4\r\n'
        b"--" + border + b'\r\nContent-Disposition: form-data; name="file"; filename="a%22b.mp4"\r\n'
        b"Content-Type: video/mp4\r\n\r\n" + bytes(2**20) + b"\r\n--" + border + b"--\r\n"
    )


class Thoughtful(ThreadingHTTPServer):
    """Tells when something has arrived, and answers when it is allowed to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Reading)
        self.arrived, self.may_answer = threading.Event(), threading.Event()


class Reading(BaseHTTPRequestHandler):
    server: Thoughtful

    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        while left > 0:
            left -= len(self.rfile.read(min(left, 2**20)))
        self.server.arrived.set()
        self.server.may_answer.wait(300)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def ended(server: Thoughtful) -> Iterator[None]:
    """A test that fails must not leave a server which waits for ever."""
    try:
        yield
    finally:
        server.may_answer.set()
        server.shutdown()


def in_haste(address: str) -> http.Session:
    return http.session(AddressPolicy(frozenset({address})), Redactor([]), http.Timeouts(read=0.2, total=0.2))


def sent_film(address: str, film: Video) -> int:
    with in_haste(address) as line, approved_file(film) as file:
        form = Form({}, {"file": (film.name, file, film.mime)})
        return line.post(f"http://{address}/", data=form, headers={"Content-Type": form.content_type}).status_code


def test_a_film_has_more_time_to_arrive_than_other_requests(tmp_path: Path) -> None:
    film = on_disk(tmp_path / "film.mp4", PROMPT + 2**20)
    with ThreadPoolExecutor(2) as beside, Thoughtful() as server, ended(server):
        beside.submit(server.serve_forever)
        address = f"127.0.0.1:{server.server_address[1]}"
        waiting = beside.submit(sent_film, address, film)
        assert server.arrived.wait(300)
        with in_haste(address) as line, pytest.raises(MaybePublished, match=r"0\.2"):
            line.post(f"http://{address}/", data=b"kecil")
        server.may_answer.set()  # the film has waited longer by now than the small request was given
        assert waiting.result(300) == 200


def test_a_film_that_is_not_the_approved_one_gives_no_byte_away(tmp_path: Path) -> None:
    film = on_disk(tmp_path / "film.mp4", 2**20)
    with (tmp_path / "film.mp4").open("r+b") as file:
        file.seek(2**19)
        file.write(b"x")
    with pytest.raises(Refused), approved_file(film):
        raise AssertionError


def test_a_film_put_in_the_place_of_an_open_one_is_not_sent(tmp_path: Path) -> None:
    film = on_disk(tmp_path / "film.mp4", 2**20)
    with approved_file(film) as file:
        (tmp_path / "lain").write_bytes(b"x" * 2**20)
        (tmp_path / "lain").replace(film.path)
        assert hashlib.sha256(file.read()).hexdigest() == film.sha256
