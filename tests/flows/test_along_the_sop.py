"""A package goes the whole way of each procedure by the command line: from the proposal to the verified link and its record,
with a "Tidak" on the way; and what is forged on that way publishes nothing."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document
from pypdfium2 import PdfDocument

from content_queue.sheet import Decision, SignOff, load_sheet, write_sheet
from flows.wiring import required_steps
from ledger import queries
from ledger.entries import Kind
from tests.flows.days import Day
from tests.flows.homes import OFFICE
from tests.flows.sop_way import TITLE, Way, begin, ends_public, follow_sumatera_barat, office_file

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


@pytest.fixture
def way(day: Day) -> Way:
    return begin(day)


def test_bangka_barat_from_the_nota_dinas_to_the_link_record(way: Way, tmp_path: Path) -> None:
    way.propose("--nota-dinas", "12/ND/2026", "--channels", "website")
    for kind in ("pdf", "docx"):
        assert (way.draft.parent / f"{way.name}.NOTA-DINAS.{kind}").stat().st_size > 1000
    assert [(s.step, s.covers, s.digest, s.nota_dinas) for s in load_sheet(way.draft / "disposisi.yaml").sign_offs] == [
        (1, "kebutuhan", "", "12/ND/2026")
    ]
    one = way.awaited()
    assert one.step == 2
    way.does("report", way.name, "--by", "kasubbag-hukum")
    one = way.awaited()
    assert one.step == 3

    # A3 says "Tidak": postponed to a day, not late meanwhile, and up again on that day.
    assert "--later" in way.refused("sign", way.name, "--step", "3", "--by", "sekretaris", "--no")
    day = (way.day.clock.now() + timedelta(days=9)).date()
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris", "--no", "--later", f"{day}", "--note", "sesudah tahapan")
    way.day.clock.advance(5 * 86400)
    one = way.awaited()
    assert (one.postponed, one.late, one.until) == (True, None, day)
    assert "Ditunda" in way.board()
    assert [line["state"] for line in way.status()] == ["Ditunda"]
    assert f"Ditunda: {way.name}" in way.does("sop")
    assert [one["until"] for one in json.loads(way.type("sop", "--json").stdout)["waiting"]] == [f"{day}"]
    assert "ditunda" in way.refused("submit", way.name, "--by", "kasubbag-hukum")
    way.day.clock.advance(5 * 86400)
    one = way.awaited()
    assert (one.postponed, one.step) == (False, 3)
    assert "menunggu tanda tangan" in way.board()
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    assert [line["state"] for line in way.status()] == ["Disusun"]

    # Content that is not ready is told of at once and stays in konsep/.
    way.fill("Daftar [rusak](lampiran/tidak-ada.pdf).\n")
    assert "tidak-ada.pdf" in way.refused("submit", way.name, "--by", "kasubbag-hukum")
    assert way.draft.exists()
    way.fill("Daftar pemilih **ditetapkan**.\n")
    way.does("submit", way.name, "--by", "kasubbag-hukum")
    assert not way.draft.exists()
    way.day.sweep()
    assert way.row().state == "awaiting_approval"

    # A7 says "Tidak": back to step 6, in konsep/, with what is to be mended.
    told = way.does("return", way.name, "--by", "ketua", "--note", "Sebutkan tanggal rapat.")
    assert "kembali ke langkah 6" in told
    assert "Sebutkan tanggal rapat." in (way.draft / "CATATAN-PERBAIKAN.txt").read_text("utf-8-sig")
    way.day.sweep()
    assert not way.dropped.exists()
    assert way.row().state == "returned"
    assert [line["state"] for line in way.status()] == ["Dikembalikan untuk diperbaiki"]
    one = way.awaited()
    assert one.step == 6
    assert "masih sama" in way.refused("submit", way.name, "--by", "operator")
    way.fill("Daftar pemilih **ditetapkan** dalam rapat 20 November.\n")
    way.does("submit", way.name, "--by", "operator")
    way.day.sweep()
    assert way.row().key.revision == 2
    assert not way.day.public()
    assert "operator" in way.refused("approve", way.name, "--by", "operator", "--step", "7")  # who designed it does not check it
    assert "disetujui" in way.does("sign", way.name, "--step", "7", "--by", "ketua")
    assert way.book() == [(1, "ya"), (2, "ya"), (3, "tidak"), (3, "ya"), (5, "ya"), (7, "tidak"), (6, "ya"), (7, "ya")]
    ends_public(way, tmp_path)


def test_sumatera_barat_from_the_disposition_to_the_order(way: Way, tmp_path: Path) -> None:
    follow_sumatera_barat(way)
    way.propose()
    way.does("report", way.name, "--by", "sekretaris")
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    way.does("sign", way.name, "--step", "4", "--by", "operator")
    way.fill("Materi pertama.\n")
    way.does("submit", way.name, "--by", "operator")
    way.day.sweep()
    assert "kembali ke langkah 5" in way.does("return", way.name, "--by", "ketua", "--note", "Lengkapi sumbernya.")
    way.fill("Materi kedua, dengan sumbernya.\n")
    way.does("submit", way.name, "--by", "operator")
    way.day.sweep()
    assert way.row().key.revision == 2
    way.does("sign", way.name, "--step", "6", "--by", "operator")
    way.does("sign", way.name, "--step", "7", "--by", "ketua")
    way.day.sweep()
    assert not way.day.public()  # verified, and not ordered yet
    way.does("sign", way.name, "--step", "8", "--by", "sekretaris")
    ends_public(way, tmp_path)
    assert way.book() == [
        (1, "ya"), (2, "ya"), (3, "ya"), (4, "ya"), (5, "ya"), (7, "tidak"), (5, "ya"), (6, "ya"), (7, "ya"), (8, "ya")
    ]  # fmt: skip


def test_the_nota_dinas_says_what_is_asked_for_and_leaves_the_number_open(way: Way) -> None:
    way.propose()
    beside = way.draft.parent / f"{way.name}.NOTA-DINAS"
    pdf = PdfDocument(beside.with_name(f"{beside.name}.pdf"))
    printed = " ".join(pdf[0].get_textpage().get_text_bounded().split())
    assert len(pdf) == 1
    document = Document(str(beside.with_name(f"{beside.name}.docx")))
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    written = " ".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])
    for text in (printed, written):
        for part in ("NOTA DINAS", "KOMISI PEMILIHAN UMUM", TITLE, "Pemilih perlu tahu datanya.", way.name, "PRAKTIK"):
            assert part in text
        assert "………" in text


def test_a_return_and_a_submission_that_were_cut_short_are_ended_by_typing_them_again(way: Way) -> None:
    way.propose()
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    way.fill("Listrik padam.\n")
    way.does("submit", way.name, "--by", "operator")
    way.dropped.rename(way.draft)  # signed, and not moved yet
    way.does("submit", way.name, "--by", "operator")
    way.day.sweep()
    way.does("return", way.name, "--by", "ketua", "--note", "Perbaiki.")
    way.draft.rename(way.dropped)  # in the book, and not moved yet
    assert "kembali ke langkah 6" in way.does("return", way.name, "--by", "ketua", "--note", "Perbaiki.")
    assert way.draft.exists()
    assert not way.dropped.exists()
    assert way.book() == [(1, "ya"), (3, "ya"), (5, "ya"), (7, "tidak")]


def test_only_who_may_sign_a_step_does(way: Way) -> None:
    text = office_file(way).read_text("utf-8")
    signers = '\n[sop.signers]\n"1" = ["kasubbag-hukum"]\n"3" = ["sekretaris"]\n'
    office_file(way).write_text(text.replace("\n# --- kanal", signers + "\n# --- kanal", 1), encoding="utf-8")
    assert "tidak berhak" in way.refused("propose", TITLE, "--by", "operator")
    assert not [one for one in (way.day.home.path / "konsep").glob("*") if one.is_dir()]  # and nothing half-made is left
    way.propose()
    assert "tidak berhak" in way.refused("sign", way.name, "--step", "3", "--by", "ketua")
    assert "langkah 7 tidak ditandatangani di konsep/" in way.refused("sign", way.name, "--step", "7", "--by", "ketua")
    assert "tidak ada di berkas" in way.refused("sign", way.name, "--step", "3", "--by", "orang-luar")
    assert "belum disetujui" in way.refused("submit", way.name, "--by", "operator")
    assert way.book() == [(1, "ya")]


def test_a_folder_that_was_moved_by_hand_keeps_its_request_and_is_taken_in_like_any_other(way: Way) -> None:
    way.propose()
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    way.fill("Dipindahkan dengan tangan.\n")
    way.draft.rename(way.dropped)
    way.day.seal()
    assert way.row().state == "awaiting_approval"
    one = way.awaited()
    assert one.step == 7
    assert "disetujui" in way.does("approve", way.name, "--by", "ketua")
    assert {sign.step for sign in load_sheet(way.dropped / "disposisi.yaml").sign_offs} == {1, 3, 7}


def test_request_sign_offs_of_a_sheet_that_came_from_elsewhere_end_in_the_book_when_it_is_sealed(way: Way) -> None:
    way.propose()
    way.fill("Dari komputer lain.\n")
    given = SignOff(step=3, decision=Decision.YES, person="sekretaris", at=way.day.clock.now(), covers="kebutuhan")
    strange = given.model_copy(update={"person": "orang-luar"})
    sheet = load_sheet(way.draft / "disposisi.yaml")
    write_sheet(way.draft / "disposisi.yaml", sheet.model_copy(update={"sign_offs": (*sheet.sign_offs, given, strange)}))
    way.draft.rename(way.dropped)
    way.day.seal()
    assert way.book() == [(1, "ya"), (3, "ya")]


def test_a_tidak_that_was_taken_out_of_the_sheet_still_holds_and_comes_back(way: Way) -> None:
    way.propose()
    day = (way.day.clock.now() + timedelta(days=9)).date()
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    before = (way.draft / "disposisi.yaml").read_bytes()
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris", "--no", "--later", f"{day}")
    (way.draft / "disposisi.yaml").write_bytes(before)
    assert "ditunda" in way.refused("submit", way.name, "--by", "operator")
    way.fill("Diam-diam.\n")
    way.draft.rename(way.dropped)
    way.day.seal()
    assert "tidak lagi memuat jawaban sekretaris" in way.board().replace("  ", " ")
    assert "menjawab Tidak" in way.refused("approve", way.name, "--by", "ketua", "--step", "7")
    assert [sign.decision for sign in load_sheet(way.dropped / "disposisi.yaml").sign_offs if sign.step == 3] == ["ya", "tidak"]
    way.day.sweep()
    assert not way.day.public()
    assert way.row().state == "awaiting_approval"


def test_a_sign_off_that_the_sheet_lost_is_told_and_restored(way: Way) -> None:
    way.propose()
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    way.fill("Lembarnya berkurang.\n")
    way.does("submit", way.name, "--by", "operator")
    way.day.sweep()
    sheet = load_sheet(way.dropped / "disposisi.yaml")
    seven = SignOff(step=7, decision=Decision.YES, person="operator", at=way.day.clock.now(), digest=sheet.digest)
    less = sheet.model_copy(update={"sign_offs": (*(s for s in sheet.sign_offs if s.step not in (1, 5)), seven)})
    write_sheet(way.dropped / "disposisi.yaml", less)
    way.day.clock.advance(60)
    way.day.sweep()
    assert not way.day.public()
    assert "tidak lagi memuat jawaban" in way.board()
    way.does("sign", way.name, "--by", "operator", "--restore")
    assert {sign.step for sign in load_sheet(way.dropped / "disposisi.yaml").sign_offs} == {1, 3, 5, 7}


def test_a_request_of_another_package_approves_no_content(way: Way) -> None:
    way.propose()
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    other = way.day.home.inbox / "paket-lain"
    (other / "media").mkdir(parents=True)
    (other / "naskah.md").write_text("---\ntitle: Lain\nkind: berita\nchannels: [website]\n---\nIsi lain.\n", encoding="utf-8")
    (other / "disposisi.yaml").write_bytes((way.draft / "disposisi.yaml").read_bytes())
    way.day.seal()
    way.day.sweep()
    assert queries.revisions(way.day.ledger, OFFICE, "paket-lain")[-1].state == "awaiting_approval"
    assert not way.day.public()


def test_the_book_stays_whole_and_the_steps_are_those_of_the_profile(way: Way) -> None:
    way.propose()
    assert way.type("ledger", "verify").exit_code == 0
    entries = queries.history(way.day.ledger, OFFICE, way.name, [Kind.SIGN_OFF])
    assert [entry["revision"] for entry in entries] == [0]
    with way.day.room() as room:
        assert [step.nr for step in required_steps(room.office)] == [3, 7]
