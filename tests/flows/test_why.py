"""`tayang why`: what a person reads who asks what became of a package."""

import json

import pytest
from typer.testing import CliRunner, Result

from cli.app import app
from ledger import queries
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news

pytestmark = pytest.mark.usefixtures("prefect_server")


def why(day: Day, *words: str) -> Result:
    return CliRunner().invoke(app, ["why", *words, "--home", str(day.home.path)])


def words_of(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def test_a_lost_answer_is_told_as_it_was_from_the_folder_to_the_proof(day: Day) -> None:
    drop_news(day.home)
    day.seal()
    assert "tayang approve" in words_of(why(day, NAME)).partition("Sekarang")[2]
    day.approve()
    day.misbehaves("site", action="drop_after", path="publish")
    for _ in range(12):
        day.sweep(60)
    (row,) = queries.publications(day.ledger, OFFICE)
    assert row.state == "verified"
    told = words_of(why(day, NAME))
    parts = (
        "disegel",
        "menjawab Ya pada langkah",
        "disetujui",
        "tidak jelas",
        "ditemukan",
        f"Terbukti tayang di Situs web latihan (dilihat publik): {row.url}",
    )
    places = [told.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "Satu permintaan tulis" not in told
    assert "Satu permintaan tulis" in words_of(why(day, NAME, "--all"))
    found = json.loads(why(day, f"masuk/{NAME}/", "--json").stdout)
    assert [card["state"] for card in found["cards"]] == ["Selesai"]


def test_a_package_that_is_held_tells_why_and_what_to_do_though_it_was_never_sealed(day: Day) -> None:
    folder = drop_news(day.home, "salah-ketik")
    text = (folder / "naskah.md").read_text("utf-8").replace("channels:", "chanels:")
    (folder / "naskah.md").write_text(text, encoding="utf-8")
    day.seal()
    told = words_of(why(day, "salah-ketik"))
    assert "Ditahan di ditahan/" in told
    assert told.count("Mungkin maksudnya “channels”.") == 2, "when it happened, and now"
    assert "pindahkan mapnya kembali ke masuk/" in told


def test_who_errs_in_the_name_is_told_the_right_one(day: Day) -> None:
    drop_news(day.home)
    day.seal()
    refused = why(day, NAME[:-4])
    assert refused.exit_code == 2
    assert f"Mungkin maksudnya: {NAME}" in " ".join(refused.output.split())
