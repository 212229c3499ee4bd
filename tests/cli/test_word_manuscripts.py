"""`tayang new --docx`: an empty form as a Word file, which passes the check once it is filled in."""

import io
from pathlib import Path

import docx
import pytest
from PIL import Image
from typer.testing import CliRunner

from cli.app import app
from config.new_home import init_home
from content_queue.word_labels import field_of


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return init_home(tmp_path_factory.mktemp("formulir") / "rumah", "contoh", practice=True)


def type_(home: Path, *words: str) -> str:
    return " ".join(CliRunner().invoke(app, [*words, "--home", str(home)]).output.split())


def new_form(home: Path, *words: str) -> Path:
    before = set((home / "konsep").glob("*/naskah.docx"))
    assert "Isi naskah.docx" in type_(home, "new", *words, "--docx")
    (made,) = set((home / "konsep").glob("*/naskah.docx")) - before
    return made


def fill(form: Path, values: dict[str, str]) -> None:
    """Write into the middle column, as a clerk does."""
    document = docx.Document(str(form))
    for row in document.tables[0].rows:
        if (label := row.cells[0].text) in values:
            row.cells[1].text = values.pop(label)
    assert values == {}
    document.paragraphs[-1].text = "Isi yang ditulis kantor."
    document.save(str(form))


def test_a_form_for_news_is_sound_once_it_is_filled_in(home: Path) -> None:
    form = new_form(home, "Rapat Pleno “DPB”")
    assert not (form.parent / "naskah.md").exists()
    told = type_(home, "check", str(form.parent))
    assert "masih berisi kalimat petunjuk" in told
    assert "baris" not in told  # nothing else is wrong with it
    fill(form, {"Ringkasan": "Ringkas.", "Kanal": "Situs web, Facebook", "Tayang pada": "Rabu, 2 Januari 2030 pukul 08.00 WIB"})
    Image.new("RGB", (640, 360)).save(form.parent / "media" / "01.jpg")
    (form.parent / "media" / "01.txt").write_text("Rapat pleno", encoding="utf-8")
    assert "Baik: Rapat Pleno “DPB” · kanal website, facebook · 1 gambar" in type_(home, "check", str(form.parent))
    page = next((home / "konsep").glob("*.PRATINJAU.html")).read_text("utf-8")
    assert "2 Januari 2030 pukul 08.00 WIB" in page
    assert "isi kolom tengah" not in page


def test_a_form_for_a_legal_document_asks_for_its_particulars(home: Path) -> None:
    form = new_form(home, "Keputusan 27", "--kind", "produk-hukum")
    told = type_(home, "check", str(form.parent))
    assert "Nomor" in told
    assert "Tentang" in told
    fill(form, {"Nomor": "27", "Tentang": "Pelayanan", "Dasar hukum": "Undang-Undang Nomor 7 Tahun 2017 tentang Pemilihan Umum"})
    assert "Baik: Keputusan 27" in type_(home, "check", str(form.parent))
    page = next((home / "konsep").glob("*keputusan-27.PRATINJAU.html")).read_text("utf-8")
    assert "<h2>Dasar hukum</h2>\n<ol><li>Undang-Undang Nomor 7 Tahun 2017 tentang Pemilihan Umum</li></ol>" in page


def test_a_wrong_cell_is_told_by_its_label_and_row(home: Path) -> None:
    form = new_form(home, "Salah isi")
    fill(form, {"Tayang pada": "Senin, 2 Januari 2030 pukul 08.00 WIB"})
    told = type_(home, "check", str(form.parent))
    assert "naskah.docx, baris 9: Tanggal pada “Tayang pada” tidak jatuh pada hari yang ditulis" in told


def test_every_row_of_the_form_is_a_field_with_a_hint(home: Path) -> None:
    document = docx.Document(io.BytesIO(new_form(home, "Semua baris", "--kind", "produk-hukum").read_bytes()))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1] == ["Isian", "Isi", "Petunjuk"]
    assert [label for label, _, _ in rows[2:]] == [
        *("Judul", "Jenis paket", "Kanal", "Ringkasan", "Kategori", "Tag"),
        *("Jenis", "Nomor", "Tahun", "Tentang", "Dasar hukum"),
        *("Tayang pada", "Tayang sampai", "Dibuat dengan AI", "Nota dinas", "Unit"),
    ]
    assert all(field_of(label, {}) and hint for label, _, hint in rows[2:])
