"""The small table at the top of a Word file: as offices fill it in, as Word and LibreOffice save it, and wrong in every way."""

import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st

from content_queue.frontmatter import FrontMatter
from content_queue.office_dates import iso_moment
from content_queue.package import Kind, Package
from content_queue.problems import PackageProblems, Problem
from content_queue.read import PageWish, front_matter, read
from content_queue.seal import seal
from content_queue.word_form import Form, form_of, validate_form
from content_queue.word_labels import LABELS, Field, field_of, plain
from content_queue.word_table import Cell, Row

JAKARTA = ZoneInfo("Asia/Jakarta")
OFFICE = {
    "situs web": "situs",
    "website": "situs",
    "halaman facebook": "facebook",
    "facebook": "facebook",
    "situs": "situs",
    "x": "x",
}
WISH = PageWish(called=OFFICE)
Change = Callable[[Table], None]
FILLED = (
    ("Judul:", "Penetapan\u00a0DPB “Triwulan III”"),
    ("Jenis paket", "Produk hukum"),
    ("Kanal", "Situs web; Halaman Facebook dan X"),
    ("Ringkasan", "Ringkas saja."),
    ("Kategori", "Produk Hukum"),
    ("Tag", "“DPB”, #pemilih; rapat pleno"),
    ("Jenis", "Keputusan"),
    ("Nomor", "27"),
    ("Tahun", "Tahun 2026"),
    ("Tentang", "Standar Pelayanan"),
    ("Dasar hukum", "1. UU 7/2017 tentang Pemilihan Umum\n2. UU Nomor 14 Tahun 2008 tentang Keterbukaan Informasi Publik"),
    ("Tayang pada", "Jumat, 20 November 2026 pukul 08.00 WIB"),
    ("Tayang sampai", "1/12/2026 16.00"),
    ("Teks untuk Halaman Facebook", "Halo\nPemilih"),
    ("Tautan di Facebook", "Ya"),
    ("Dibuat dengan AI", "Tidak"),
    ("Nota dinas", "12/HM.03/2026"),
    ("Keterangan keputusan.pdf", "Salinan"),
)


def rows(*lines: tuple[str, ...]) -> list[Row]:
    return [Row(number, tuple(map(Cell, line))) for number, line in enumerate(lines, 1)]


def said(*lines: tuple[str, ...]) -> FrontMatter:
    return validate_form(form_of(rows(*lines), "naskah.docx", OFFICE), "naskah.docx", JAKARTA)


def wrong(*lines: tuple[str, ...]) -> list[str]:
    with pytest.raises(PackageProblems) as caught:
        said(*lines)
    return [problem.text() for problem in caught.value.problems]


