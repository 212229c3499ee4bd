"""`tayang check` looks a package over without a secret or a request, and its page never gets in the queue's way."""

import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner, Result

from cli.app import app
from config.new_home import init_home
from content_queue.folder import QueueFolder
from content_queue.notes import Notes
from flows.board import gather
from flows.wiring import open_workroom
from publishing import intake
from safety.clock import ManualClock
from tests.flows.homes import NEWS, OFFICE, HomeInPractice, drop_news

FILMS = Path(__file__).parent.parent / "films"


@pytest.fixture
def home(tmp_path: Path) -> HomeInPractice:
    """A practice home with all its channels and not one secret; nothing listens where they are said to be."""
    path = init_home(tmp_path / "rumah", OFFICE, practice=True)
    (path / "rahasia.env").write_text("", encoding="utf-8")
    return HomeInPractice(path)


def check(home: HomeInPractice, folder: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["check", str(folder), "--home", str(home.path), *more])


def page_of(home: HomeInPractice, name: str) -> BeautifulSoup:
    return BeautifulSoup((home.path / "konsep" / f"{name}.PRATINJAU.html").read_bytes(), "lxml")


def for_every_channel(folder: Path) -> Path:
    (folder / "naskah.md").write_text(NEWS.replace("[website]", "[website, facebook, x, telegram, mastodon]"), encoding="utf-8")
    return folder


def test_every_channel_is_shown_although_no_secret_is_there_and_nobody_answers(home: HomeInPractice) -> None:
    folder = for_every_channel(drop_news(home))
    told = check(home, folder)
    assert told.exit_code == 0, told.output
    assert "kanal facebook belum dapat dipakai" in told.output
    page = page_of(home, folder.name)
    assert len(page.select("section.channel article")) == 5
    assert page.select(".trouble")[0].get_text().startswith("Kanal ini belum dapat dipakai")
    assert len({code.get_text() for code in page.select("p.digest code")}) == 5


def test_a_film_is_shown_from_the_package_itself_and_every_channel_without_it_says_so(home: HomeInPractice) -> None:
    folder = for_every_channel(drop_news(home))
    (folder / "media" / "film.mp4").write_bytes((FILMS / "film.mp4").read_bytes())
    (folder / "media" / "film.txt").write_text("Ketua mengetuk palu.", encoding="utf-8")
    told = check(home, folder)
    assert told.exit_code == 0, told.output
    assert "· 1 film" in told.output
    for channel in page_of(home, folder.name).select("section.channel"):
        films = channel.select("article video")
        sources = {(home.path / "konsep" / unquote(str(film["src"]))).resolve() for film in films}
        assert sources == ({folder / "media" / "film.mp4"} if films else set())
        assert bool(films) != ("tidak ikut: film.mp4" in channel.get_text())
    assert page_of(home, folder.name).select("section.channel")[0].select("video")


def test_a_caption_is_measured_by_what_a_caption_may_hold(home: HomeInPractice) -> None:
    folder = drop_news(home)
    (folder / "naskah.md").write_text(NEWS.replace("[website]", "[website, telegram]"), encoding="utf-8")
    check(home, folder)
    said = page_of(home, folder.name).select("p.count")[0].get_text()
    assert "dari paling banyak 1.024 aksara" in said


def test_the_page_lies_outside_the_queue_and_a_look_at_masuk_is_not_disturbed_by_it(home: HomeInPractice) -> None:
    folder = drop_news(home)
    check(home, folder)
    assert [entry.name for entry in home.inbox.iterdir()] == [folder.name]
    (home.inbox / f"{folder.name}.PRATINJAU.html").write_text("salah taruh", encoding="utf-8")
    (folder / f"{folder.name}.PRATINJAU.html").write_text("salah taruh", encoding="utf-8")
    queue = QueueFolder(home.path, 1)
    clock = ManualClock(datetime.now(UTC))
    first = queue.scan(Notes(), clock.now())
    clock.advance(5)
    second = queue.scan(first.seen, clock.now())
    assert second.ready == (folder.name,)
    assert second.refused == {}
    assert check(home, folder).exit_code == 0, "it is no part of the package either"


