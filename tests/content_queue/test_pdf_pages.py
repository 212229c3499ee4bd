"""Pictures of a PDF's first pages: what is drawn, what it is called, and that no PDF whatever stops or floods a sweep."""

import hashlib
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image as Pillow

from content_queue import pdf_pages
from content_queue.package import Attachment, Package
from content_queue.pdf_pages import DAMAGED, HEAVY, LOCKED, alt_text, drawn, kept_names
from content_queue.problems import PackageProblems
from content_queue.read import PageWish, read
from content_queue.seal import seal
from tests.papers import decision, locked, scan, sheets

EVERYBODY = PageWish(lambda _channel: True, "website")


def paper(folder: Path, data: bytes, name: str = "keputusan.pdf") -> Attachment:
    place = folder / name
    place.write_bytes(data)
    return Attachment(name, place, hashlib.sha256(data).hexdigest(), "application/pdf", len(data))


def package(folder: Path, papers: dict[str, bytes], front: str = "", wish: PageWish = EVERYBODY) -> Package:
    """Sealed and read as the queue does."""
    dropped = folder / "paket"
    (dropped / "lampiran").mkdir(parents=True)
    head = f"title: Keputusan\nkind: berita\nchannels: [website, x]\n{front}"
    (dropped / "naskah.md").write_text(f"---\n{head}---\nTelah ditetapkan.\n", "utf-8")
    for name, data in papers.items():
        (dropped / "lampiran" / name).write_bytes(data)
    sealed = seal(dropped, folder / "gudang")
    return read(sealed.path, "kpu-contoh", "paket", 1, ZoneInfo("Asia/Jakarta"), folder / "turunan", wish)


def test_the_first_four_pages_are_jpeg_on_white_and_begin_with_their_own_words(tmp_path: Path) -> None:
    found = drawn([paper(tmp_path, decision(6))], tmp_path / "turunan")
    assert [(page.name, page.document, page.number) for page in found.pages] == [
        (f"keputusan-hal-{number}.jpg", "keputusan.pdf", number) for number in (1, 2, 3, 4)
    ]
    second = found.pages[1]
    assert second.alt == (
        "Halaman 2 dari keputusan.pdf: KEPUTUSAN KOMISI PEMILIHAN UMUM NOMOR 27 TAHUN 2026 "
        "Halaman nomor 2 tentang standar pelayanan informasi publik."
    )
    data = second.path.read_bytes()
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (second.sha256, second.size)
    with Pillow.open(second.path) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (second.width, second.height))
        assert picture.getpixel((3, 3)) == (255, 255, 255)
        assert max(picture.size) <= 2048
        assert min(channel[0] for channel in picture.getextrema()) < 60, "nothing is written on it"


def test_the_same_pdf_gives_the_same_bytes_wherever_it_is_drawn(tmp_path: Path) -> None:
    one, other = (drawn([paper(tmp_path, decision())], tmp_path / place) for place in ("sini", "sana"))
    assert [page.sha256 for page in one.pages] == [page.sha256 for page in other.pages]


def test_a_pdf_is_drawn_once_and_again_only_when_what_was_kept_is_no_longer_what_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attachment, root = paper(tmp_path, decision()), tmp_path / "turunan"
    first = drawn([attachment], root)
    monkeypatch.setattr(pdf_pages, "_PROGRAM", tmp_path / "tidak-ada.py")
    assert drawn([attachment], root) == first
    monkeypatch.undo()
    spoilt = first.pages[1].path
    spoilt.chmod(0o644)
    spoilt.write_bytes(first.pages[0].path.read_bytes())
    assert drawn([attachment], root) == first
    assert hashlib.sha256(spoilt.read_bytes()).hexdigest() == first.pages[1].sha256


def test_what_was_kept_of_a_pdf_is_known_by_name(tmp_path: Path) -> None:
    attachment, root = paper(tmp_path, decision()), tmp_path / "turunan"
    drawn([attachment], root)
    drawn([paper(tmp_path, scan(), "lain.pdf")], root)
    names = kept_names([attachment], root)
    assert len(names) == 4
    assert names < {file.name for file in root.iterdir()}


def test_many_documents_share_the_room_and_none_is_called_like_another(tmp_path: Path) -> None:
    papers = [paper(tmp_path, decision(4, f"KEPUTUSAN NOMOR {number}"), f"{number}.pdf") for number in range(12)]
    found = drawn(papers, tmp_path / "turunan")
    assert [page.name for page in found.pages] == [f"{number}-hal-1.jpg" for number in range(10)]
    twins = [
        paper(tmp_path, decision(2), "surat.pdf"),
        paper(tmp_path, scan(), "surat.rev1.pdf"),
        paper(tmp_path, scan(), "surat"),
    ]
    names = [page.name for page in drawn(twins, tmp_path / "turunan").pages]
    assert names == ["surat.pdf-hal-1.jpg", "surat.pdf-hal-2.jpg", "surat.rev1-hal-1.jpg", "surat-hal-1.jpg"]


def test_a_scanned_page_says_that_it_is_one(tmp_path: Path) -> None:
    (page,) = drawn([paper(tmp_path, scan())], tmp_path / "turunan").pages
    assert page.alt == "Halaman 1 dari keputusan.pdf (hasil pindai)"