def written(lines: tuple[tuple[str, ...], ...], change: Change | None = None, text: str = "Isi berita.") -> bytes:
    document = docx.Document()
    table = document.add_table(0, max(map(len, lines)), style="Table Grid")
    for line in lines:
        for cell, words in zip(table.add_row().cells, line, strict=False):
            cell.text = words
    if change:
        change(table)
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def package(tmp_path: Path, data: bytes) -> Package:
    folder = tmp_path / "paket"
    (folder / "lampiran").mkdir(parents=True)
    (folder / "naskah.docx").write_bytes(data)
    (folder / "lampiran" / "keputusan.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    sealed = seal(folder, tmp_path / "gudang")
    return read(sealed.path, "contoh", "paket", 1, JAKARTA, tmp_path / "turunan", WISH)


def is_as_filled(found: Package) -> None:
    assert found.title == "Penetapan DPB “Triwulan III”"
    assert (found.kind, found.channels) == (Kind.LEGAL, ("situs", "facebook", "x"))
    assert (found.summary, found.category, found.nota_dinas) == ("Ringkas saja.", "Produk Hukum", "12/HM.03/2026")
    assert found.tags == ("DPB", "pemilih", "rapat pleno")
    assert found.legal
    assert found.legal.citation == "Keputusan Nomor 27 Tahun 2026 tentang Standar Pelayanan"
    assert [basis.nomor for basis in found.legal_basis] == ["7", "14"]
    assert found.publish_at == datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert found.expires_at == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert (found.channel_text, found.link_in_post) == ({"facebook": "Halo\nPemilih"}, {"facebook": True})
    assert found.attachments[0].title == "Salinan"
    assert found.body_text == "Isi berita."


def test_a_table_in_the_words_of_an_office_is_read(tmp_path: Path) -> None:
    found = package(tmp_path, written(FILLED))
    is_as_filled(found)
    assert front_matter(tmp_path / "paket", JAKARTA, WISH).title == found.title


def test_the_english_names_are_known_as_well() -> None:
    front = said(
        ("Title", "A"), ("kind", "siaran pers"), ("CHANNELS", "website"), ("Publish at", "2026-11-20 08.00 WITA"),
        ("text.website", "T"), ("link_in_post.website", "no"), ("alt.01.JPG", "Foto"),
    )  # fmt: skip
    assert (front.kind, front.channels, front.text, front.link_in_post) == (
        Kind.PRESS_RELEASE, ("situs",), {"situs": "T"}, {"situs": False}
    )  # fmt: skip
    assert front.alt == {"01.JPG": "Foto"}
    assert front.publish_at == datetime(2026, 11, 20, 0, tzinfo=UTC)


GOOD = (("Judul", "A"), ("Jenis", "berita"), ("Kanal", "situs web"))


def test_jenis_alone_is_the_kind_of_the_package() -> None:
    assert said(*GOOD).kind is Kind.NEWS
    assert said(("Judul", "A"), ("Jenis paket", "produk hukum"), ("Jenis", "Pengumuman"), ("Kanal", "x"), ("Nomor", "1"),
                ("Tahun", "2026"), ("Tentang", "Z")).jenis == "Pengumuman"  # fmt: skip


def test_heads_hints_numbers_colons_and_headings_are_no_fields() -> None:
    numbered = (("No", "Isian", "Isi", "Petunjuk"), *((f"{no}.", *line, "isi di sini") for no, line in enumerate(GOOD, 1)))
    assert said(*numbered).title == "A"
    assert said(("DATA PAKET",), ("Isian", "Isi", "Contoh"), *((*line, "misalnya") for line in GOOD)).title == "A"
    assert said(*((label, ":", words) for label, words in GOOD)).channels == ("situs",)


def test_every_wrong_cell_is_told_at_once_by_its_row_and_label() -> None:
    told = wrong(
        ("Judul", "A"),
        ("Jenis", "kabar"),
        ("Kanal", "situs web"),
        ("Tayang pada", "Senin, 20 November 2026 pukul 08.00 WIB"),
        ("Berlaku sampai", "besok"),
        ("Disetujui oleh", "Ketua"),
        ("Ringksan", "x"),
        ("Teks Facebook", "Halo"),
        ("", "tanpa nama"),
        ("Bahasa", "Indonesia", "dan lain"),
        ("Judul berita", "B"),
        ("Dasar hukum", "aturan yang berlaku"),
    )
    expected = {
        2: "“Jenis”", 4: "Tanggal pada “Tayang pada” tidak jatuh pada hari", 5: "“Berlaku sampai”",
        6: "“Disetujui oleh”", 7: "Mungkin maksudnya “Ringkasan”", 8: "facebook",
        9: "“tanpa nama” tidak punya nama isian", 10: "“dan lain”", 12: "Dasar hukum ke-1 belum benar",
    }  # fmt: skip
    for number, words in expected.items():
        assert any(line.startswith(f"naskah.docx, baris {number}:") and words in line for line in told), (number, told)
    assert any("“Bahasa”" in line for line in told)
    assert len(told) == 11
    assert "Isian “Judul” belum ada" in wrong(("Kanal", "x"))[0]


APPROVALS = ["Disetujui", "DISETUJUI:", "Persetujuan Ketua", "Ttd", "Tanda tangan", "ACC", "Pengesahan", "Paraf"]


@pytest.mark.parametrize("label", APPROVALS)
def test_a_manuscript_claims_and_never_approves(label: str) -> None:
    assert "tidak" in wrong(*GOOD, (label, "ya"))[0].casefold()
    with pytest.raises(PackageProblems) as caught:
        said(*GOOD, (label, "ya"))
    assert [(problem.code, problem.line, problem.params["key"]) for problem in caught.value.problems] == [
        ("claims-approval", 4, label.strip())
    ]
    assert said(*GOOD, (label, "")).title == "A"


def test_a_field_twice_is_told_also_where_its_label_is_another() -> None:
    assert "baris 4" in wrong(*GOOD, ("Judul naskah", "B"))[0]


def merged(table: Table) -> None:
    """A heading across, a label down over three rows, as Word merges cells."""
    table.rows[0].cells[0].merge(table.rows[0].cells[1])
    table.rows[3].cells[0].merge(table.rows[5].cells[0])


def test_merged_cells_are_one_cell(tmp_path: Path) -> None:
    lines = (("DATA", ""), ("Judul", "A"), ("Jenis", "berita"), ("Kanal", "situs web"), ("", "facebook"), ("", "x"), ("Tag", "a"))
    found = package(tmp_path, written(lines, merged))
    assert (found.channels, found.tags) == (("situs", "facebook", "x"), ("a",))


def in_a_field(table: Table) -> None:
    """The value in a content control, and one that was inserted and one that was deleted while changes are tracked."""
    first = table.rows[0].cells[1]._tc
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    paragraph = first.p_lst[0]
    first.replace(paragraph, control)
    control[1].append(paragraph)
    second = table.rows[1].cells[1]._tc.p_lst[0]
    run = second.r_lst[0]
    inserted = parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="a" w:date="2026-11-20T00:00:00Z"/>')
    second.replace(run, inserted)
    inserted.append(run)
    gone = '<w:del {} w:id="2" w:author="a" w:date="2026-11-20T00:00:00Z"><w:r><w:delText>lama</w:delText></w:r></w:del>'
    second.append(parse_xml(gone.format(nsdecls("w"))))


def whole_in_a_field(table: Table) -> None:
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    table._tbl.getparent().replace(table._tbl, control)
    control[1].append(table._tbl)


@pytest.mark.parametrize("change", [in_a_field, whole_in_a_field])
def test_fields_and_tracked_changes_are_read_as_they_are_seen(tmp_path: Path, change: Change) -> None:
    found = package(tmp_path, written(GOOD, change))
    assert (found.title, found.kind) == ("A", Kind.NEWS)
    assert found.body_text == "Isi berita."


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saved_is_read_the_same(tmp_path: Path) -> None:
    def convert(source: Path, form: str, place: Path) -> Path:
        place.mkdir()
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", form, "--outdir"]
        subprocess.run([*command, str(place), str(source)], check=True, capture_output=True, timeout=180)
        return place / f"{source.stem}.{form}"

    def headed(table: Table) -> None:
        table.rows[0].cells[0].merge(table.rows[0].cells[1])

    (tmp_path / "naskah.docx").write_bytes(written((("DATA PAKET", ""), *FILLED), headed))
    opened = convert(tmp_path / "naskah.docx", "odt", tmp_path / "odt")
    again = convert(opened, "docx", tmp_path / "docx")
    is_as_filled(package(tmp_path / "a", again.read_bytes()))
    saved = convert(tmp_path / "naskah.docx", "docx", tmp_path / "langsung")
    is_as_filled(package(tmp_path / "b", saved.read_bytes()))


MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
HOURS = {"WIB": 7, "WITA": 8, "WIT": 9}


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 12, 31)), st.sampled_from(["", "WIB", "WITA", "wit"]), st.integers(0, 5))  # noqa: DTZ001
def test_a_date_is_the_same_however_it_is_written(at: datetime, zone: str, way: int) -> None:
    month = MONTHS[at.month - 1]
    clock = f"{at:%H.%M} {zone}".strip()
    told = (
        f"{at.day} {month} {at.year} pukul {clock}",
        f"{DAYS[at.weekday()]}, {at.day} {month[:3]} {at.year}, {clock}",
        f"{at:%d-%m-%Y} {clock}",
        f"{at:%d/%m/%Y} jam {clock}",
        f"hari {DAYS[at.weekday()]} tanggal {at.day} {month.upper()} {at.year} Pukul {at:%H:%M} {zone}",
        f"{at:%Y-%m-%d} {clock}",
    )[way]
    moment = datetime.fromisoformat(iso_moment(told).replace(".", ":"))
    assert moment.replace(tzinfo=None) == at.replace(second=0, microsecond=0)
    hours = HOURS.get(zone.upper())
    assert (moment.utcoffset() is not None) == (hours is not None)
    assert hours is None or str(moment.tzinfo) == f"UTC+{hours:02}:00"


