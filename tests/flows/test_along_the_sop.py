"""A package goes the whole way of each procedure by the command line: from the proposal to the verified link and its record,
with a "Tidak" on the way; and what is forged on that way publishes nothing."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from pypdfium2 import PdfDocument
from typer.testing import CliRunner, Result

from cli.app import app
from content_queue.sheet import Decision, SignOff, load_sheet, write_sheet
from flows.board import write_board
from flows.recap_book import Book, Month
from flows.sop_now import SopNow, Waiting
from flows.wiring import required_steps
from ledger import queries
from ledger.entries import Kind
from ledger.queries import PackageRow
from publishing.booked import in_book
from tests.flows.days import Day
from tests.flows.homes import OFFICE

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
TITLE = "Penetapan Daftar Pemilih"


class Way:
    """One office, the commands that its people type, and the package that they carry along."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.name = ""

    @property
    def draft(self) -> Path:
        return self.day.home.path / "konsep" / self.name

    @property
    def dropped(self) -> Path:
        return self.day.home.inbox / self.name

    def type(self, *words: str) -> Result:
        with time_machine.travel(self.day.clock.now(), tick=False):
            done = CliRunner().invoke(app, [*words, "--home", str(self.day.home.path)])
        self.day.clock.advance(60)
        return done

    def does(self, *words: str) -> str:
        done = self.type(*words)
        assert done.exit_code in (0, 1), done.output
        assert not isinstance(done.exception, (ValueError, KeyError, TypeError)), done.output
        return " ".join(done.output.split())

    def refused(self, *words: str) -> str:
        done = self.type(*words)
        assert done.exit_code != 0, done.output
        return " ".join(done.output.split())

    def propose(self, *more: str) -> str:
        told = self.does("propose", TITLE, "--by", "kasubbag-hukum", "--need", "Pemilih perlu tahu datanya.", *more)
        self.name = next(folder.name for folder in (self.day.home.path / "konsep").iterdir() if folder.is_dir())
        return told

    def fill(self, words: str) -> None:
        folder = self.draft
        Image.new("RGB", (640, 360), (120, 30, 30)).save(folder / "media" / "01.jpg")
        head = f"---\ntitle: {TITLE}\nkind: berita\nchannels: [website]\nalt:\n  01.jpg: Rapat pleno\n---\n"
        (folder / "naskah.md").write_text(head + words, encoding="utf-8")

    def awaited(self) -> Waiting:
        with self.day.room() as room:
            found = SopNow(room.settings, room.office, room.ledger, room.desk, self.day.clock.now()).everybody()
        return next(one for one in found if one.package == self.name)

    def board(self) -> str:
        with self.day.room() as room:
            return " ".join(re.sub(r"<[^>]+>", " ", write_board(room).read_text(encoding="utf-8")).split())

    def status(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.type("status", "--json").stdout)
        return [line for line in found if line["package"] == self.name]

    def row(self) -> PackageRow:
        return queries.revisions(self.day.ledger, OFFICE, self.name)[-1]

    def book(self) -> list[tuple[int, str]]:
        """Step and answer of every sign-off in the book, by time."""
        signs = sorted(in_book(self.day.ledger, OFFICE, self.name), key=lambda sign: sign.at)
        return [(sign.step, str(sign.decision)) for sign in signs]

    def record(self, place: Path) -> list[object]:
        assert self.type("link-record", str(place)).exit_code == 0
        return [cell.value for line in load_workbook(place).active.iter_rows() for cell in line]


@pytest.fixture
def way(day: Day) -> Way:
    day.clock.instant = datetime.now(UTC)
    return Way(day)


def office_file(way: Way) -> Path:
    return way.day.home.path / "offices" / f"{OFFICE}.toml"


def follow_sumatera_barat(way: Way) -> None:
    text = office_file(way).read_text("utf-8")
    office_file(way).write_text(re.sub(r'profile = "[^"]+"', 'profile = "sumbar-2025"', text), encoding="utf-8")


def ends_public(way: Way, tmp_path: Path) -> None:
    way.day.sweep()
    assert way.day.rows()["website"].state == "verified"
    assert len(way.day.public()) == 1
    assert way.day.rows()["website"].url in way.record(tmp_path / "catatan.xlsx")


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


