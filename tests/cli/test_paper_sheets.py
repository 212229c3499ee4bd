"""`tayang sheet`: the disposition sheet on paper, for what waits in masuk/ and for what is prepared in konsep/."""

import io
import re
from pathlib import Path

import pytest
from click.testing import Result
from docx import Document
from pypdfium2 import PdfDocument
from typer.testing import CliRunner

from cli.app import app
from content_queue.paper_line import holds_line, paper_line
from content_queue.profile import Covers
from content_queue.seal import digest_of, hashes
from content_queue.sheet import Decision
from safety.clock import SystemClock
from tests.publishing.signing_office import NAME, OFFICE, NewOffice, SigningOffice, needs_ssh_keygen

pytestmark = needs_ssh_keygen


@pytest.fixture
def office(new_office: NewOffice) -> SigningOffice:
    """An office that attests, with a package that waits and one answer on its sheet."""
    office = new_office("attested")
    office.clock.instant = SystemClock().now()
    office.drop()
    office.sweep(1)
    office.sweep(1)
    type_(office, "approve", NAME, "--by", "sekretaris", "--step", 3, "--note", "segera")
    return office


def type_(office: SigningOffice, *words: object) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--home", str(office.path)])


def printed(office: SigningOffice, *words: object) -> Path:
    told = type_(office, "sheet", *words)
    assert told.exit_code == 0, told.output
    return Path(re.search(r"Lembar disposisi: (.+)", told.output)[1])  # type: ignore[index]


def pages(place: Path) -> list[str]:
    with PdfDocument(place.read_bytes()) as document:
        return [page.get_textpage().get_text_range() for page in document]


def line(office: SigningOffice, step: int, decision: Decision | None) -> str:
    return paper_line(OFFICE, NAME, step, Covers.CONTENT, digest_of(hashes(office.folder)), decision)


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_sheet_of_a_waiting_package_holds_what_its_signer_must_know(office: SigningOffice) -> None:
    place = printed(office, NAME, "--step", 7, "--by", "ketua")
    assert place == office.path / "konsep" / f"{NAME}.LEMBAR-DISPOSISI-LANGKAH-7.pdf"
    (text,) = pages(place)
    plain = on_one_line(text)
    with office.room() as room:
        ketua = room.office.person("ketua")
        assert ketua
        wanted = (
            *room.office.letterhead,
            ketua.name,
            ketua.role,
            "Penetapan DPB",
            "berita",
            "media/01.jpg",
            "naskah.md",
            "segera",
        )
    for words in (*wanted, hashes(office.folder)["naskah.md"][:12], "Jawaban langkah 7", "kembali ke langkah 6"):
        assert words in plain
    assert re.search(r"3 Pemeriksaan kebutuhan.*? Ya .*?segera", plain)
    assert holds_line(text, line(office, 7, None))


@pytest.mark.parametrize(("said", "decision"), [("--yes", Decision.YES), ("--no", Decision.NO)])
def test_an_answer_that_is_fixed_stands_in_the_line_that_a_signed_pdf_must_hold(
    office: SigningOffice, tmp_path: Path, said: str, decision: Decision
) -> None:
    out = tmp_path / "untuk ditandatangani.pdf"
    assert printed(office, NAME, "--step", 7, said, "--out", out) == out
    assert holds_line("".join(pages(out)), line(office, 7, decision))
    assert not holds_line("".join(pages(out)), line(office, 7, None))


def test_unasked_it_prints_the_step_that_is_awaited_and_who_may_sign_it(office: SigningOffice) -> None:
    assert printed(office, NAME).name.endswith("LANGKAH-6.pdf")
    assert printed(office, NAME, "--by", "ketua").name.endswith("LANGKAH-6.pdf")
    assert printed(office, NAME, "--by", "sekretaris").name.endswith("LANGKAH-7.pdf")


def test_the_word_document_says_the_same(office: SigningOffice) -> None:
    document = Document(io.BytesIO(printed(office, NAME, "--step", 7, "--docx").read_bytes()))
    words = "\n".join(text.text or "" for text in document.element.body.iter() if text.tag.endswith("}t"))
    assert holds_line(words, line(office, 7, None))
    assert "Penetapan DPB" in words


def test_a_proposal_is_signed_before_there_is_content(office: SigningOffice) -> None:
    type_(office, "propose", "Rapat Pleno Terbuka", "--by", "operator")
    (draft,) = [folder for folder in (office.path / "konsep").iterdir() if folder.is_dir()]
    told = type_(office, "sheet", draft.name, "--step", 3)
    (text,) = pages(draft.with_name(f"{draft.name}.LEMBAR-DISPOSISI-LANGKAH-3.pdf"))
    assert holds_line(text, paper_line(OFFICE, draft.name, 3, Covers.REQUEST, "", None))
    assert "ditunda sampai …" in on_one_line(text)
    assert f"tayang sign {draft.name} --step 3 --by ID --scan" in on_one_line(told.output)
    place = printed(office, draft.name, "--step", 3, "--no", "--later", "2027-01-15")
    assert "ditunda sampai 15 Januari 2027" in on_one_line(pages(place)[0])
    told = type_(office, "sheet", draft.name, "--step", 7)
    assert "tayang submit" in on_one_line(told.output)


def test_a_draft_without_a_sound_manuscript_is_printed_by_its_folder(office: SigningOffice) -> None:
    draft = office.path / "konsep" / "belum-jadi"
    draft.mkdir(parents=True)
    assert "belum-jadi" in pages(printed(office, "belum-jadi", "--step", 3))[0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tidak-ada",), "tidak ada paket tidak-ada"),
        ((NAME, "--step", "8"), "langkah 8 tidak ditandatangani"),
        ((NAME, "--step", "7", "--by", "operator"), "tidak berhak"),
        ((NAME, "--by", "siapa"), "tidak ada di berkas satuan kerja"),
        ((NAME, "--yes", "--later", "2027-01-15"), "hanya bersama --no"),
        ((NAME, "--out", "/dev/null/lembar.pdf"), "tidak dapat ditulis"),
    ],
)
def test_what_cannot_be_printed_is_told(office: SigningOffice, words: tuple[str, ...], said: str) -> None:
    told = type_(office, "sheet", *words)
    assert told.exit_code in (1, 2)
    assert said in on_one_line(told.output)


def test_content_that_changed_since_it_was_sealed_is_not_printed(office: SigningOffice) -> None:
    (office.folder / "naskah.md").write_text((office.folder / "naskah.md").read_text("utf-8") + "\nlain", encoding="utf-8")
    assert "berubah sejak disegel" in on_one_line(type_(office, "sheet", NAME).output)


def test_a_printed_sheet_beside_the_drafts_disturbs_nothing(office: SigningOffice) -> None:
    printed(office, NAME)
    assert type_(office, "status").exit_code == 0
    assert office.sweep(1)[1] == "awaiting_approval"
