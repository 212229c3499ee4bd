"""Every rule of the package format, each with a package that breaks it."""

import io
import os
import threading
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from content_queue.frontmatter import split, validate
from content_queue.media import derive
from content_queue.package import Kind, Package
from content_queue.problems import PackageProblems, Problem
from content_queue.read import read
from content_queue.seal import digest_of, seal
from content_queue.text import Files, render
from content_queue.words import WORDS

JAKARTA = ZoneInfo("Asia/Jakarta")
FRONT = "title: Penetapan DPB\nkind: berita\nchannels: [website, facebook]\n"
BODY = "Isi **berita**.\n\n![](media/01.jpg)\n\nLihat [keputusan](lampiran/keputusan.pdf).\n"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", size, (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def manuscript(front: str = FRONT, body: str = BODY) -> bytes:
    return f"---\n{front}---\n{body}".encode()


def word(rows: list[tuple[str, str]], text: str = "Isi berita", image: bytes | None = None) -> bytes:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for key, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = key, value
    document.add_paragraph(text)
    if image:
        document.add_picture(io.BytesIO(image))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


WORD_ROWS = [("Title", "Penetapan DPB"), ("Kind", "berita"), ("Channels", "website, facebook")]


def good() -> dict[str, bytes]:
    return {
        "naskah.md": manuscript(),
        "media/01.jpg": picture(),
        "media/01.txt": b"Ketua mengetuk palu",
        "lampiran/keputusan.pdf": PDF,
    }


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def read_files(tmp_path: Path, files: dict[str, bytes]) -> Package:
    sealed = seal(write(tmp_path / "paket", files), tmp_path / "simpanan")
    return read(sealed.path, "kpu-contoh", "paket", 1, JAKARTA, tmp_path / "turunan")


def codes(error: PackageProblems) -> set[str]:
    return {problem.code for problem in error.problems}


