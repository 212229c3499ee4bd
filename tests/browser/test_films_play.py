"""A film plays in the preview, in the kit for a channel that a person fills, and in both kinds of copy, opened from the disk."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from typer.testing import CliRunner

from cli.app import app
from config.new_home import init_home
from connectors.assisted import PAGE, Assisted
from content_queue.package import Kind, Package, Video
from links.offline import single_file
from links.session import Answer
from links.social import Medium, SentPost, keep_social
from safety.files import sha256_of
from tests.browser.conftest import CHROMIUM
from tests.browser.looking import Looking
from tests.flows.homes import OFFICE, drop_news
from tests.flows.homes import HomeInPractice as Home

FILM = Path(__file__).parent.parent / "films" / "film.mp4"
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TOLD = "Ketua mengetuk palu"


@pytest.fixture
def pages(has_chromium: None, tmp_path: Path) -> dict[str, Path]:
    """Made before the browser starts, as a person would find them."""
    return {
        "preview": preview(tmp_path),
        "kit": kit(tmp_path),
        "copy of a page": copy_of_a_page(tmp_path / "salinan"),
        "copy of a post": copy_of_a_post(tmp_path / "kiriman"),
    }


def preview(place: Path) -> Path:
    home = Home(init_home(place / "rumah", OFFICE, practice=True))
    folder = drop_news(home)
    (folder / "media" / "film satu.mp4").write_bytes(FILM.read_bytes())
    (folder / "media" / "film satu.txt").write_text(TOLD, encoding="utf-8")
    told = CliRunner().invoke(app, ["check", str(folder), "--home", str(home.path)])
    assert told.exit_code == 0, told.output
    return home.path / "konsep" / f"{folder.name}.PRATINJAU.html"


def kit(place: Path) -> Path:
    film = Video(
        "film satu.mp4", FILM, sha256_of(FILM), "video/mp4", 320, 180, FILM.stat().st_size, 3.0, TOLD, "Palu diketuk"
    )  # fmt: skip
    words = dict.fromkeys(("office", "id", "digest", "slug", "summary", "body_html"), "x")
    package = Package(
        **words, revision=1, title="Rapat", body_text="Isi", kind=Kind.NEWS, language="id", channels=("papan",), videos=(film,)
    )
    account = Assisted("papan", "papan pengumuman", "https://papan.example/kpu", place / "kit")
    account.stage(account.preview(package), "M1", {}, lambda *_: None)
    return next((place / "kit").glob(f"*/{PAGE}"))


def copy_of_a_page(place: Path) -> Path:
    place.mkdir()
    (place / "film-01-film.mp4").write_bytes(FILM.read_bytes())
    url, film = "https://kpu.example/berita", "https://kpu.example/v/film.mp4"
    html = f'<title>Rapat</title><h1>Rapat</h1><figure><video controls src="{film}"></video></figure>'.encode()
    page = Answer(url, 200, "OK", (("Content-Type", "text/html"),), (), html, html, "")
    (place / "salinan.html").write_bytes(single_file(page, {}, NOW, "0" * 64, None, {film: "film-01-film.mp4"}))
    return place / "salinan.html"


def copy_of_a_post(place: Path) -> Path:
    post = SentPost("telegram", "https://t.me/kpu/1", "1", "Rapat", "Isi", (Medium("film satu.mp4", "video/mp4", FILM, TOLD),))
    keep_social(post, {"state": "public"}, place, NOW, {})
    return place / "salinan.html"


def test_a_film_plays_wherever_a_person_opens_it(pages: dict[str, Path]) -> None:
    lengths = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, place in pages.items():
            looking = Looking(browser.new_context(viewport={"width": 1280, "height": 900}), 1280)
            page = looking.open(place)
            page.wait_for_function("() => [...document.querySelectorAll('video')].every(v => v.readyState > 0 || v.error)")
            lengths[name] = page.locator("video").first.evaluate("v => v.error ? v.error.message : Math.round(v.duration)")
            looking.close()
        browser.close()
    assert lengths == dict.fromkeys(pages, 3)
