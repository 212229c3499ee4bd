"""An emergency goes out on the order of one who may give it, is flagged until it is settled, and passes over no "Tidak"."""

from pathlib import Path

import pytest

from content_queue.sheet import Decision, SignOff, load_sheet, write_sheet
from flows.recap_book import Book, Month
from tests.flows.days import Day
from tests.flows.sop_way import Way, begin, ends_public, office_file

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


@pytest.fixture
def way(day: Day) -> Way:
    return begin(day)


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
