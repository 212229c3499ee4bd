"""A signed PDF is read as its reader sees it, and whatever is done to it the answer comes soon and approves nothing."""

from datetime import UTC, datetime

import pytest

from content_queue.paper_line import paper_line
from content_queue.pdf_reading import found
from content_queue.pdf_signatures import Trust, facts_of
from content_queue.pdf_signers import NotSigners, read_signers
from content_queue.profile import Covers
from content_queue.sheet import Decision
from tests.publishing.pdf_people import from_objects, issued, page, plain

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
LINE = paper_line("contoh", "penetapan-dpb", 7, Covers.CONTENT, "5a" * 32, Decision.YES)
PRINT = "9f" * 32


def seen(pdf: bytes) -> list[bool]:
    """Whether each line of this text that the pages hold can be seen."""
    return [line["seen"] for line in found(pdf) if line["text"] == "".join(LINE.split())]


@pytest.mark.parametrize(
    "style", ["size: 8pt", "size: 6pt, fill: luma(20%)", 'size: 10pt, font: "DejaVu Sans Mono"', "size: 9pt, tracking: 1pt"]
)
def test_a_line_is_read_however_it_is_set(style: str) -> None:
    assert seen(page(LINE, style=style)) == [True]


def test_a_line_may_go_over_several_rows_and_stand_on_any_page() -> None:
    assert seen(plain(LINE)) == [True]
    assert seen(page("Lembar", more=f'#pagebreak()\n#block(width: 6cm)[#text(size: 8pt)[#"{LINE}"]]')) == [True]


@pytest.mark.parametrize(
    ("style", "more"),
    [
        ("size: 8pt, fill: white", ""),
        ("size: 8pt, fill: luma(85%)", ""),
        ("size: 1.5pt", ""),
        ("size: 8pt", "#place(top + left, rect(width: 100%, height: 6cm, fill: white))"),
        (
            "size: 8pt",
            '#place(top + left, dy: 0.9cm, text(size: 9pt)[#"XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"])',
        ),
        ("size: 8pt", "#place(top + left, dy: 0.8cm, dx: 2cm, rect(width: 1cm, height: 1cm, fill: black))"),
    ],
)
def test_a_line_that_nobody_can_read_is_not_there(style: str, more: str) -> None:
    assert seen(page(LINE, style=style, more=more)) == [False]


def test_a_line_within_another_one_is_not_believed() -> None:
    assert seen(plain(f"{LINE} LANGKAH:3 JAWABAN:YA KEBUTUHAN")) == [False]


@pytest.mark.parametrize(
    ("pdf", "why"),
    [
        (b"", "damaged"),
        (b"%PDF-1.7\n" + b"\0" * 5000, "damaged"),
        (from_objects("<</Type/Catalog/Pages 2 0 R/X " + "[" * 30_000 + "]" * 30_000 + ">>", "<</Kids[]/Count 0>>"), "damaged"),
        (from_objects("<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>", "<</Kids[2 0 R]/T(x)>>"), "damaged"),
        (from_objects(f"<</Type/Catalog/X[{' '.join(f'{n} 0 R' for n in range(2, 30_002))}]>>", *["null"] * 30_001), "heavy"),
    ],
    ids=["empty", "zeros", "deep", "a field below itself", "thirty thousand objects"],
)
def test_what_nobody_can_read_has_a_reason(pdf: bytes, why: str) -> None:
    assert facts_of(pdf, Trust(issued("Induk", ca=True).pem), NOW) == {"why": why, "seals": []}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[people", "bukan TOML"),
        ("[orang]\n", "orang"),
        ('[people.ketua]\ncertificates = ["ab"]\n', "people.ketua.certificates.0"),
        ('[people.ketua]\ncertificates = ["-----BEGIN CERTIFICATE-----\\nx"]\n', "people.ketua.certificates.0"),
        ('[[people.ketua.subjects]]\nserial_number = "1"\n', "people.ketua.subjects.0.issuer"),
        ('[revoked]\nserials = ["bukan angka"]\n', "revoked.serials.0"),
        (f'[people.a]\ncertificates = ["{PRINT}"]\n[people.b]\ncertificates = ["{PRINT.upper()}"]\n', "a dan b"),
    ],
)
def test_a_list_of_signers_that_is_not_clear_says_where(text: str, said: str) -> None:
    with pytest.raises(NotSigners, match=said):
        read_signers(text.encode())


def test_a_fingerprint_may_be_written_as_openssl_does() -> None:
    colons = ":".join(PRINT[at : at + 2] for at in range(0, 64, 2)).upper()
    signers = read_signers(f'[people.ketua]\ncertificates = ["{colons}"]\n'.encode())
    assert signers.owns("ketua", {"number": "", "issuer": "", "fingerprint": PRINT})
    assert not signers.owns("operator", {"number": "", "issuer": "", "fingerprint": PRINT})