@pytest.mark.parametrize(
    "where", ["masuk/lihat.html", "ditahan/lihat.html", "masuk/penetapan-dpb/lihat.html", "konsep/lihat.txt"]
)
def test_a_place_where_the_queue_would_find_it_is_refused(home: HomeInPractice, where: str) -> None:
    folder = drop_news(home)
    told = check(home, folder, "--page", str(home.path / where))
    assert told.exit_code == 2
    assert not (home.path / where).exists()


def test_names_of_every_kind_lead_to_the_files(home: HomeInPractice) -> None:
    folder = drop_news(home, 'rapat #1 100% & "lain"')
    (folder / "lampiran").mkdir()
    source = Path(__file__).parent.parent.parent / "examples" / "produk-hukum-pdf" / "lampiran" / "keputusan.pdf"
    (folder / "lampiran" / "nomor 27?.pdf").write_bytes(source.read_bytes())
    assert check(home, folder).exit_code == 0
    page = home.path / "konsep" / f"{folder.name}.PRATINJAU.html"
    links = [str(a["href"]) for a in page_of(home, folder.name).select("article a[href]")]
    assert links == ["../masuk/rapat%20%231%20100%25%20%26%20%22lain%22/lampiran/nomor%2027%3F.pdf"]
    assert page.is_file()


def test_what_a_channel_would_refuse_is_a_problem_of_the_package(home: HomeInPractice) -> None:
    folder = for_every_channel(drop_news(home))
    naskah = folder / "naskah.md"
    naskah.write_text(naskah.read_text("utf-8").replace("kind:", f"text:\n  x: {'kata ' * 80}\nkind:"), encoding="utf-8")
    told = check(home, folder)
    assert told.exit_code == 1
    assert "paling banyak 280" in told.output
    assert "Tidak dapat ditayangkan di sini" in page_of(home, folder.name).get_text()


def test_a_channel_that_the_office_has_not_is_told(home: HomeInPractice) -> None:
    folder = drop_news(home)
    (folder / "naskah.md").write_text(NEWS.replace("[website]", "[website, tiktok]"), encoding="utf-8")
    told = check(home, folder)
    assert told.exit_code == 1
    assert "tiktok" in told.output


def test_the_board_leads_to_the_preview_of_these_very_bytes_and_to_no_other(home: HomeInPractice) -> None:
    folder = drop_news(home)
    clock = ManualClock(datetime.now(UTC))
    with open_workroom(home.path, OFFICE, os.environ, clock) as room:
        for _ in range(2):
            intake.take_in(room.ledger, room.desk, clock)
            clock.advance(5)
        assert gather(room).to_do[0].actions[0].command == f"tayang check masuk/{folder.name}"
        check(home, folder)
        assert gather(room).to_do[0].actions[0].href == f"konsep/{folder.name}.PRATINJAU.html"
        (folder / "naskah.md").write_text(NEWS + "\nSatu kalimat lagi.\n", encoding="utf-8")
        check(home, folder)
        assert gather(room).to_do[0].actions[0].href == "", "what is to be signed is not what that page shows"


def test_commands_on_the_board_name_the_office_where_a_home_has_several(home: HomeInPractice) -> None:
    first = home.path / "offices" / f"{OFFICE}.toml"
    text = first.read_text(encoding="utf-8").replace(f'slug = "{OFFICE}"', 'slug = "lain"').replace('folder = "."', "")
    (home.path / "offices" / "lain.toml").write_text('folder = "lain"\n' + text, encoding="utf-8")
    settings = home.path / "tayang.toml"
    settings.write_text(
        settings.read_text("utf-8").replace(f'offices = ["{OFFICE}"]', f'offices = ["{OFFICE}", "lain"]'), "utf-8"
    )
    with open_workroom(home.path, OFFICE, os.environ, ManualClock(datetime.now(UTC))) as room:
        board = gather(room)
    assert board.resume == f"tayang resume --office {OFFICE}"
    assert {trouble.command for trouble in board.troubles} == {f"tayang doctor --office {OFFICE}"}
    assert len(board.troubles) == text.count("\n[channels.")