def with_front(extra: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({"naskah.md": manuscript(FRONT + extra)})


def with_body(body: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({"naskah.md": manuscript(body=BODY + body)})


def with_file(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({name: data})


def without(*names: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: [files.pop(name) for name in names] and None


def only_word(data: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        del files["naskah.md"]
        files["naskah.docx"] = data

    return change


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"word/media/{number}", bytes(30 * 1024 * 1024))
    return out.getvalue()


def doctype() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return out.getvalue()


def animated() -> bytes:
    out = io.BytesIO()
    frames = [Pillow.new("RGB", (8, 8), (shade, 0, 0)) for shade in (0, 200)]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


BROKEN = [
    ("no-manuscript", without("naskah.md")),
    ("two-manuscripts", with_file("naskah.docx", word(WORD_ROWS))),
    ("unexpected-file", with_file("catatan.txt", b"x")),
    ("no-front-matter", with_file("naskah.md", b"Isi saja\n")),
    ("no-front-matter", with_file("naskah.md", b"---\ntitle: x\n")),
    ("front-matter-too-large", with_front(f"summary: {'x' * 33_000}\n")),
    ("yaml", with_front("summary: [x\n")),
    ("yaml", with_front('summary: "\\UFFFFFFFF"\n')),
    ("yaml", with_file("naskah.md", manuscript("- satu\n- dua\n"))),
    ("yaml-alias", with_front("summary: &a x\ncategory: *a\n")),
    ("yaml-tag", with_front("summary: !!python/object:os.system x\n")),
    ("yaml-depth", with_front("summary: " + "[" * 60 + "]" * 60 + "\n")),
    ("duplicate-key", with_front("title: Lain\n")),
    ("unknown-key", with_front("sumary: x\n")),
    ("claims-approval", with_front("approved: true\n")),
    ("claims-approval", with_front("disetujui: ya\n")),
    ("missing-key", with_file("naskah.md", manuscript("kind: berita\nchannels: [website]\n"))),
    ("bad-value", with_front("publish_at: besok\n")),
    ("bad-value", with_front("publish_at: 2026-11-20\n")),
    ("bad-value", with_front("slug: Huruf Besar\n")),
    ("bad-value", with_front("made_with_ai: mungkin\n")),
    ("legal-missing", with_file("naskah.md", manuscript(FRONT.replace("berita", "produk-hukum")))),
    ("expires-first", with_front("publish_at: 2026-11-20 09:00\nexpires_at: 2026-11-20 08:00\n")),
    ("channel-not-listed", with_front("text: {x: halo}\n")),
    ("no-such-picture", with_front("alt: {09.jpg: x}\n")),
    ("hidden-character", with_front('summary: "a\\u202Eb"\n')),
    ("hidden-character", with_body("kata\u200bkata\n")),
    ("hidden-character", with_body("a\x1b[2Jb\n")),
    ("mixed-letters", with_front("summary: Pengumuman k\u0440u resmi\n")),
    ("mixed-letters", with_body("Situs k\u0440u resmi\n")),
    ("odd-address", with_body("[x](https://kp\u00fc.go.id/)\n")),
    ("odd-address", with_body("[x](https://xn--kpu-5cd.id/)\n")),
    ("odd-address", with_body("[x](https://kpu.go.id@jahat.example/)\n")),
    ("odd-address", with_front("text: {facebook: 'Baca https://kpu.go.id@jahat.example/'}\n")),
    ("odd-address", only_word(word(WORD_ROWS, "Baca https://kp\u00fc.go.id/ segera"))),
    ("not-utf8", with_file("naskah.md", b"---\ntitle: \xff\n---\n")),
    ("text-too-long", with_body("a " * 140_000)),
    ("text-empty", with_file("naskah.md", manuscript(body=""))),
    ("raw-html", with_body("\n<script>alert(1)</script>\n")),
    ("raw-html", with_body("kata <b>tebal</b>\n")),
    ("foreign-image", with_body("![x](https://example.org/x.jpg)\n")),
    ("bad-link", with_body("[x](halaman.html)\n")),
    ("bad-link", with_body("[x](//example.org)\n")),
    ("bad-link", with_body("[x](tayang-file:00)\n")),
    ("missing-file", with_body("![x](media/09.jpg)\n")),
    ("missing-file", with_body("[x](lampiran/lain.pdf)\n")),
    ("docx-unreadable", only_word(b"bukan zip")),
    ("docx-unreadable", only_word(doctype())),
    ("docx-too-large", only_word(bomb())),
    ("no-table", only_word(word([], "Isi tanpa tabel"))),
    ("duplicate-key", only_word(word([*WORD_ROWS, ("title", "Lain")]))),
    ("image-unreadable", with_file("media/01.jpg", b"GIF89a")),
    ("image-unreadable", with_file("media/01.jpg", picture()[:200])),
    ("image-unreadable", with_file("media/01.jpg", picture("GIF"))),
    ("image-too-large", with_file("media/01.png", picture("PNG", (9000, 6000)))),
    ("image-animated", with_file("media/01.webp", animated())),
    ("no-alt", without("media/01.txt")),
    ("not-pdf", with_file("lampiran/keputusan.pdf", b"MZ\x90")),
    ("not-pdf", with_file("lampiran/keputusan.pdf", PDF[:-8])),
    ("too-deep", with_file("media/a/b.jpg", picture())),
    ("name-collision", with_file("media/01.JPG", picture())),
    ("name-collision", lambda f: f.update({"media/\u00e9.txt": b"x", "media/e\u0301.txt": b"x"})),
    ("conflict-copy", with_file("media/01 (conflicted copy).jpg", picture())),
    ("conflict-copy", with_file("naskah.sync-conflict-20261120.md", b"x")),
    ("bad-name", with_file("media/a\u202eb.jpg", picture())),
    ("bad-name", with_file(os.fsdecode(b"media/\xff.jpg"), picture())),
    ("still-changing", with_file("~$naskah.docx", b"x")),
    ("too-many-files", lambda f: f.update({f"media/{n:03}.txt": b"x" for n in range(201)})),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "breaks"), BROKEN, ids=[f"{i:02}-{rule}" for i, (rule, _) in enumerate(BROKEN)])
def test_a_package_that_breaks_a_rule_is_told_which(
    tmp_path: Path, rule: str, breaks: Callable[[dict[str, bytes]], None]
) -> None:
    files = good()
    breaks(files)
    with pytest.raises(PackageProblems) as caught:
        read_files(tmp_path, files)
    assert codes(caught.value) == {rule}
    for problem in caught.value.problems:
        assert problem.where
        assert "{" not in problem.text("en").replace('{"', "")
        assert problem.text("id") != problem.text("en")


def test_a_good_package_reads_whole(tmp_path: Path) -> None:
    files = good() | {
        "naskah.md": manuscript(
            FRONT + "publish_at: 2026-11-20 09.00\nexpires_at: 2026-12-01T00:00:00Z\nlink_in_post: ya\n"
            'captions: {01.jpg: "Foto: Humas", keputusan.pdf: Keputusan}\ntext: {facebook: Halo 👨\u200d👩\u200d👧}\n'
        ),
        "disposisi.yaml": b"apa saja",
        "Thumbs.db": b"x",
        "ALASAN.txt": b"x",
    }
    package = read_files(tmp_path, files)
    image = package.images[0]
    assert package.publish_at == datetime(2026, 11, 20, 2, tzinfo=UTC)
    assert package.expires_at == datetime(2026, 12, 1, tzinfo=UTC)
    assert package.slug == "penetapan-dpb"
    assert package.link_in_post == {"website": True, "facebook": True}
    assert (image.alt, image.caption, image.mime) == ("Ketua mengetuk palu", "Foto: Humas", "image/jpeg")
    assert f'<img src="tayang-media:{image.sha256}" alt="Ketua mengetuk palu">' in package.body_html
    assert f'href="tayang-file:{package.attachments[0].sha256}"' in package.body_html
    assert package.attachments[0].title == "Keputusan"
    assert package.body_text == "Isi berita.\n\nLihat keputusan."
    assert set(files) - set(seal(tmp_path / "paket", tmp_path / "simpanan").files) == {
        "disposisi.yaml",
        "Thumbs.db",
        "ALASAN.txt",
    }


def test_a_word_manuscript_reads_like_a_markdown_one(tmp_path: Path) -> None:
    rows = [*WORD_ROWS, ("alt.word-01.png", "Grafik"), ("text.facebook", "Halo")]
    package = read_files(tmp_path, {"naskah.docx": word(rows, image=picture("PNG"))})
    assert (package.title, package.kind, package.channel_text) == ("Penetapan DPB", Kind.NEWS, {"facebook": "Halo"})
    assert package.images[0].alt == "Grafik"
    assert f"tayang-media:{package.images[0].sha256}" in package.body_html
    assert "Penetapan DPB" not in package.body_html
    assert package.body_text == "Isi berita"


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    files = good() | {
        "naskah.md": manuscript(FRONT + "approved: true\nsumary: x\n", "<b>x</b>\n"),
        "lampiran/keputusan.pdf": b"x",
    }
    del files["media/01.txt"]
    with pytest.raises(PackageProblems) as caught:
        read_files(tmp_path, files)
    assert codes(caught.value) == {"claims-approval", "unknown-key", "raw-html", "not-pdf"}
    by_code = {problem.code: problem for problem in caught.value.problems}
    assert by_code["unknown-key"].line == 6
    assert "summary" in by_code["unknown-key"].text()
    assert by_code["raw-html"].line == 8


def test_pictures_lose_their_place_and_keep_their_uprightness(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "S"
    files = good() | {"media/01.jpg": picture(size=(3000, 1000), exif=exif.tobytes(), comment=b"rahasia")}
    first, second = read_files(tmp_path / "a", files).images[0], read_files(tmp_path / "b", files).images[0]
    assert first.sha256 == second.sha256
    assert (first.width, first.height) == (683, 2048)
    with Pillow.open(first.path) as image:
        assert not image.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & image.info.keys()


def test_the_digest_knows_bytes_and_names_only(tmp_path: Path) -> None:
    first = seal(write(tmp_path / "a", good()), tmp_path / "s")
    second = seal(write(tmp_path / "b", good() | {"disposisi.yaml": b"lain"}), tmp_path / "s")
    third = seal(write(tmp_path / "c", good() | {"media/01.txt": b"lain"}), tmp_path / "s")
    assert first.digest == second.digest == digest_of(first.files)
    assert third.digest != first.digest
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == sorted([first.digest, third.digest])


def test_a_damaged_store_is_noticed_and_replaced(tmp_path: Path) -> None:
    sealed = seal(write(tmp_path / "a", good()), tmp_path / "s")
    victim = sealed.path / "media/01.txt"
    victim.chmod(0o644)
    victim.write_bytes(b"diubah")
    with pytest.raises(PackageProblems) as caught:
        read(sealed.path, "kpu", "p", 1, JAKARTA, tmp_path / "t")
    assert codes(caught.value) == {"store-changed"}
    assert seal(tmp_path / "a", tmp_path / "s").digest == sealed.digest
    assert read(sealed.path, "kpu", "p", 1, JAKARTA, tmp_path / "t").digest == sealed.digest


def _symlink(folder: Path) -> None:
    (folder / "media/x.jpg").symlink_to("/etc/passwd")


def _linked_folder(folder: Path) -> None:
    (folder / "lampiran2").symlink_to("/etc")


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "media/x.jpg")


def _hard_link(folder: Path) -> None:
    os.link(folder / "media/01.jpg", folder / "media/02.jpg")


@pytest.mark.parametrize(
    ("rule", "make"),
    [("link-file", _symlink), ("link-file", _linked_folder), ("special-file", _fifo), ("hard-link", _hard_link)],
)
def test_what_is_no_ordinary_file_is_never_opened(tmp_path: Path, rule: str, make: Callable[[Path], None]) -> None:
    folder = write(tmp_path / "paket", good())
    make(folder)
    with pytest.raises(PackageProblems) as caught:
        seal(folder, tmp_path / "s")
    assert codes(caught.value) == {rule}
    assert list((tmp_path / "s").iterdir()) == []


def test_files_beyond_the_limits_are_refused_before_they_are_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "paket", good())
    for number in range(10):
        with (folder / f"lampiran/{number}.pdf").open("wb") as file:
            file.truncate(51 * 1024 * 1024)
    with pytest.raises(PackageProblems) as caught:
        seal(folder, tmp_path / "s")
    assert codes(caught.value) == {"file-too-large", "package-too-large"}


@pytest.mark.parametrize("code", WORDS)
def test_every_problem_speaks_both_languages(code: str) -> None:
    fields = {name for sentence in WORDS[code] for _, name, _, _ in Formatter().parse(sentence) if name}
    params = dict.fromkeys(fields - {"hint", "expected"}, "x")
    problem = Problem(code, "naskah.md", 3, params)
    assert problem.text().startswith("naskah.md, baris 3: ")
    assert problem.text("en").startswith("naskah.md, line 3: ")


_PIECES = st.sampled_from(
    [*"&*!|>%@`{}[],:?-\"'#\n\t ~", "title: ", "kind: berita\n", "? ", "<<: ", "\\U", "\x00", "\ufeff", "---\n"]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)))
def test_no_front_matter_raises_anything_but_problems(text: str) -> None:
    try:
        document, _, _ = split(f"---\n{text}\n---\n", "naskah.md")
        validate(document, "naskah.md", JAKARTA)
    except PackageProblems as error:
        problems = error.problems
        assert [problem.text() for problem in problems]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(["[", "](", ")", "!", "<", ">", "`", "*", "_", "\n", "http://[", "media/", "|", "&#0;", "a"])
        ).map("".join),
    )
)
def test_no_markdown_raises_anything_but_problems(text: str) -> None:
    try:
        body = render(text, Files({"media/01.jpg": "a" * 64}), "naskah.md")
    except PackageProblems as error:
        problems = error.problems
        assert [problem.text() for problem in problems]
    else:
        assert "<script" not in body.html


def test_reading_a_picture_changes_no_other_threads_warnings() -> None:
    held = io.BytesIO()
    Pillow.effect_noise((3000, 2000), 60).convert("RGB").save(held, "JPEG")
    before, seen = warnings.filters, set()
    reader = threading.Thread(target=derive, args=(held.getvalue(), "besar.jpg"))
    reader.start()
    while reader.is_alive():
        seen.add(id(warnings.filters))
    assert seen == {id(before)}
