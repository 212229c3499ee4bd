"""A number that a page showed can be looked up: what stood there, when, and whether the excerpt is still what it was."""

import lzma
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from flows.reading_evidence import DamagedMonth, EvidenceBook, Seen, kept_excerpts, pack_months, seen_on
from flows.story import story_of
from ledger import queries
from ledger.entries import Kind
from ledger.verify import verify
from links.session import Answer
from readership.page import read_page
from tests.flows.homes import NAME, OFFICE
from tests.flows.months import Months
from tests.flows.test_readers_flow import break_token

LATELY = ("10/2026-10-31.jsonl", "11/2026-11-22.jsonl")


@pytest.mark.long
@pytest.mark.usefixtures("prefect_server")
def test_a_number_from_a_page_brings_the_place_that_it_was_read_from(months: Months) -> None:
    row = months.publish()
    months.visit(row, 4)
    break_token(months)
    months.count()
    (entry,) = queries.history(months.ledger, OFFICE, kinds=[Kind.READING])
    said = entry["evidence"]
    assert (entry["facts"]["value"], said["raw_text"], said["status"]) == (4, "4", 200)
    store = months.home.path / "gudang"
    (seen,) = kept_excerpts(store, [said])
    assert seen is not None
    assert said["extractor"].startswith("tayang ")
    assert (seen.url, seen.page_sha256) == (row.url, said["page_sha256"])
    assert "userInteractionCount" in seen.excerpt
    assert verify(months.ledger, OFFICE) == []
    with months.room() as room:
        assert any(f"gudang/{said['path']}" in one.text for one in story_of(room, NAME).told)

    words = ["readers", "evidence", NAME, "--home", str(months.home.path)]
    assert "utuh" in CliRunner().invoke(app, words).output
    file = store / said["path"]
    file.write_bytes(file.read_bytes().replace(b"userInteractionCount", b"userInteractionCounT"))
    changed = CliRunner().invoke(app, words)
    assert changed.exit_code == 1
    assert "TIDAK ADA atau berubah" in changed.output


@pytest.mark.long
@pytest.mark.usefixtures("prefect_server")
def test_a_number_that_the_site_told_brings_no_page(months: Months) -> None:
    row = months.publish()
    months.visit(row, 2)
    months.count()
    (entry,) = queries.history(months.ledger, OFFICE, kinds=[Kind.READING])
    assert "path" not in entry["evidence"]
    assert not (months.home.path / "gudang" / "bacaan").exists()


def page_of(text: str) -> Answer:
    body = text.encode()
    return Answer("http://127.0.0.1/berita", 200, "OK", (("Age", "90"),), (), body, body, "")


def test_the_excerpt_holds_the_words_around_the_number_and_no_more() -> None:
    filler = "Kata pengantar yang panjang. " * 200
    html = f"<html><body><h1>Rapat Pleno Penetapan</h1><p>Dibaca <b>1.234</b> kali</p><p>{filler}</p></body></html>"
    shown = read_page(html, title="Rapat Pleno Penetapan")
    seen = seen_on(page_of(html), html, shown)
    assert shown.value == 1234
    assert "Dibaca 1.234 kali" in seen.excerpt
    assert len(seen.excerpt) < 600
    assert (seen.age, seen.status) == ("90", 200)


def test_a_line_that_a_killed_writer_left_half_done_spoils_no_other(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = tmp_path_factory.mktemp("gudang")
    book, day = EvidenceBook(store, OFFICE), date(2026, 10, 12)
    seen = [Seen("http://127.0.0.1/1", 200, "", f"{n}", f"Dibaca {n} kali\nlagi", "0" * 64) for n in range(3)]
    first = book.keep(day, seen[0])
    with (store / first["path"]).open("ab") as file:
        file.write(b'{"url": "http://127.0.')
    others = [book.keep(day, one) for one in seen[1:]]
    assert list(kept_excerpts(store, [first, *others])) == seen
    assert list(kept_excerpts(store, [{**first, "path": "bacaan/tidak/ada.jsonl"}])) == [None]


def test_months_that_are_over_are_packed_small_and_lose_nothing(tmp_path: Path) -> None:
    book, around = EvidenceBook(tmp_path, OFFICE), "Kabupaten Contoh menetapkan daftar pemilih berkelanjutan " * 4
    said, seen = [], []
    for day in (date(2026, 8, 31), *(date(2026, 9, n) for n in range(1, 29)), date(2026, 10, 31), date(2026, 11, 22)):
        for page in range(5):
            seen.append(Seen(f"http://127.0.0.1/{page}", 200, "", "7", f"{around}dibaca {day.day} kali", f"{page}" * 64))
            said.append(book.keep(day, seen[-1]))
    before = sum(file.stat().st_size for file in tmp_path.rglob("*") if file.is_file())
    assert pack_months(tmp_path, OFFICE, date(2026, 11, 22)) == 2
    assert list(kept_excerpts(tmp_path, said)) == seen
    after = {file.relative_to(tmp_path).as_posix(): file.stat().st_size for file in tmp_path.rglob("*") if file.is_file()}
    place = f"bacaan/{OFFICE}/2026"
    assert sorted(after) == [f"{place}/08.jsonl.xz", f"{place}/09.jsonl.xz", *(f"{place}/{day}" for day in LATELY)]
    assert sum(after.values()) * 4 < before
    assert pack_months(tmp_path, OFFICE, date(2026, 11, 22)) == 0
    late = book.keep(date(2026, 8, 31), seen[1])  # a clock that went wrong, or a killed packer's leavings
    assert pack_months(tmp_path, OFFICE, date(2026, 11, 22)) == 1
    assert list(kept_excerpts(tmp_path, [*said, late])) == [*seen, seen[1]]
    assert len(lzma.decompress((tmp_path / f"{place}/08.jsonl.xz").read_bytes()).splitlines()) == 5


def test_a_packed_month_that_was_touched_is_told(tmp_path: Path) -> None:
    book, one = EvidenceBook(tmp_path, OFFICE), Seen("http://127.0.0.1/1", 200, "", "7", "dibaca 7 kali", "0" * 64)
    said = book.keep(date(2026, 8, 31), one)
    pack_months(tmp_path, OFFICE, date(2026, 11, 22))
    (archive,) = tmp_path.rglob("*.xz")
    whole = archive.read_bytes()
    archive.write_bytes(lzma.compress(lzma.decompress(whole).replace(b"7 kali", b"9 kali")))
    assert list(kept_excerpts(tmp_path, [said])) == [None]
    archive.write_bytes(whole[:-20])
    assert list(kept_excerpts(tmp_path, [said])) == [None]
    book.keep(date(2026, 8, 30), one)
    with pytest.raises(DamagedMonth, match=r"08\.jsonl\.xz"):
        pack_months(tmp_path, OFFICE, date(2026, 11, 22))
    assert (archive.read_bytes(), len(list(tmp_path.rglob("*.jsonl")))) == (whole[:-20], 1)
