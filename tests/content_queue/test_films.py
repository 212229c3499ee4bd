"""Films in a package: what is taken, what is said of the others, and that no camera's trace of a place goes out."""

import hashlib
import io
import os
import tracemalloc
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymediainfo import MediaInfo

from connectors.article import article_of
from content_queue.mp4 import Broken, Half, walk, without_needless
from content_queue.package import Package
from content_queue.problems import PackageProblems
from content_queue.read import read
from content_queue.seal import MAX_FILE_BYTES, seal

FILMS = Path(__file__).parent.parent / "films"
JAKARTA = ZoneInfo("Asia/Jakarta")
FRONT = "title: Rapat pleno\nkind: berita\nchannels: [website]\n"
TOLD = b"Ketua mengetuk palu, hadirin bertepuk tangan.\n"


def film(name: str = "film.mp4") -> bytes:
    return (FILMS / name).read_bytes()


def box(kind: bytes, payload: bytes) -> bytes:
    return (8 + len(payload)).to_bytes(4) + kind + payload


def packed(tmp_path: Path, data: bytes, body: str = "Isi.\n", front: str = FRONT, **more: bytes) -> Package:
    folder = tmp_path / "paket"
    (folder / "media").mkdir(parents=True)
    files = {"naskah.md": f"---\n{front}---\n{body}".encode(), "media/film.mp4": data, "media/film.txt": TOLD} | more
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sealed = seal(folder, tmp_path / "simpanan")
    return read(sealed.path, "kpu-contoh", "paket", 1, JAKARTA, tmp_path / "turunan")


def said(tmp_path: Path, data: bytes, name: str = "media/film.mp4") -> list[str]:
    folder = tmp_path / "paket"
    (folder / "media").mkdir(parents=True)
    (folder / "naskah.md").write_text(f"---\n{FRONT}---\nIsi.\n")
    (folder / name).write_bytes(data)
    (folder / "media" / "film.txt").write_bytes(TOLD)
    sealed = seal(folder, tmp_path / "simpanan")
    with pytest.raises(PackageProblems) as caught:
        read(sealed.path, "kpu-contoh", "paket", 1, JAKARTA, tmp_path / "turunan")
    return [problem.code for problem in caught.value.problems]


def test_a_film_is_read_with_its_length_its_size_and_what_is_told_of_it(tmp_path: Path) -> None:
    package = packed(tmp_path, film(), front=FRONT + 'captions: {"film.mp4": "Palu diketuk"}\n')
    (video,) = package.videos
    assert (video.name, video.mime, video.width, video.height, video.seconds) == ("film.mp4", "video/mp4", 320, 180, 3.0)
    assert (video.alt, video.caption) == (TOLD.decode().strip(), "Palu diketuk")
    assert video.size == len(film())
    assert hashlib.sha256(video.path.read_bytes()).hexdigest() == video.sha256
    assert package.images == ()


def test_a_film_held_upright_is_as_high_as_it_is_seen(tmp_path: Path) -> None:
    (video,) = packed(tmp_path, film("tegak.mp4")).videos
    assert (video.width, video.height) == (90, 160)


def test_a_film_in_fragments_is_taken(tmp_path: Path) -> None:
    assert len(packed(tmp_path, film("frag.mp4")).videos) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("hevc.mp4", "film-codec"),
        ("mpeg4.mp4", "film-codec"),
        ("sepuluh-bit.mp4", "film-colours"),
        ("mp3.mp4", "film-sound"),
        ("suara.mp4", "film-no-picture"),
        ("jalur.mp4", "film-extra-track"),
        ("h264.mov", "film-not-mp4"),
        ("film.avi", "film-not-mp4"),
        ("film.webm", "film-not-mp4"),
    ],
)
def test_a_film_that_not_everybody_can_play_is_refused(tmp_path: Path, name: str, code: str) -> None:
    assert said(tmp_path, film(name)) == [code]


def test_other_formats_are_known_by_their_own_names_too(tmp_path: Path) -> None:
    assert said(tmp_path, film("film.avi"), "media/film.avi") == ["film-not-mp4"]


def test_a_film_under_the_name_of_a_picture_is_told_its_name(tmp_path: Path) -> None:
    assert said(tmp_path, film(), "media/film.jpg") == ["film-name"]


def test_a_picture_under_the_name_of_a_film_is_no_film(tmp_path: Path) -> None:
    assert said(tmp_path, b"\xff\xd8\xff\xe0" + bytes(100)) == ["film-not-mp4"]


