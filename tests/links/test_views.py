"""A copy gets its PDF, picture and text where Chromium is there; whatever becomes of Chromium, the copy stays as it was."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from links.additions import add, clear_half_done
from links.copy import settle, verify_copy
from links.views import NAMES, Bounds, draw, find_browser
from safety.clock import SystemClock

CLOCK = SystemClock()
PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Berita</title></head><body>
<h1>Penetapan Daftar Pemilih</h1>
<p style="height:2600px;background:linear-gradient(#fff,#900)">Isi berita</p><p>Baris terakhir</p>
<img src="URL/gambar.png"><script>document.body.innerHTML = 'DIJALANKAN'</script><img src="file:///etc/hostname"></body></html>"""


def left_over(mark: str = "tayang-tampilan-") -> list[str]:
    """Processes that stay, though they carry a profile of ours: what was killed needs a moment, and another test may draw too."""
    ends = time.monotonic() + 60
    while (found := _marked(mark)) and time.monotonic() < ends:
        time.sleep(0.05)
    return found


def _marked(mark: str) -> list[str]:
    """Processes that carry this in what they were started with."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if mark.encode() in told:
            found.append(entry.name)
    return found


def program(folder: Path, text: str) -> str:
    """A browser that does not what it should."""
    place = folder / "chromium"
    place.write_text(f"#!/bin/sh\n{text}\n")
    place.chmod(0o755)
    return str(place)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    place = tmp_path / "salinan.html"
    place.write_text(PAGE.replace("URL", "http://127.0.0.1:9"), encoding="utf-8")
    return place


@pytest.mark.browser
@pytest.mark.skipif(not find_browser(), reason="butuh Chromium: apt-get install chromium")
def test_the_page_is_drawn_as_it_was_kept_and_asks_nobody(page: Path) -> None:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.write_text(PAGE.replace("URL", f"http://127.0.0.1:{server.server_port}"), encoding="utf-8")
        views = draw(find_browser(), page, CLOCK)
        server.shutdown()
    assert asked == []
    assert (sorted(views.files), dict(views.missing)) == (sorted(NAMES), {})
    text = views.files["halaman.txt"].decode()
    assert "Penetapan Daftar Pemilih" in text
    assert "Baris terakhir" in text
    assert "DIJALANKAN" not in text
    with Image.open(BytesIO(views.files["halaman.jpg"])) as picture:
        assert (picture.format, picture.width) == ("JPEG", 1280)
        assert picture.height > 2600, "the whole page, not what fits on a screen"
    printed = PdfReader(BytesIO(views.files["halaman.pdf"]))
    assert len(printed.pages) >= 2
    assert "Penetapan Daftar Pemilih" in printed.pages[0].extract_text()
    assert re.match(r"(Headless)?Chrome/\d+", views.software)
    assert left_over() == []


@pytest.mark.browser
@pytest.mark.skipif(not find_browser(), reason="butuh Chromium: apt-get install chromium")
def test_a_page_is_drawn_wherever_it_lies_and_one_that_cannot_be_read_gives_no_picture_of_an_error(tmp_path: Path) -> None:
    folder = tmp_path / "Kantor KPU (baru) ~ 100% 'lama' #2 é"
    folder.mkdir()
    (folder / "salinan.html").write_text('<!doctype html><h1 style="height:20000px">Ada</h1>', encoding="utf-8")
    tall = draw(find_browser(), folder / "salinan.html", CLOCK)
    assert tall.files["halaman.txt"].strip() == b"Ada"
    with Image.open(BytesIO(tall.files["halaman.jpg"])) as picture:
        assert picture.height == 16_000
    assert "bagian atasnya" in tall.missing["halaman.jpg"], "a picture that is cut says so"
    missing = draw(find_browser(), folder / "tidak-ada.html", CLOCK)
    assert missing.files == {}
    assert set(missing.missing) == {*NAMES}


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("exit 1", "berhenti sebelum selesai"),
        ("kill -SEGV $$", "berhenti sebelum selesai"),
        ("printf 'bukan json\\0' >&4; sleep 30", "berhenti sebelum selesai"),
        ("sleep 300", "tidak selesai dalam 1 detik"),
        ("setsid sleep 300 & sleep 300", "tidak selesai dalam 1 detik"),
        ("trap '' TERM; while :; do sleep 1; done", "tidak selesai dalam 1 detik"),
    ],
)
def test_a_browser_that_crashes_or_hangs_leaves_no_process_and_no_profile(
    does: str, why: str, page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = tmp_path / "tmp"
    rooms.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(rooms))
    views = draw(program(tmp_path, does), page, CLOCK, Bounds(seconds=1))
    assert views.files == {}
    assert set(views.missing) == {*NAMES}
    assert why in views.missing["halaman.pdf"]
    assert left_over(str(rooms)) == []
    assert [path.name for path in rooms.iterdir()] == []


def test_a_browser_that_eats_memory_is_ended(page: Path, tmp_path: Path) -> None:
    views = draw(
        program(tmp_path, "head -c 300m /dev/zero | tail; sleep 30"), page, CLOCK, Bounds(seconds=30, memory=128 * 2**20)
    )
    assert "lebih dari 128 MB" in views.missing["halaman.pdf"]
    assert left_over() == []


def test_half_a_file_is_none(page: Path, tmp_path: Path) -> None:
    cut = """for out in /proc/$PPID/cmdline; do out=$(tr '\\0' '\\n' < $out | tail -2 | head -1); done
    printf '%%PDF-1.7 setengah' > "$out/halaman.pdf"; printf 'teks' > "$out/halaman.txt"; exit 1"""
    views = draw(program(tmp_path, cut), page, CLOCK)
    assert dict(views.files) == {"halaman.txt": b"teks"}
    assert set(views.missing) == {"halaman.pdf", "halaman.jpg"}


def test_without_a_browser_there_is_none(tmp_path: Path) -> None:
    assert find_browser(str(tmp_path)) == ""
    program(tmp_path, "true")
    assert find_browser(str(tmp_path)) == str(tmp_path / "chromium")
    assert draw(str(tmp_path / "tidak-ada"), tmp_path, CLOCK).files == {}


@pytest.fixture
def copy(tmp_path: Path) -> tuple[Path, str]:
    dest = tmp_path / "salinan" / "satu"
    files = {"kiriman.json": b"{}", "salinan.html": b"<p>isi</p>"}
    return dest, settle(dest, files, {"kind": "social", "url": "https://x.example/1"})


def test_an_addition_is_dated_beside_the_manifest_and_changes_nothing_that_stood_there(copy: tuple[Path, str]) -> None:
    dest, manifest = copy
    before = {path.name: path.read_bytes() for path in dest.iterdir()}
    one = add(dest, {"halaman.pdf": b"%PDF-"}, {"halaman.jpg": "tidak dapat dibuat"}, {"what": "tampilan"}, CLOCK.now())
    assert {name: (dest / name).read_bytes() for name in before} == before
    told = json.loads((dest / one.name).read_bytes())
    assert told["missing"] == [{"name": "halaman.jpg", "reason": "tidak dapat dibuat"}]
    assert told["added_at"] > "2026"
    assert verify_copy(dest, manifest) == verify_copy(dest, manifest, {one.name: one.sha256}) == []
    with pytest.raises(FileExistsError):
        add(dest, {"halaman.pdf": b"lain"}, {}, {}, CLOCK.now())
    with pytest.raises(FileExistsError):
        add(dest, {"salinan.html": b"lain"}, {}, {}, CLOCK.now())
    two = add(dest, {"halaman.jpg": b"\xff\xd8\xff\xd9"}, {}, {"what": "tampilan"}, CLOCK.now())
    assert (one.name, two.name) == ("tambahan-1.json", "tambahan-2.json")
    known = {one.name: one.sha256, two.name: two.sha256}
    assert verify_copy(dest, manifest, known) == []
    for name in ("halaman.pdf", "tambahan-1.json"):
        whole = (dest / name).read_bytes()
        (dest / name).write_bytes(whole + b" ")
        assert [found.code for found in verify_copy(dest, manifest, known)] == ["copy_file_changed"], name
        (dest / name).unlink()
        assert "copy_file_missing" in {found.code for found in verify_copy(dest, manifest, known)}, name
        (dest / name).write_bytes(whole)
    forged = add(dest, {"palsu.pdf": b"%PDF-"}, {}, {}, CLOCK.now())
    codes = [found.code for found in verify_copy(dest, manifest, known)]
    assert codes == ["copy_file_extra", "copy_file_extra"], "what the ledger does not know does not count"
    assert forged.name == "tambahan-3.json"


def test_what_a_killed_process_left_of_an_addition_is_cleared_and_nothing_else(copy: tuple[Path, str]) -> None:
    dest, manifest = copy
    kept = add(dest, {"halaman.txt": b"isi"}, {}, {}, CLOCK.now())
    add(dest, {"halaman.pdf": b"%PDF-"}, {}, {}, CLOCK.now())  # killed before the ledger heard of it
    (dest / "halaman.jpg").write_bytes(b"\xff\xd8")  # killed before the list was written
    clear_half_done(dest, NAMES, {kept.name})
    assert verify_copy(dest, manifest, {kept.name: kept.sha256}) == []
    assert (dest / "halaman.txt").read_bytes() == b"isi"
