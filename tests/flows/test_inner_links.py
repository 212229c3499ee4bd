"""The links inside what an office published are looked at too; a dead one is told until a person mends the post or leaves it."""

import asyncio
import json
from dataclasses import replace

import pytest
import typer
from typer.testing import CliRunner

from cli.copies import register
from flows.inner_links import addresses_in
from flows.withdraw import take_down
from ledger import queries
from ledger.entries import Kind
from ledger.verify import verify
from publishing import withdrawal
from tests.flows.homes import OFFICE
from tests.flows.months import Months

pytestmark = pytest.mark.usefixtures("prefect_server")
A_MONTH = 31 * 86400
TEXT = """Lihat [rapat sebelumnya]({url}), [lampiran lama]({site}/berita/hilang?a=1&b=2), [surel kami](mailto:kpu@kantor.example),
dan sekali lagi [lampiran lama]({site}/berita/hilang?a=1&b=2)."""


def typed(months: Months, *words: str) -> str:
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, ["links", *words, "--home", str(months.home.path)]).output


@pytest.fixture
def gone(months: Months) -> str:
    """Two posts that link to a page that is gone, after the month in which that became sure; the address."""
    site = months.town.urls["site"]
    first = months.publish("rapat-lama")
    for name in ("rapat-baru", "rapat-terbaru"):
        months.publish(name, TEXT.format(url=first.url, site=site))
    months.check()
    months.clock.advance(A_MONTH)
    months.check(everything=False)
    return f"{site}/berita/hilang?a=1&b=2"


def test_a_dead_link_inside_a_post_is_told_once_with_where_it_stands(months: Months, gone: str) -> None:
    rows = {row["url"]: row for row in json.loads(typed(months, "inside", "--json"))}
    assert len(rows) == 2, "the live one, the dead one; no address of mail, and each once"
    assert (rows[gone]["verdict"], rows[gone]["packages"]) == ("mati", "rapat-baru, rapat-terbaru")
    assert {row["verdict"] for url, row in rows.items() if url != gone} == {"tayang"}
    board = months.board()
    assert board.count("Tautan di dalam “") == 1
    assert "dan 1 kiriman lain mati: " + gone.replace("&", "&amp;") in board
    assert "tayang correct rapat-terbaru" in board
    assert verify(months.ledger, OFFICE) == []


def test_who_lets_it_be_is_asked_no_more(months: Months, gone: str) -> None:
    assert "tidak ada orang dengan id siapa" in typed(months, "leave", gone, "--by", "siapa")
    assert "tidak ada kiriman yang memuat" in typed(months, "leave", "https://lain.example/", "--by", "operator")
    assert "dibiarkan" in typed(months, "leave", gone, "--by", "operator")
    months.check()
    assert "Tautan di dalam" not in months.board()
    assert "dibiarkan" in typed(months, "inside", "--json")


def test_a_post_that_was_taken_down_asks_nothing(months: Months, gone: str) -> None:
    with months.room() as room:
        for name in ("rapat-baru", "rapat-terbaru"):
            sign = withdrawal.draft(room.ledger, room.desk, name, "ketua", "Ketua", "Salah tanggal")
            asyncio.run(take_down(room, withdrawal.order(room.ledger, room.desk, name, (), sign)))
    assert gone not in typed(months, "inside", "--json")
    months.check()
    assert "Tautan di dalam" not in months.board()


def test_a_post_is_read_for_links_once(months: Months, gone: str) -> None:
    months.check()
    entries = queries.history(months.ledger, OFFICE, kinds=[Kind.INNER_LINK])
    assert sorted(entry["package_id"] for entry in entries) == ["rapat-baru", "rapat-lama", "rapat-terbaru"]


def test_a_text_for_one_channel_may_hold_a_bare_address(months: Months) -> None:
    months.publish("rapat-lama", "Situs: <https://kantor.example/a>.")
    with months.room() as room:
        (row,) = queries.packages(months.ledger, OFFICE)
        package = room.desk.read(row)
    own = replace(package, channel_text={"x": "Baca (https://kantor.example/b?c=1), dan https://kantor.example/a."})
    assert addresses_in(own) == ("https://kantor.example/a", "https://kantor.example/b?c=1")
