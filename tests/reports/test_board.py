"""The board shows every package, asks for nothing from outside, and lets no text become markup."""

import re
from html.parser import HTMLParser
from itertools import pairwise

from reports.board import Action, ArrivingCard, Board, ChannelLine, HeldCard, PackageCard, render_board

LIVE = PackageCard(
    "penetapan-dpb",
    "Penetapan <script>alert(1)</script>",
    1,
    "Selesai",
    "good",
    (
        ChannelLine("Situs web", "tayang dan terbukti", "good", "https://contoh.test/a", "dilihat publik", "tayang", "1.234"),
        ChannelLine("Facebook", "perlu keputusan orang", "bad", "javascript:alert(1)"),
    ),
)
WAITING = PackageCard(
    "pengumuman", "", 2, "Menunggu persetujuan", "wait", (), (Action("Langkah 7.", "tayang approve pengumuman"),)
)
HELD = HeldCard("salah", "ditahan/salah", ("naskah.md: judul kosong & gambar hilang",))


class Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def board(**more: object) -> Board:
    facts = {"arriving": (ArrivingCard("baru"),), "held": (HELD,), "packages": (WAITING, LIVE), "practice": True} | more
    head = {"office_name": "KPU Contoh", "letterhead": ("KOMISI PEMILIHAN UMUM",), "made_at": "3 Maret 2026", "last_sweep": ""}
    return Board(**head, **facts)  # type: ignore[arg-type]  # a test's shorthand


def test_the_board_tells_state_link_next_step_and_reason() -> None:
    page = Page(render_board(board()))
    for said in (
        "Penetapan <script>alert(1)</script>", "tayang dan terbukti", "https://contoh.test/a", "dilihat publik", "1.234",
        "tayang approve pengumuman",
        "naskah.md: judul kosong & gambar hilang", "ditahan/salah", "baru", "PRAKTIK", "belum pernah",
    ):  # fmt: skip
        assert said in page.text


def test_the_board_needs_no_script_no_server_and_no_other_host() -> None:
    made = render_board(board())
    page = Page(made)
    assert not {"script", "img", "link", "iframe", "form", "base"} & set(page.tags)
    assert [value for name, value in page.attributes if name in ("src", "href", "action")] == ["https://contoh.test/a"]
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "style"]
    assert "url(" not in made
    assert "@import" not in made
    assert "default-src 'none'" in made


def test_the_board_can_be_read_aloud() -> None:
    page = Page(render_board(board()))
    assert ("lang", "id") in page.attributes
    headings = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(headings))
    assert page.tags.count("caption") == page.tags.count("table")
    assert {value for name, value in page.attributes if name == "scope"} == {"col", "row"}


def test_a_pause_and_an_empty_office_are_told() -> None:
    page = Page(render_board(board(packages=(), held=(), arriving=(), paused="masa tenang", practice=False)))
    assert "PENAYANGAN DIJEDA: masa tenang" in page.text
    assert "Tidak ada paket yang menunggu siapa pun." in page.text
    assert "PRAKTIK" not in page.text
