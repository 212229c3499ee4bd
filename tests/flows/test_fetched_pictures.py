"""What a platform fetches from the website lies there in the shape that it needs, and no article shows it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from bs4 import BeautifulSoup
from PIL import Image

from flows.pictures import on_the_website
from ledger import queries
from practice.town import Town
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news, home_with_accounts

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


@pytest.fixture
def day(tmp_path: Path, town: Town) -> Iterator[Day]:
    """A day of an office with an account on every platform of the town."""
    day = Day(home_with_accounts(tmp_path / "rumah", town), town)
    yield day
    day.close()


def test_a_wide_drawing_goes_out_whole_on_instagram_by_way_of_the_website(day: Day) -> None:
    folder = drop_news(day.home, channels="website, instagram, threads")
    Image.new("RGBA", (900, 300), (20, 90, 160, 200)).save(folder / "media" / "02.png")
    text = (folder / "naskah.md").read_text("utf-8").replace("alt:\n", "alt:\n  02.png: Bagan tahapan\n")
    (folder / "naskah.md").write_text(text, encoding="utf-8")
    day.seal()
    day.approve()
    day.sweep()

    rows = day.rows()
    assert {name: row.state for name, row in rows.items()} == dict.fromkeys(("website", "instagram", "threads"), State.VERIFIED)
    assert rows["instagram"].grade == "platform"
    post = day.public("instagram")[0]
    assert [medium["alt"] for medium in post["media"]] == ["Rapat pleno terbuka di aula kantor", "Bagan tahapan"]  # type: ignore[union-attr]
    assert rows["website"].url in str(day.public("threads")[0]["text"])
    article = BeautifulSoup(requests.get(rows["website"].url, timeout=10).text, "lxml")
    assert len(article.select("main img")) == 2
    shown = {str(image["src"]).rpartition("/")[2] for image in article.select("main img")}
    assert shown == {"01.jpg", "02.png"}, "what only Instagram fetches stands in no article"
    assert requests.get(rows["instagram"].url, timeout=10).status_code == 200


def test_without_the_website_the_package_is_sent_back_with_the_reason(day: Day) -> None:
    drop_news(day.home, channels="instagram")
    day.seal()
    day.approve()
    day.sweep()
    row = day.rows()["instagram"]
    assert row.state == State.REJECTED
    assert "situs" in row.problem
    assert day.truth("instagram") == []


def test_the_copy_of_the_post_holds_what_was_sent(day: Day) -> None:
    drop_news(day.home, channels="website, instagram")
    day.seal()
    day.approve()
    day.sweep()
    kept = [path.name for path in (day.home.path / "salinan").rglob("kiriman-*") if NAME in str(path)]
    assert kept == ["kiriman-01-01.jpg"]


def test_addresses_are_read_from_what_every_kind_of_website_notes_and_else_from_the_proof(day: Day) -> None:
    drop_news(day.home)
    day.seal()
    day.approve()
    day.sweep()
    row = day.rows()["website"]
    with day.room() as room:
        package = room.desk.read(queries.packages(room.ledger, OFFICE)[0])
        sha256 = package.images[0].sha256
        proved = on_the_website(room.ledger, package, replace(row, handles={}))
        noted = {"practice": "https://a.example/1.jpg", "wordpress": "17 https://a.example/1.jpg", "nothing": "17"}
        found = {
            kind: on_the_website(room.ledger, package, replace(row, handles={f"media:{sha256}": handle})).addresses
            for kind, handle in noted.items()
        }
    assert list(proved.addresses) == [sha256]
    assert requests.get(proved.addresses[sha256], timeout=10).content == package.images[0].path.read_bytes()
    assert found["practice"] == found["wordpress"] == {sha256: "https://a.example/1.jpg"}
    assert found["nothing"] == proved.addresses