@pytest.mark.parametrize(
    "told", ["31 Februari 2026 pukul 08.00", "20 Nopi 2026 08.00", "20 November 2026", "besok", "", "20-11-26 08.00"]
)
def test_what_is_on_no_calendar_stays_as_it_is(told: str) -> None:
    assert iso_moment(told) == told


DISGUISES: list[Callable[[str], str]] = [
    str.upper, lambda label: f"{label} :", lambda label: label.replace(" ", "\u00a0"), lambda label: f"“{label}”",
    lambda label: f"  {label} ", lambda label: f"{label}*", lambda label: f"{label} (wajib)",
    lambda label: label.replace(" ", "\n"),
]  # fmt: skip


@given(st.sampled_from([(key, label) for key, labels in LABELS.items() for label in labels]), st.sampled_from(DISGUISES))
def test_a_label_is_known_however_word_dressed_it(known: tuple[str, str], disguise: Callable[[str], str]) -> None:
    key, label = known
    assert field_of(disguise(label), {}) == Field(key)


def test_no_two_fields_share_a_label() -> None:
    labels = [plain(label) for names in LABELS.values() for label in names]
    assert len(set(labels)) == len(labels)
    assert {key for key in FrontMatter.model_fields if key not in LABELS} == {"text", "alt", "captions"}


LIKELY = [*(name for names in LABELS.values() for name in names), "ya", ":", "Teks X", "Disetujui", "Isian", "Petunjuk"]
CELLS = st.builds(Cell, st.text(max_size=40) | st.sampled_from(LIKELY), st.booleans())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=5).map(tuple), max_size=12))
def test_whatever_stands_in_the_cells_is_read_or_told(table: list[tuple[Cell, ...]]) -> None:
    form: Form = form_of([Row(number, cells) for number, cells in enumerate(table, 1)], "naskah.docx", OFFICE)
    found: tuple[Problem, ...] = ()
    try:
        validate_form(form, "naskah.docx", JAKARTA)
    except PackageProblems as error:
        found = error.problems
    assert found or form.document.values["title"]
    for problem in found:
        assert problem.text("id") != problem.text("en")
        assert problem.line is None or 1 <= problem.line <= len(table)