@pytest.mark.parametrize("left", [20, 2_000, 10_000, -1])
def test_a_film_that_was_copied_halfway_is_refused(tmp_path: Path, left: int) -> None:
    assert said(tmp_path, film()[:left]) == ["film-half"]


def test_a_recording_that_was_never_finished_has_no_table_of_contents(tmp_path: Path) -> None:
    assert said(tmp_path, box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", bytes(500))) == ["film-half"]


def test_bytes_behind_the_end_of_a_film_are_refused(tmp_path: Path) -> None:
    assert said(tmp_path, film() + b"tail") == ["film-half"]


def test_a_film_that_would_keep_the_reader_busy_for_minutes_is_refused(tmp_path: Path) -> None:
    """One byte of a table turned it into one of two thousand million samples."""
    data = bytearray(film("mp3.mp4"))
    data[9373] = 127
    assert said(tmp_path, bytes(data)) == ["film-broken"]


def test_everything_wrong_with_a_film_is_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "paket"
    (folder / "media").mkdir(parents=True)
    (folder / "naskah.md").write_text(f"---\n{FRONT}---\nIsi.\n")
    (folder / "media" / "b.mp4").write_bytes(film("mp3.mp4"))
    (folder / "media" / "a.jpg").write_bytes(film("hevc.mp4"))
    (folder / "media" / "c.mp4").write_bytes(film())
    with pytest.raises(PackageProblems) as caught:
        read(seal(folder, tmp_path / "s").path, "kpu-contoh", "paket", 1, JAKARTA, tmp_path / "t")
    told = sorted((problem.code, problem.where) for problem in caught.value.problems)
    assert told == [
        ("film-codec", "media/a.jpg"),
        ("film-name", "media/a.jpg"),
        ("film-no-text", "media/c.mp4"),
        ("film-sound", "media/b.mp4"),
    ]
    assert "simpan ulang sebagai mp4 (h.264)" in str(caught.value).lower()
    assert "media/c.txt" in str(caught.value)


# --- where the article shows it ---------------------------------------------------------------------------------


def test_the_text_shows_the_film_where_it_names_it(tmp_path: Path) -> None:
    package = packed(tmp_path, film(), "Sebelum.\n\n![Palu diketuk](media/film.mp4)\n\nSesudah.\n")
    (video,) = package.videos
    assert package.body_html == (
        "<p>Sebelum.</p>\n"
        f'<figure><video controls="" preload="metadata" src="tayang-media:{video.sha256}" aria-label="{video.alt}"></video>'
        "<figcaption>Palu diketuk</figcaption></figure>\n<p>Sesudah.</p>"
    )
    assert package.body_text == "Sebelum.\n\nSesudah."


def test_nothing_but_the_films_of_the_package_can_be_shown_as_a_film(tmp_path: Path) -> None:
    with pytest.raises(PackageProblems) as caught:
        packed(tmp_path, film(), '<video src="https://lain.example/f.mp4" autoplay></video>\n')
    assert [problem.code for problem in caught.value.problems] == ["raw-html", "raw-html"]


# --- the traces of the camera -----------------------------------------------------------------------------------


def quicktime_place() -> bytes:
    text = b"-6.2088+106.8456/"
    return box(b"\xa9xyz", len(text).to_bytes(2) + b"\x15\xc7" + text)


def with_box_in_moov(kind: bytes, payload: bytes) -> bytes:
    """A film whose table of contents stands behind, so that it can grow."""
    data = film("tegak.mp4")
    place = data.rindex(b"moov") - 4
    end = place + int.from_bytes(data[place : place + 4])
    inner = data[place + 8 : end] + box(kind, payload)
    return data[:place] + box(b"moov", inner) + data[end:]


TRACES: list[tuple[bytes, bytes]] = [
    (film("berlokasi-keys.mp4"), b"-6.2088+106.8456"),
    (film("berlokasi-udta.mp4"), b"loci"),
    (with_box_in_moov(b"udta", quicktime_place()), b"-6.2088+106.8456"),
    (with_box_in_moov(b"uuid", bytes(16) + b"<exif:GPSLatitude>6,12S"), b"GPSLatitude"),
    (with_box_in_moov(b"gps ", b"$GPRMC,0612.5,S,10650.7,E"), b"GPRMC"),
    (film("tegak.mp4") + box(b"uuid", bytes(16) + b"<exif:GPSLatitude>6,12S"), b"GPSLatitude"),
]


@pytest.mark.parametrize(("data", "trace"), TRACES)
def test_no_place_goes_out_and_nothing_else_changes(tmp_path: Path, data: bytes, trace: bytes) -> None:
    assert trace in data
    (video,) = packed(tmp_path, data).videos
    published = video.path.read_bytes()
    assert trace not in published
    assert len(published) == len(data) == video.size
    changed = [at for at, (old, new) in enumerate(zip(data, published, strict=True)) if old != new]
    spans = [(b.start, b.end) for b in walk(io.BytesIO(data), len(data)).needless]
    assert all(any(start <= at < end for start, end in spans) for at in changed)


@pytest.mark.parametrize(("data", "trace"), TRACES)
def test_a_film_without_its_traces_plays_as_before(tmp_path: Path, data: bytes, trace: bytes) -> None:
    def pictures(file: Path) -> dict[str, object]:
        (track,) = MediaInfo.parse(io.BytesIO(file.read_bytes())).video_tracks
        return {name: getattr(track, name) for name in ("format", "duration", "frame_count", "stream_size", "width", "rotation")}

    (video,) = packed(tmp_path, data).videos
    assert pictures(video.path) == pictures(tmp_path / "paket" / "media" / "film.mp4")


def test_the_same_film_gives_the_same_bytes_every_time(tmp_path: Path) -> None:
    one, two = (packed(tmp_path / name, film("berlokasi-keys.mp4")).videos[0] for name in ("a", "b"))
    assert (one.sha256, one.path.read_bytes()) == (two.sha256, two.path.read_bytes())


def test_a_film_without_traces_is_published_from_the_sealed_bytes(tmp_path: Path) -> None:
    clean = packed(tmp_path / "a", film()).videos[0].path.read_bytes()
    again = packed(tmp_path / "b", clean)
    assert again.videos[0].path == tmp_path / "b" / "simpanan" / again.digest / "media" / "film.mp4"
    assert not (tmp_path / "b" / "turunan").exists()


def test_who_only_needs_to_know_of_a_film_makes_no_file_of_it(tmp_path: Path) -> None:
    (video,) = packed(tmp_path, film("berlokasi-keys.mp4")).videos
    video.path.unlink()
    folder = next(path for path in (tmp_path / "simpanan").iterdir())
    told = read(folder, "kpu-contoh", "paket", 1, JAKARTA, tmp_path / "turunan", make_films=False)
    assert told.videos == (video,)
    assert not video.path.exists()
    assert read(folder, "kpu-contoh", "paket", 1, JAKARTA, tmp_path / "turunan").videos == (video,)
    assert video.path.exists()


def word_manuscript() -> bytes:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for key, value in (("title", "Rapat pleno"), ("kind", "berita"), ("channels", "website")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = key, value
    document.add_paragraph("Isi berita")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_film_beside_a_word_manuscript_follows_the_text(tmp_path: Path) -> None:
    folder = tmp_path / "paket"
    (folder / "media").mkdir(parents=True)
    (folder / "naskah.docx").write_bytes(word_manuscript())
    (folder / "media" / "film.mp4").write_bytes(film())
    (folder / "media" / "film.txt").write_bytes(TOLD)
    package = read(seal(folder, tmp_path / "s").path, "kpu-contoh", "paket", 1, JAKARTA, tmp_path / "t")
    (video,) = package.videos
    article = article_of(package.body_html, package.images, package.attachments, package.videos)
    assert article.index("Isi berita") < article.index(f"tayang-media:{video.sha256}")
    assert article.count("<video ") == 1


def test_a_derivative_that_was_changed_is_made_again(tmp_path: Path) -> None:
    (video,) = packed(tmp_path, film("berlokasi-keys.mp4")).videos
    video.path.chmod(0o644)
    video.path.write_bytes(bytes(video.size))
    folder = next(path for path in (tmp_path / "simpanan").iterdir())
    (again,) = read(folder, "kpu-contoh", "paket", 1, JAKARTA, tmp_path / "turunan").videos
    assert hashlib.sha256(again.path.read_bytes()).hexdigest() == video.sha256


# --- size -------------------------------------------------------------------------------------------------------


def long_film(path: Path, size: int) -> None:
    """A film whose `mdat` is as long as wanted, nearly all of it a hole in the file."""
    data = film("tegak.mp4")
    place = data.index(b"mdat") - 4
    end = place + int.from_bytes(data[place : place + 4])
    with path.open("wb") as file:
        file.write(data[:place] + (1).to_bytes(4) + b"mdat" + (16 + size).to_bytes(8) + data[place + 8 : end])
        file.seek(place + 16 + size)
        file.write(data[end:])


def test_a_large_film_is_never_held_whole(tmp_path: Path) -> None:
    folder = tmp_path / "paket"
    (folder / "media").mkdir(parents=True)
    (folder / "naskah.md").write_text(f"---\n{FRONT}---\nIsi.\n")
    (folder / "media" / "film.txt").write_bytes(TOLD)
    long_film(folder / "media" / "film.mp4", 2 * MAX_FILE_BYTES)
    tracemalloc.start()
    try:
        package = read(seal(folder, tmp_path / "s").path, "kpu-contoh", "paket", 1, JAKARTA, tmp_path / "t")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert package.videos[0].size > 2 * MAX_FILE_BYTES
    assert peak < 16 * 2**20


def test_a_package_with_too_large_a_film_is_told_so(tmp_path: Path) -> None:
    folder = tmp_path / "paket"
    (folder / "media").mkdir(parents=True)
    (folder / "naskah.md").write_text(f"---\n{FRONT}---\nIsi.\n")
    with (folder / "media" / "film.mp4").open("wb") as file:
        os.truncate(file.fileno(), 501 * 2**20)
    with pytest.raises(PackageProblems) as caught:
        seal(folder, tmp_path / "s")
    assert [problem.code for problem in caught.value.problems] == ["package-too-large"]


# --- the walker -------------------------------------------------------------------------------------------------


def boxes() -> st.SearchStrategy[bytes]:
    kinds = st.sampled_from([b"ftyp", b"moov", b"mdat", b"udta", b"trak", b"mdia", b"hdlr", b"free", b"uuid", b"moof", b"meta"])
    leaf = st.builds(box, kinds, st.binary(max_size=40))
    return st.recursive(leaf, lambda inner: st.builds(box, kinds, st.lists(inner, max_size=4).map(b"".join)), max_leaves=12)


def cut_and_bent(data: bytes, cut: int, at: int, value: int) -> bytes:
    bent = bytearray(data[: max(1, len(data) - cut)])
    bent[at % len(bent)] = value
    return bytes(bent)


def hostile() -> st.SearchStrategy[bytes]:
    head = box(b"ftyp", b"isom" + bytes(4))
    trees = st.lists(boxes(), max_size=6).map(lambda parts: head + b"".join(parts))
    whole = trees.map(lambda data: data + box(b"moov", b"") + box(b"mdat", b"x"))
    real = st.sampled_from([film("berlokasi-keys.mp4"), film("frag.mp4")])
    bent = st.builds(cut_and_bent, real, st.integers(0, 50), st.integers(0, 4000), st.integers(0, 255))
    return st.one_of(st.binary(max_size=200), trees, whole, bent)


@given(hostile())
@settings(max_examples=400, deadline=None)
def test_whatever_the_bytes_only_needless_boxes_change_and_they_become_empty(data: bytes) -> None:
    try:
        found = walk(io.BytesIO(data), len(data))
    except (Half, Broken):
        return
    made = b"".join(without_needless(io.BytesIO(data), found))
    assert len(made) == len(data)
    at = 0
    for one in found.needless:
        assert made[at : one.start + 4] == data[at : one.start + 4]
        assert made[one.start + 4 : one.start + 8] == b"free"
        assert not any(made[one.start + one.header : one.end])
        at = one.end
    assert made[at:] == data[at:]
    assert walk(io.BytesIO(made), len(made)).tracks == found.tracks


@pytest.mark.parametrize("cut", ["hdlr", "ftyp"])
def test_a_box_too_short_for_what_it_must_say_makes_a_broken_film(cut: str) -> None:
    brand = box(b"ftyp", b"" if cut == "ftyp" else b"isom" + bytes(4))
    handler = box(b"hdlr", b"\0" if cut == "hdlr" else bytes(8) + b"vide")
    data = brand + box(b"moov", box(b"trak", box(b"mdia", handler + box(b"udta", b"")))) + box(b"mdat", b"x")
    with pytest.raises(Broken):
        walk(io.BytesIO(data), len(data))


def test_a_needless_box_with_a_long_header_becomes_empty_too() -> None:
    data = film("tegak.mp4") + (1).to_bytes(4) + b"uuid" + (16 + 600).to_bytes(8) + b"-6.2088+106.8456" + bytes(584)
    made = b"".join(without_needless(io.BytesIO(data), walk(io.BytesIO(data), len(data))))
    assert b"106.8456" not in made
    assert walk(io.BytesIO(made), len(made)).size == len(data)
