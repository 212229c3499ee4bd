"""An empty manuscript as a Word file: the form at its top with a hint beside each field, and a place for the text."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import docx
from docx.document import Document
from docx.shared import Cm, Pt

from content_queue.package import Kind
from content_queue.word_labels import printed

HEAD = ("Isian", "Isi", "Petunjuk")
TITLE = "DATA PAKET – isi kolom tengah saja; baris yang tidak perlu boleh kosong. Tabel ini tidak ikut tayang."
_WIDTHS = (3.6, 7.4, 5.4)
_HINTS = {
    "title": "Judul berita, paling panjang 200 huruf",
    "kind": "berita, pengumuman, produk hukum, infografis, siaran pers, atau agenda",
    "channels": "misalnya: Situs web, Facebook, X",
    "summary": "satu-dua kalimat",
    "category": "harus sudah ada di situs",
    "tags": "dipisah koma",
    "jenis": "misalnya Keputusan",
    "nomor": "nomor dokumennya",
    "tahun": "empat angka",
    "tentang": "hal yang diatur",
    "legal_basis": "satu peraturan tiap baris, misalnya Undang-Undang Nomor 7 Tahun 2017 tentang Pemilihan Umum",
    "publish_at": "misalnya Jumat, 20 November 2026 pukul 08.00 WIB; kosong: begitu disetujui",
    "expires_at": "sesudah ini tidak lagi mulai ditayangkan; kosong: tidak terbatas",
    "made_with_ai": "Ya atau Tidak",
    "nota_dinas": "nomor nota dinasnya",
    "unit": "yang menguasai informasinya, misalnya Subbagian Hukum",
}
_LEGAL = ("jenis", "nomor", "tahun", "tentang", "legal_basis")


def empty_form(title: str, kind: Kind, channels: Sequence[str], nota_dinas: str = "", year: int = 0) -> bytes:
    """The Word file; `channels` by the names that the office gives them."""
    given = {
        "title": title,
        "kind": kind.value.replace("-", " "),
        "channels": ", ".join(channels),
        "made_with_ai": "Tidak",
        "nota_dinas": nota_dinas,
        "jenis": "Keputusan",
        "tahun": str(year or ""),
    }
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    table = document.add_table(0, len(HEAD), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    _row(table, (TITLE, "", ""), bold=True)
    head = table.rows[0].cells[0].merge(table.rows[0].cells[2])
    for empty in head.paragraphs[1:]:
        empty._p.getparent().remove(empty._p)
    _row(table, HEAD, bold=True)
    for key in _fields(kind):
        _row(table, (printed(key), given.get(key, ""), _HINTS[key]))
    for channel in channels[1:]:
        _row(table, (f"Teks untuk {channel}", "", "kosong: diambil dari naskah"))
    _body(document, kind)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fields(kind: Kind) -> Iterator[str]:
    yield from (key for key in _HINTS if key not in _LEGAL or kind is Kind.LEGAL)


def _row(table: Any, texts: Sequence[str], *, bold: bool = False) -> None:
    for at, (cell, text, width) in enumerate(zip(table.add_row().cells, texts, _WIDTHS, strict=True)):
        cell.width = Cm(width)
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.italic = bold, at == 2 and not bold
        run.font.size = Pt(9 if at == 2 or bold else 11)


def _body(document: Document, kind: Kind) -> None:
    document.add_paragraph()
    document.add_paragraph(
        f"Tulis isi {kind.value.replace('-', ' ')} di sini, ganti kalimat ini. Gambar boleh disisipkan di dalam naskah atau "
        "disimpan di media/; lampiran PDF disimpan di lampiran/."
    )
