"""What a platform fetches from the website lies there in the shape that it needs, and no article shows it."""

from dataclasses import replace

import pytest
import requests
from bs4 import BeautifulSoup
from PIL import Image

from flows.pictures import on_the_website
from ledger import queries
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def test_a_wide_drawing_goes_out_whole_on_instagram_by_way_of_the_website(everywhere: Day) -> None:
    folder = drop_news(everywhere.home, channels="website, instagram, threads")
    Image.new("RGBA", (900, 300), (20, 90, 160, 200)).save(folder / "media" / "02.png")
    text = (folder / "naskah.md").read_text("utf-8").replace("alt:\n", "alt:\n  02.png: Bagan tahapan\n")
    (folder / "naskah.md").write_text(text, encoding="utf-8")
    everywhere.seal()
    everywhere.approve()
    everywhere.sweep()

    rows = everywhere.rows()
    assert {name: row.state for name, row in rows.items()} == dict.fromkeys(("website", "instagram", "threads"), State.VERIFIED)
    assert rows["instagram"].grade == "platform"
    post = everywhere.public("instagram")[0]
    assert [medium["alt"] for medium in post["media"]] == ["Rapat pleno terbuka di aula kantor", "Bagan tahapan"]  # type: ignore[union-attr]
    assert rows["website"].url in str(everywhere.public("threads")[0]["text"])
    article = BeautifulSoup(requests.get(rows["website"].url, timeout=60).text, "lxml")
    assert len(article.select("main img")) == 2
    shown = {str(image["src"]).rpartition("/")[2] for image in article.select("main img")}
    assert shown == {"01.jpg", "02.png"}, "what only Instagram fetches stands in no article"
    assert requests.get(rows["instagram"].url, timeout=60).status_code == 200


def test_without_the_website_the_package_is_sent_back_with_the_reason(everywhere: Day) -> None:
    drop_news(everywhere.home, channels="instagram")
    everywhere.seal()
    everywhere.approve()
    everywhere.sweep()
    row = everywhere.rows()["instagram"]
    assert row.state == State.REJECTED
    assert "situs" in row.problem
    assert everywhere.truth("instagram") == []


def test_the_copy_of_the_post_holds_what_was_sent(everywhere: Day) -> None:
    drop_news(everywhere.home, channels="website, instagram")
    everywhere.seal()
    everywhere.approve()
    everywhere.sweep()
    kept = [path.name for path in (everywhere.home.path / "salinan").rglob("kiriman-*") if NAME in str(path)]
    assert kept == ["kiriman-01-01.jpg"]


def test_addresses_are_read_from_what_every_kind_of_website_notes_and_else_from_the_proof(everywhere: Day) -> None:
    drop_news(everywhere.home)
    everywhere.seal()
    everywhere.approve()
    everywhere.sweep()
    row = everywhere.rows()["website"]
    with everywhere.room() as room:
        package = room.desk.read(queries.packages(room.ledger, OFFICE)[0])
        sha256 = package.images[0].sha256
        proved = on_the_website(room.ledger, package, replace(row, handles={}))
        noted = {"practice": "https://a.example/1.jpg", "wordpress": "17 https://a.example/1.jpg", "nothing": "17"}
        found = {
            kind: on_the_website(room.ledger, package, replace(row, handles={f"media:{sha256}": handle})).addresses
            for kind, handle in noted.items()
        }
    assert list(proved.addresses) == [sha256]
    assert requests.get(proved.addresses[sha256], timeout=60).content == package.images[0].path.read_bytes()
    assert found["practice"] == found["wordpress"] == {sha256: "https://a.example/1.jpg"}
    assert found["nothing"] == proved.addresses
