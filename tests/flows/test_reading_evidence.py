"""A number that a page showed can be looked up: what stood there, when, and whether the excerpt is still what it was."""

from datetime import date

import pytest
from typer.testing import CliRunner

from cli.app import app
from flows.reading_evidence import EvidenceBook, Seen, kept_excerpt, seen_on
from flows.story import story_of
from ledger import queries
from ledger.entries import Kind
from ledger.verify import verify
from links.session import Answer
from readership.page import read_page
from tests.flows.homes import NAME, OFFICE
from tests.flows.months import Months
from tests.flows.test_readers_flow import break_token


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
    seen = kept_excerpt(store, said)
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
    assert [kept_excerpt(store, one) for one in (first, *others)] == seen
    assert kept_excerpt(store, {**first, "path": "bacaan/tidak/ada.jsonl"}) is None