@pytest.mark.parametrize(
    ("layer", "alt"),
    [
        ("", "Halaman 1 dari a.pdf (hasil pindai)"),
        ("\ue001\ue002\ue003 \ue004" * 20, "Halaman 1 dari a.pdf (hasil pindai)"),
        ("!\"#$ %&'( )*+ abcdefghijklmno ,-./ :;<= >?@[ {|}~ ^_`", "Halaman 1 dari a.pdf (hasil pindai)"),
        ("KEPU\u00ad\r\nTUSAN\x02\r\nKOMISI\u200b\u202e PEMILIHAN", "Halaman 1 dari a.pdf: KEPUTUSANKOMISI PEMILIHAN"),
    ],
)
def test_words_are_plain_or_not_said(layer: str, alt: str) -> None:
    assert alt_text("a.pdf", 1, layer) == alt


def test_a_long_text_is_cut_at_a_word() -> None:
    alt = alt_text("a.pdf", 1, "Menimbang bahwa setiap orang berhak memperoleh informasi publik, " * 20)
    assert 280 < len(alt) <= 300
    assert alt.endswith("…")
    assert alt[:-1].rpartition(" ")[2] in ["Menimbang", "bahwa", "setiap", "orang", "berhak", "memperoleh", "informasi", "publik"]
    assert len(alt_text("a.pdf", 1, "a" * 2000)) == 300


def test_a_locked_pdf_has_no_pages_and_says_what_to_do_one_that_anybody_opens_has(tmp_path: Path) -> None:
    found = package(tmp_path, {"a.pdf": locked("rahasia"), "b.pdf": locked("")})
    assert found.unseen == {"a.pdf": LOCKED}
    assert [page.name for page in found.pages] == ["b-hal-1.jpg"]


def test_a_damaged_pdf_stops_no_other(tmp_path: Path) -> None:
    whole = decision(1)
    found = package(
        tmp_path, {"a.pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n", "b.pdf": whole, "c.pdf": whole[:2000] + b"%%EOF\n"}
    )
    assert found.unseen["a.pdf"] == DAMAGED
    assert set(found.unseen) <= {"a.pdf", "c.pdf"}
    assert "b-hal-1.jpg" in [page.name for page in found.pages]


def test_monstrous_pages_become_pictures_of_a_sane_size_or_none(tmp_path: Path) -> None:
    found = drawn([paper(tmp_path, sheets([(10_000, 10_000), (14_400, 3), (30, 30), (595, 842)]))], tmp_path / "turunan")
    assert [(page.number, page.width, page.height) for page in found.pages] == [(1, 2047, 2047), (3, 84, 84), (4, 1447, 2047)]


def test_of_thousands_of_pages_only_the_first_are_looked_at(tmp_path: Path) -> None:
    found = drawn([paper(tmp_path, sheets([(595, 842)] * 3000))], tmp_path / "turunan")
    assert [page.number for page in found.pages] == [1, 2, 3, 4]


def test_a_page_that_never_ends_is_given_up_once_and_what_came_before_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_pages, "PATIENCE", 2)
    found = drawn([paper(tmp_path, sheets([(595, 842)] * 3, bombs=[2]))], tmp_path / "turunan")
    assert [page.number for page in found.pages] == [1]
    bomb = paper(tmp_path, sheets([(595, 842)], bombs=[1]), "bom.pdf")
    assert drawn([bomb], tmp_path / "turunan").unseen == (("bom.pdf", HEAVY),)
    monkeypatch.setattr(pdf_pages, "_PROGRAM", tmp_path / "tidak-ada.py")
    assert drawn([bomb], tmp_path / "turunan").unseen == (("bom.pdf", HEAVY),)


def test_the_program_that_draws_bounds_its_own_memory_time_and_files() -> None:
    program = (
        "import resource as r\nfrom content_queue import pdf_drawing\npdf_drawing.confine()\n"
        "print(r.getrlimit(r.RLIMIT_CPU)[0], r.getrlimit(r.RLIMIT_FSIZE)[0], r.getrlimit(r.RLIMIT_CORE)[0])\n"
        "try:\n    bytearray(2**30)\nexcept MemoryError:\n    print('penuh')\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300).stdout.split()
    assert told == ["10", str(16 * 2**20), "0", "penuh"]


def test_nothing_is_drawn_that_no_channel_wants_or_the_manuscript_forbids(tmp_path: Path) -> None:
    papers = {"keputusan.pdf": decision(1)}
    for number, (front, wish) in enumerate(
        [("pdf_pages: tidak\n", EVERYBODY), ("", PageWish(lambda name: name == "facebook", "website")), ("", PageWish())]
    ):
        place = tmp_path / str(number)
        assert package(place, papers, front, wish).pages == ()
        assert not (place / "turunan").exists()


def test_a_manuscript_says_yes_or_no(tmp_path: Path) -> None:
    with pytest.raises(PackageProblems) as caught:
        package(tmp_path, {"keputusan.pdf": decision(1)}, "pdf_pages: 3\n")
    assert "pdf_pages" in caught.value.problems[0].text()
    assert "ya atau tidak" in caught.value.problems[0].text()


def test_a_package_knows_whether_the_website_will_show_it(tmp_path: Path) -> None:
    papers = {"keputusan.pdf": decision(1)}
    assert package(tmp_path / "a", papers).on_website
    assert not package(tmp_path / "b", papers, wish=PageWish(lambda _channel: True, "situs-lain")).on_website
    assert not package(tmp_path / "c", papers, wish=PageWish(lambda _channel: True, None)).on_website