def may_order_emergencies(way: Way, *people: str) -> None:
    text, named = office_file(way).read_text("utf-8"), ", ".join(f'"{person}"' for person in people)
    office_file(way).write_text(
        text.replace("required_steps = []", f"required_steps = []\nemergency = [{named}]"), encoding="utf-8"
    )


def dropped_in_a_hurry(way: Way) -> None:
    way.propose()
    way.fill("Pemungutan suara ditunda karena banjir.\n")
    way.draft.rename(way.dropped)
    way.day.seal()


HURRY = ("--emergency", "--note", "banjir, harus diumumkan hari ini")


def test_an_emergency_goes_out_on_one_order_and_is_flagged_until_the_missing_steps_are_signed(way: Way, tmp_path: Path) -> None:
    may_order_emergencies(way, "ketua")
    dropped_in_a_hurry(way)
    assert "--note" in way.refused("approve", way.name, "--by", "ketua", "--emergency")
    assert "tidak berhak memerintahkan" in way.refused("approve", way.name, "--by", "sekretaris", *HURRY)
    assert "DARURAT" in way.does("approve", way.name, "--by", "ketua", *HURRY)
    ends_public(way, tmp_path)
    flag = "DARURAT, belum disahkan"
    assert flag in way.board()
    assert flag in str(way.status()[0]["state"])
    assert any(flag in str(cell) for cell in way.record(tmp_path / "catatan.xlsx"))
    with way.day.room() as room:
        at = way.day.clock.now().astimezone(room.office.zone)
        month = Month(at.year, at.month)
        book = Book(room.ledger, room.office, way.day.clock.now(), month)
        assert flag in book.published_row(1, book.counted(book.published(month)[0], month)).note
    assert way.type("ledger", "rebuild").exit_code == 0  # nothing that is made anew forgets it
    assert flag in way.board()

    assert "belum disahkan" in way.refused("approve", way.name, "--by", "ketua", "--step", "7")
    assert flag in way.board()
    assert "sekarang disahkan" in way.does("approve", way.name, "--by", "sekretaris", "--step", "3")
    assert flag not in way.board()
    assert flag not in str(way.status())
    assert not any(flag in str(cell) for cell in way.record(tmp_path / "sesudah.xlsx"))
    assert len(way.day.public()) == 1


def test_nobody_orders_an_emergency_where_the_office_names_nobody_and_no_words_make_one(way: Way) -> None:
    dropped_in_a_hurry(way)
    assert "tidak seorang pun" in way.refused("approve", way.name, "--by", "ketua", *HURRY)
    sheet = load_sheet(way.dropped / "disposisi.yaml")
    order = SignOff(
        step=7, decision=Decision.YES, person="ketua", at=way.day.clock.now(), digest=way.row().digest, emergency=True
    )
    write_sheet(way.dropped / "disposisi.yaml", sheet.model_copy(update={"sign_offs": (*sheet.sign_offs, order)}))
    way.day.sweep(60)
    way.day.sweep(60)
    assert way.row().state == "awaiting_approval"
    assert not way.day.public()
    text = (way.dropped / "naskah.md").read_text("utf-8").replace("kind: berita", "kind: berita\nemergency: ya")
    (way.dropped / "naskah.md").write_text(text, encoding="utf-8")
    way.day.seal()
    assert (way.day.home.path / "ditahan" / way.name / "ALASAN.txt").exists()


def test_an_emergency_passes_over_no_tidak(way: Way) -> None:
    may_order_emergencies(way, "ketua")
    dropped_in_a_hurry(way)
    way.does("approve", way.name, "--by", "sekretaris", "--step", "7", "--no", "--note", "belum benar")
    assert "menjawab Tidak" in way.refused("approve", way.name, "--by", "ketua", *HURRY)
    way.day.sweep()
    assert not way.day.public()


def test_an_emergency_that_was_taken_down_is_flagged_no_more(way: Way) -> None:
    may_order_emergencies(way, "ketua")
    dropped_in_a_hurry(way)
    way.does("approve", way.name, "--by", "ketua", *HURRY)
    way.day.sweep()
    assert "DARURAT" in way.board()
    way.does("withdraw", way.name, "--by", "ketua", "--reason", "keliru", "--yes")
    assert way.day.rows()["website"].state == "withdrawn"
    assert "DARURAT" not in way.board()
