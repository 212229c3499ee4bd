"""The legal basis of content: read as an office writes it, told at the foot of the article, and in nothing else."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.article import article_of, rendering_of
from connectors.wordpress_library import file_name
from content_queue.legal_basis import EXAMPLE, spoken
from content_queue.legal_names import LONGEST, of_attachments
from content_queue.package import LegalBasis, LegalDocument, Package
from content_queue.problems import PackageProblems
from content_queue.read import read
from content_queue.seal import seal

FRONT = "title: Penetapan DPB\nkind: berita\nchannels: [website, facebook]\n"
LEGAL = (
    FRONT.replace("berita", "produk-hukum") + 'jenis: Keputusan\nnomor: "27"\ntahun: 2026\ntentang: Standar Pelayanan Informasi\n'
)
PDF = b"%PDF-1.7\n%%EOF\n"
UU = LegalBasis("Undang-Undang", "7", 2017, "Pemilihan Umum")


def package(tmp_path: Path, front: str, papers: tuple[str, ...] = (), body: str = "KPU menetapkan daftar pemilih.") -> Package:
    folder = tmp_path / "paket"
    (folder / "lampiran").mkdir(parents=True)
    (folder / "naskah.md").write_text(f"---\n{front}---\n{body}\n", encoding="utf-8")
    for name in papers:
        (folder / "lampiran" / name).write_bytes(PDF)
    sealed = seal(folder, tmp_path / "gudang")
    return read(sealed.path, "contoh", "paket", 1, ZoneInfo("Asia/Jakarta"), tmp_path / "turunan")


def problems(tmp_path: Path, front: str) -> list[str]:
    with pytest.raises(PackageProblems) as caught:
        package(tmp_path, front)
    return [problem.text() for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (EXAMPLE, ("Undang-Undang", "7", 2017, "Pemilihan Umum", "")),
        ("UU No. 14 Tahun 2008 tentang Keterbukaan Informasi Publik;", ("UU", "14", 2008, "Keterbukaan Informasi Publik", "")),
        ("PKPU 1/2015 tentang Pelayanan Informasi", ("PKPU", "1", 2015, "Pelayanan Informasi", "")),
        (
            "Keputusan KPU Nomor 88/Kpts/KPU/2015 Tahun 2015 tentang PPID (https://jdih.kpu.go.id/x?id=1)",
            ("Keputusan KPU", "88/Kpts/KPU/2015", 2015, "PPID", "https://jdih.kpu.go.id/x?id=1"),
        ),
        ("undang-undang nomor 1 th. 1946 TENTANG Hukum Pidana.", ("undang-undang", "1", 1946, "Hukum Pidana", "")),
    ],
)
def test_a_law_is_read_as_an_office_writes_it(tmp_path: Path, words: str, parts: tuple[object, ...]) -> None:
    (basis,) = package(tmp_path, f'{FRONT}legal_basis: ["{words}"]\n').legal_basis
    assert (basis.jenis, basis.nomor, basis.tahun, basis.tentang, basis.link) == parts


def test_its_parts_may_be_written_one_by_one(tmp_path: Path) -> None:
    written = '- {jenis: Undang-Undang, nomor: "7", tahun: 2017, tentang: Pemilihan Umum, tautan: "https://jdih.kpu.go.id"}'
    (basis,) = package(tmp_path, f"{FRONT}legal_basis:\n  {written}\n").legal_basis
    assert (basis.citation, basis.link) == (EXAMPLE, "https://jdih.kpu.go.id")


def test_every_law_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    laws = [
        EXAMPLE, "menurut aturan yang berlaku", "{jenis: UU, nomor: 7, tentang: Pemilu}",
        "{jenis: UU, nomor: 7, tahun: 17, tentang: Pemilu}",
        '{jenis: UU, nomor: 7, tahun: 2017, tentang: P, link: "javascript:x"}',
        "{jenis: UU, nomor: 7, tahun: 2017, tentang: P, disahkan: ya}",
    ]  # fmt: skip
    told = problems(tmp_path, f"{FRONT}sumary: x\nlegal_basis: [{', '.join(laws)}]\n")
    assert [line.partition(": ")[0] for line in told] == ["naskah.md, baris 6"] * 5 + ["naskah.md, baris 5"]
    for number, part in ((2, "susunannya"), (3, "tahun"), (4, "tahun"), (5, "link"), (6, "disahkan")):
        assert any(f"Dasar hukum ke-{number} belum benar ({part})" in line and EXAMPLE in line for line in told)
    assert "legal_basis" in problems(tmp_path / "dua", f"{FRONT}legal_basis: {{a: b}}\n")[0]


@given(st.text(max_size=80))
def test_whatever_is_written_becomes_parts_or_stays_as_it_is(words: str) -> None:
    found = spoken(words)
    assert found == words or {"jenis", "nomor", "tahun", "tentang"} <= set(found)


def test_the_article_names_it_at_its_foot(tmp_path: Path) -> None:
    laws = f'["{EXAMPLE}", "UU 14/2008 tentang <b>Informasi</b> & Publik https://jdih.kpu.go.id/a?b=1&c=2"]'
    asked = package(tmp_path, f"{FRONT}correction: Tanggal semula salah.\nlegal_basis: {laws}\n")
    assert article_of(asked.body_html, (), ()) == (
        "<p>KPU menetapkan daftar pemilih.</p>\n"
        "<h2>Dasar hukum</h2>\n"
        "<ol><li>Undang-Undang Nomor 7 Tahun 2017 tentang Pemilihan Umum</li>"
        '<li><a href="https://jdih.kpu.go.id/a?b=1&amp;c=2">'
        "UU Nomor 14 Tahun 2008 tentang &lt;b&gt;Informasi&lt;/b&gt; &amp; Publik</a></li></ol>\n"
        "<p><strong>Ralat:</strong> Tanggal semula salah.</p>"
    )
    assert "Dasar hukum" not in asked.body_text


def test_an_english_article_has_an_english_heading(tmp_path: Path) -> None:
    assert "<h2>Legal basis</h2>" in package(tmp_path, f'{FRONT}language: en\nlegal_basis: ["{EXAMPLE}"]\n').body_html


def test_what_names_no_law_is_as_it_always_was(tmp_path: Path) -> None:
    """Digests that stand in ledgers must stay what they are."""
    plain = package(tmp_path, FRONT, ("keputusan.pdf",))
    assert plain.digest == "10f20b18e87f55314b2d7c0bd6430a0786495dfb93d69a822edc788fc9d1d7d6"
    text = article_of(plain.body_html, plain.images, plain.attachments)
    rendering = rendering_of(plain, "website", "wordpress", text)
    assert rendering.digest == "bd54f62fb16be13933d510bf1ab466620c62baafb140edef21ec1b813355da29"


def test_the_pdf_of_a_regulation_is_called_by_type_number_year_and_subject(tmp_path: Path) -> None:
    (paper,) = package(tmp_path, LEGAL, ("SK final rev3.pdf",)).attachments
    assert paper.public_name == "keputusan-nomor-27-tahun-2026-tentang-standar-pelayanan.pdf"
    assert paper.title == "Keputusan Nomor 27 Tahun 2026 tentang Standar Pelayanan Informasi"
    assert (paper.name, paper.path.read_bytes()) == ("SK final rev3.pdf", PDF)
    assert file_name(paper, 6) == f"keputusan-nomor-27-tahun-2026-tentang-standar-pelayanan-{paper.sha256[:6]}.pdf"


def test_several_are_told_apart_and_a_caption_stays_the_title(tmp_path: Path) -> None:
    front = f'{LEGAL}captions: {{"isi.pdf": Batang tubuh}}\n'
    papers = {
        paper.name: paper for paper in package(tmp_path, front, ("isi.pdf", "lampiran_II.pdf", "lampiran II.pdf")).attachments
    }
    assert papers["isi.pdf"].title == "Batang tubuh"
    assert papers["lampiran_II.pdf"].title == "Keputusan Nomor 27 Tahun 2026: lampiran II"
    names = [paper.public_name for paper in papers.values()]
    assert sorted(names) == [
        "keputusan-nomor-27-tahun-2026-isi.pdf",
        "keputusan-nomor-27-tahun-2026-lampiran-ii-2.pdf",
        "keputusan-nomor-27-tahun-2026-lampiran-ii.pdf",
    ]


def test_other_content_keeps_the_names_of_its_files(tmp_path: Path) -> None:
    (paper,) = package(tmp_path, FRONT, ("SK final.pdf",)).attachments
    assert (paper.public_name, paper.title) == ("", "")


WORDS = st.text(min_size=1, max_size=60)


@given(WORDS, WORDS, st.integers(1945, 2100), WORDS, st.lists(WORDS, min_size=1, max_size=12, unique=True))
def test_names_are_short_sound_and_each_its_own(kind: str, number: str, year: int, subject: str, names: list[str]) -> None:
    called = of_attachments(LegalDocument(kind, number, year, subject), [f"{name}.pdf" for name in names])
    files = [one.file for one in called.values()]
    assert len(set(files)) == len(files) == len(names)
    for file in files:
        assert file.endswith(".pdf")
        assert 0 < len(file.removesuffix(".pdf")) <= LONGEST
        assert set(file) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert not file.startswith("-")
