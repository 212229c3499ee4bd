"""The printed disposition sheet: whatever it has to hold, its line and its code come out whole, in one place, in both forms."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdfium2 import PdfDocument

from content_queue.paper_line import holds_line, paper_line
from content_queue.profile import Covers
from content_queue.sheet import Decision
from reports.disposition import Disposition, PaperFile, StepLine, Unprintable, disposition_pdf
from reports.disposition_docx import disposition_docx
from reports.model import Letterhead, Signer
from reports.paper_code import ROW, qr_png, rows_of

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
MM = 72 / 25.4
SIZES = {"A4": (210, 297), "F4": (215, 330)}


def sheet(
    name: str = "2026-11-20-penetapan-dpb", files: int = 3, steps: int = 9, title: str = "Penetapan DPB", **changes: object
) -> Disposition:
    """A sheet of so many files and steps; by hand unless an answer is given."""
    decision = changes.get("decision")
    assert decision is None or isinstance(decision, Decision)
    done = StepLine(1, "Penelusuran informasi terkait konten", "Subbag Hukum", "Ya", "Rina, 20-11-2026 09.15 WIB", "lengkap")
    plain = Disposition(
        letterhead=Letterhead(("KOMISI PEMILIHAN UMUM", "KABUPATEN CONTOH"), "Jalan Merdeka 1", "Contoh"),
        package=name,
        title=title,
        head=(("Paket", name), ("Judul", title), ("Kanal", "Situs web, Facebook"), ("SHA-256 isi", DIGEST)),
        files=tuple(PaperFile(f"lampiran/berkas-{no}-keputusan-kpu.pdf", "812 KB", DIGEST[:16]) for no in range(1, files + 1)),
        steps=tuple(replace(done, nr=nr, here=nr == 7) for nr in range(1, steps + 1)),
        step=7,
        activity="Pemeriksaan kesesuaian konten",
        otherwise=", diperbaiki: kembali ke langkah 6 (Mendesain konten)",
        signer=Signer("Dr. Budi Santoso, S.H., M.H.", "Ketua", "197001011990011001"),
        at=datetime(2026, 11, 20, 9, 15, tzinfo=ZoneInfo("Asia/Jakarta")),
        line=paper_line("contoh", name, 7, Covers.CONTENT, DIGEST, decision),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


FULL = sheet("2026-11-20-" + "penetapan-" * 18, files=30, steps=15, title="Judul yang panjang sekali " * 7, paper="F4")
UNBROKEN = sheet("y" * 200, files=30, steps=15, title="X" * 200, decision=Decision.YES)
CASES = {"plain": sheet(), "answered": sheet(decision=Decision.NO), "full": FULL, "unbroken": UNBROKEN, "F4": sheet(paper="F4")}


def texts(data: bytes) -> list[str]:
    with PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def squares(picture: Image.Image) -> list[list[int]]:
    """The squares of the code that is the lowest thing in a picture, row by row: 1 is dark."""
    grey = picture.convert("L").point(lambda dot: 255 if dot < 128 else 0)
    dark = [grey.crop((0, y, grey.width, y + 1)).getbbox() is not None for y in range(grey.height)]
    bottom = max(y for y, is_dark in enumerate(dark) if is_dark)
    top = max((y for y in range(bottom) if not dark[y]), default=-1) + 1
    left, _, right, _ = grey.crop((0, top, grey.width, bottom + 1)).getbbox() or (0, 0, 0, 0)
    corner = next(x for x in range(left, right) if grey.getpixel((x, top)) == 0) - left  # a finder's seven squares
    count = round((right - left) * 7 / corner)
    step_x, step_y = (right - left) / count, (bottom + 1 - top) / count
    at = [[(int(left + (x + 0.5) * step_x), int(top + (y + 0.5) * step_y)) for x in range(count)] for y in range(count)]
    return [[int(grey.getpixel(place) == 255) for place in row] for row in at]


def code_of(line: str) -> list[list[int]]:
    return [list(row) for row in segno.make_qr(line, error="m", encoding="utf-8").matrix]


@pytest.mark.parametrize("case", CASES)
def test_the_line_stands_whole_on_one_page_and_nothing_is_cut(case: str) -> None:
    asked = CASES[case]
    pages = texts(disposition_pdf(asked))
    assert [holds_line(text, asked.line) for text in pages] == [*[False] * (len(pages) - 1), True]
    whole = "".join("".join(pages).replace("\u200b", "").split())
    for words in (asked.title, asked.package, *(file.name for file in asked.files), asked.signer.name, asked.activity):
        assert "".join(words.split()) in whole
    last = "".join(pages[-1].split())
    assert all("".join(words.split()) in last for words in ("Jawaban langkah 7", asked.signer.name, asked.signer.number))
    assert whole.count("Penelusuraninformasi") == len(asked.steps)


def test_a_plain_sheet_is_one_page() -> None:
    """Also where every step was answered and noted down."""
    assert len(texts(disposition_pdf(sheet()))) == 1
    assert len(texts(disposition_pdf(sheet(steps=15, files=1)))) == 1


@pytest.mark.parametrize("paper", SIZES)
def test_it_is_as_large_as_the_offices_paper_and_its_code_reads_back(paper: str) -> None:
    asked = sheet(paper=paper)
    with PdfDocument(disposition_pdf(asked)) as document:
        page = document[0]
        assert [round(side / MM) for side in page.get_size()] == list(SIZES[paper])
        width, height = page.get_size()
        seen = page.render(scale=300 / 72, crop=(20 * MM, 15 * MM, width - 51 * MM, height - 55 * MM)).to_pil()
    assert squares(seen) == code_of(asked.line)


def test_an_answer_that_is_fixed_is_ticked_and_dated() -> None:
    (answered,), (by_hand,) = texts(disposition_pdf(sheet(decision=Decision.YES))), texts(disposition_pdf(sheet()))
    assert "Contoh, 20 November 2026" in answered
    assert "20 November 2026" not in by_hand


def test_nobody_named_leaves_a_place_for_name_and_role() -> None:
    (text,) = texts(disposition_pdf(sheet(signer=Signer("", "", ""))))
    assert "Jabatan: ……" in text


def test_a_name_that_no_type_can_print_is_told() -> None:
    name = "paket-\U0001f0cf\U00013000"
    with pytest.raises(Unprintable, match="nama map"):
        disposition_pdf(sheet(name))


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert disposition_pdf(sheet()) == disposition_pdf(sheet())
    assert disposition_docx(sheet()) == disposition_docx(sheet())


@pytest.mark.parametrize("case", CASES)
def test_the_word_document_holds_line_and_code(case: str) -> None:
    asked = CASES[case]
    with zipfile.ZipFile(io.BytesIO(disposition_docx(asked))) as archive:
        body = archive.read("word/document.xml").decode()
        (picture,) = [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")]
    assert squares(Image.open(io.BytesIO(picture))) == code_of(asked.line)
    assert f'w:w="{SIZES[asked.paper][0] * 56.7:.0f}'[:8] in body
    assert body.count("☒") == (asked.decision is not None)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_word_document_becomes_a_pdf_that_holds_the_line(tmp_path: Path) -> None:
    for name, asked in CASES.items():
        (tmp_path / f"{name}.docx").write_bytes(disposition_docx(asked))
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/lo",
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
    ]
    subprocess.run([*map(str, command), *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=180)
    for name, asked in CASES.items():
        pages = texts((tmp_path / f"{name}.pdf").read_bytes())
        assert [holds_line(text, asked.line) for text in pages] == [*[False] * (len(pages) - 1), True], name
        last = "".join(pages[-1].split())
        assert "Jawabanlangkah7" in last
        assert "197001011990011001" in last


LINES = st.text(st.sampled_from(["a", "7", "-", " ", "é", "…", "_", "\u00ad"]), min_size=1, max_size=600).filter(str.strip)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_rows_are_the_line_again_and_none_is_too_long_or_ends_in_a_hyphen(line: str) -> None:
    rows = rows_of(line)
    assert "".join("".join(rows).split()) == "".join(line.split())
    assert all(len(row) <= ROW for row in rows)
    hyphens = "-\u00ad "
    for row in rows[:-1]:
        assert row[-1] not in hyphens or not set(row) - set(hyphens)


def test_the_code_bears_damage() -> None:
    """Level M at least: a stamp over a corner of it is nothing."""
    assert segno.make_qr(FULL.line, error="m", encoding="utf-8").error in ("M", "Q", "H")
    assert squares(Image.open(io.BytesIO(qr_png(FULL.line)))) == code_of(FULL.line)
