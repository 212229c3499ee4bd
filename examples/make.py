"""Makes the example packages; the same call makes the same bytes. `python examples/make.py [FOLDER] [--publish-at TIME]`."""

import argparse
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import docx
import typst
from docx.document import Document
from docx.shared import Cm
from PIL import Image, ImageDraw

HERE = Path(__file__).parent
PUBLISH_AT = "2030-01-15 09:00"
LATER = "@PUBLISH_AT@"
_DAY = datetime(2026, 11, 2, tzinfo=UTC)
_ZIP_DAY = (2026, 11, 2, 0, 0, 0)


def make_all(target: Path, publish_at: str = PUBLISH_AT) -> None:
    """Write the five example packages below `target`; `publish_at` is the office's local time."""
    for name, text in _texts(publish_at).items():
        _write(target / name / "naskah.md", text.encode())
    word = target / "berita-foto-word"
    _write(word / "naskah.docx", _word())
    _write(word / "media" / "01.jpg", _photo("Rapat pleno terbuka", (38, 70, 83), (233, 196, 106)))
    _write(word / "media" / "01.txt", b"Peserta rapat pleno terbuka duduk mengelilingi meja di aula kantor.\n")
    legal = target / "produk-hukum-pdf"
    _write(legal / "lampiran" / "keputusan.pdf", _decree())
    _write(legal / "media" / "sampul.png", _photo("Keputusan Nomor 27", (120, 20, 30), (240, 235, 225), "PNG"))
    _write(
        target / "pengumuman-terjadwal" / "media" / "jadwal.jpg", _photo("Layanan akhir tahun", (20, 60, 110), (250, 250, 250))
    )
    film = target / "berita-film" / "media"
    _write(film / "01.jpg", _photo("Gladi pemungutan suara", (60, 40, 90), (250, 240, 200)))
    _write(film / "film.mp4", (HERE / "naskah" / "film.mp4").read_bytes())
    wrong = target / "salah-sengaja" / "media"
    _write(wrong / "01.jpg", _photo("Tanpa teks alternatif", (90, 90, 90), (250, 250, 250)))
    _write(wrong / "02.jpg", b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle r="9"/></svg>\n')


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _texts(publish_at: str) -> dict[str, str]:
    names = ("produk-hukum-pdf", "berita-film", "pengumuman-terjadwal", "salah-sengaja")
    texts = {name: (HERE / "naskah" / f"{name}.md").read_text(encoding="utf-8") for name in names}
    return {name: text.replace(LATER, publish_at) for name, text in texts.items()}


def _photo(caption: str, ground: tuple[int, int, int], ink: tuple[int, int, int], kind: str = "JPEG") -> bytes:
    image = Image.new("RGB", (960, 640), ground)
    draw = ImageDraw.Draw(image)
    for step in range(12):
        shade = tuple(min(255, part + step * 5) for part in ground)
        draw.rectangle((step * 80, 420 - step * 12, step * 80 + 60, 640), fill=shade)
    draw.ellipse((690, 70, 860, 240), fill=ink)
    draw.text((60, 60), caption, fill=ink, font_size=54)
    out = io.BytesIO()
    image.save(out, kind, quality=85)
    return out.getvalue()


def _word() -> bytes:
    document = docx.Document()
    document.core_properties.author = "KPU Kabupaten Contoh"
    document.core_properties.created = document.core_properties.modified = _DAY.replace(tzinfo=None)
    _table(
        document,
        {
            "title": "KPU Kabupaten Contoh Tetapkan Rekapitulasi Daftar Pemilih Berkelanjutan Triwulan IV",
            "kind": "berita",
            "channels": "website, facebook, x",
            "text.x": "KPU Kabupaten Contoh menetapkan rekapitulasi daftar pemilih berkelanjutan triwulan IV.",
            "category": "Berita",
            "tags": "DPB, PDPB, daftar pemilih",
            "summary": "Rapat pleno terbuka menetapkan rekapitulasi pemutakhiran daftar pemilih berkelanjutan.",
            "nota_dinas": "12/HM.03/3201/2026",
        },
    )
    _story(document)
    _picture(
        document,
        _photo("Berita acara", (42, 80, 60), (244, 241, 222)),
        "Berita acara rekapitulasi diserahkan kepada peserta rapat.",
    )
    raw = io.BytesIO()
    document.save(raw)
    return _same_every_time(raw.getvalue())


def _table(document: Document, values: dict[str, str]) -> None:
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for key, value in values.items():
        cells = table.add_row().cells
        cells[0].text, cells[1].text = key, value


def _story(document: Document) -> None:
    opening = document.add_paragraph()
    opening.add_run("Contoh").bold = True
    opening.add_run(
        " – KPU Kabupaten Contoh menyelenggarakan rapat pleno terbuka rekapitulasi pemutakhiran daftar pemilih "
        "berkelanjutan (PDPB) triwulan IV di aula kantor. Rapat dihadiri oleh badan pengawas, dinas yang membidangi "
        "kependudukan, serta perwakilan partai politik."
    )
    document.add_heading("Hasil rekapitulasi", level=2)
    document.add_paragraph("Rapat pleno menetapkan hal-hal berikut:")
    for item in (
        "pemilih baru yang memenuhi syarat dimasukkan ke dalam daftar;",
        "pemilih yang tidak lagi memenuhi syarat dikeluarkan dari daftar;",
        "perubahan data pemilih dicatat sesuai dokumen kependudukan.",
    ):
        document.add_paragraph(item, style="List Bullet")
    document.add_heading("Masukan masyarakat", level=2)
    closing = document.add_paragraph("Masyarakat dapat menyampaikan ")
    closing.add_run("masukan dan tanggapan").bold = True
    closing.add_run(" melalui helpdesk di kantor KPU Kabupaten Contoh pada hari dan jam kerja.")


def _picture(document: Document, data: bytes, alt: str) -> None:
    shape = document.add_picture(io.BytesIO(data), width=Cm(14))
    shape._inline.docPr.set("descr", alt)


def _same_every_time(data: bytes) -> bytes:
    """The same archive with one fixed date on every part, so that equal content is equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _ZIP_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return out.getvalue()


def _decree() -> bytes:
    source = (HERE / "naskah" / "keputusan.typ").read_bytes()
    pdf: bytes = typst.compile(source, format="pdf", ignore_system_fonts=True)
    return pdf


def main() -> None:
    """Read the command line and make the examples, beside this file unless told otherwise."""
    parser = argparse.ArgumentParser(description="Buat paket contoh.")
    parser.add_argument("folder", nargs="?", type=Path, default=HERE)
    parser.add_argument("--publish-at", default=PUBLISH_AT, help="waktu tayang pengumuman terjadwal, misalnya 2030-01-15 09:00")
    options = parser.parse_args()
    make_all(options.folder, options.publish_at)


if __name__ == "__main__":
    main()
