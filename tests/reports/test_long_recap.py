"""A month of more rows than are set at once: its parts make the same document as if it had been set whole."""

import re
from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from reports.pdf_joined import JoinedPdf
from reports.recap_pdf import recap_pdf
from tests.reports.test_recap import MONTH, row

ROWS = 130
AT_ONCE = 60
MARGIN = 42
"""What a sheet leaves free at its right, in points: 15 mm."""
TITLES = ("Rapat Koordinasi Pemutakhiran Data Pemilih Berkelanjutan Tahap Akhir", "Pasar", "5 0 R (dua \\ tiga /StructParent 7")
LONG = replace(
    MONTH,
    rows=tuple(
        row(no, TITLES[no % 3] * (1 + no % 4), no, 1, f"https://contoh.test/berita/({no})?b=5 0 R") for no in range(1, ROWS + 1)
    ),
    paper="F4",
)


@pytest.fixture(scope="module")
def parted() -> bytes:
    return recap_pdf(LONG, AT_ONCE)


@pytest.fixture(scope="module")
def whole() -> bytes:
    return recap_pdf(LONG, ROWS)


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_every_row_stands_once_under_a_head_on_pages_counted_right_through(parted: bytes) -> None:
    pages = texts(parted)
    found = [int(no) for page in pages for no in re.findall(r"^(\d+)\s03-03-2026", page, re.MULTILINE)]
    assert found == list(range(1, ROWS + 1))
    for number, page in enumerate(pages, 1):
        assert f"Halaman {number} dari {len(pages)}" in page
        assert "03-03-2026" not in page or "Judul" in page
    assert sum("JUMLAH (130 konten)" in page for page in pages) == 1
    assert "JUMLAH" in pages[-1] or "JUMLAH" in pages[-2]


def test_it_says_and_looks_the_same_as_if_it_had_been_set_whole(parted: bytes, whole: bytes) -> None:
    assert texts(parted) == texts(whole)
    with pypdfium2.PdfDocument(parted) as ours, pypdfium2.PdfDocument(whole) as other:
        assert [page.get_size() for page in ours] == [page.get_size() for page in other]
        for at in range(len(ours)):
            assert ours[at].render(scale=0.5).to_pil().tobytes() == other[at].render(scale=0.5).to_pil().tobytes(), (
                f"halaman {at + 1}"
            )


def test_its_links_lead_where_they_led(parted: bytes, whole: bytes) -> None:
    assert links(parted) == links(whole)
    assert len({address for page in links(parted) for _, address in page}) == ROWS


def links(pdf: bytes) -> list[list[tuple[list[float], str]]]:
    pages = PdfReader(BytesIO(pdf)).pages
    return [
        [(list(map(float, note["/Rect"])), note["/A"]["/URI"]) for note in map(resolved, page["/Annots"])]
        for page in pages
        if "/Annots" in page
    ]


def resolved(held: Any) -> Any:
    return held.get_object()


def test_what_is_on_its_pages_is_tagged_and_cells_know_their_heads(parted: bytes, whole: bytes) -> None:
    document = PdfReader(BytesIO(parted), strict=True)
    root = document.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("id", True)
    tags = Tags(document)
    for page in document.pages:
        owners = resolved(tags.owners[page["/StructParents"]])
        assert owners, "a page without tags"
        assert {resolved(owner)["/S"] for owner in owners} <= tags.kinds.keys()
        for note in map(resolved, page.get("/Annots", [])):
            owner = resolved(tags.owners[note["/StructParent"]])
            assert owner["/S"] == "/Link"
            assert any(
                resolved(kid).get("/Obj") == note.indirect_reference for kid in owner["/K"] if isinstance(resolved(kid), dict)
            )
    assert tags.kinds["/TD"] == Tags(PdfReader(BytesIO(whole))).kinds["/TD"]
    assert tags.heads_asked
    assert tags.heads_asked <= tags.heads
    assert len(tags.heads) == tags.kinds["/TH"]


class Tags:
    """The tree of tags, walked whole: every element must know its parent."""

    def __init__(self, document: PdfReader) -> None:
        root: Any = document.trailer["/Root"]["/StructTreeRoot"]
        self.kinds: dict[str, int] = {}
        self.heads_asked: set[bytes] = set()
        self.owners = dict(leaves(root["/ParentTree"], "/Nums"))
        self.heads = dict(leaves(root["/IDTree"], "/Names")).keys()
        self.walk(root["/K"][0], root.indirect_reference)

    def walk(self, held: Any, parent: Any) -> None:
        element = resolved(held)
        assert element.raw_get("/P") == parent
        self.kinds[element["/S"]] = self.kinds.get(element["/S"], 0) + 1
        self.heads_asked |= {
            head for each in element.get("/A", []) for head in resolved(each).get("/Headers", []) if element["/S"] == "/TD"
        }
        for kid in element.get("/K", []):
            if hasattr(kid, "idnum"):
                self.walk(kid, element.indirect_reference)


def leaves(node: Any, name: str) -> list[tuple[Any, Any]]:
    """The pairs of a number or name tree, in its order."""
    held = resolved(node)
    pairs = held.get(name, [])
    return [*zip(pairs[::2], pairs[1::2], strict=True), *(pair for kid in held.get("/Kids", []) for pair in leaves(kid, name))]


def test_it_has_the_same_bytes_when_made_again(parted: bytes) -> None:
    assert recap_pdf(LONG, AT_ONCE) == parted


def test_a_part_of_another_form_is_refused(whole: bytes) -> None:
    with pytest.raises(ValueError, match="Typst"):
        JoinedPdf().add(whole.replace(b"/MarkInfo", b"/Marknfoi", 1))
    with pytest.raises(ValueError, match="tidak ada bagian"):
        JoinedPdf().close()


def test_a_word_longer_than_its_column_stays_in_its_column() -> None:
    note = "pembaca belum diketahui: Facebook belum melaporkan post_total_media_view_unique kiriman ini."
    pdf = recap_pdf(replace(MONTH, rows=(replace(MONTH.rows[0], note=note),)))
    with pypdfium2.PdfDocument(pdf) as document:
        page, told = document[0], document[0].get_textpage()
        ends = [told.get_charbox(at)[2] for at in range(told.count_chars()) if told.get_text_range(at, 1).strip()]
        assert max(ends) <= page.get_width() - MARGIN
        assert "unique" in told.get_text_range()
