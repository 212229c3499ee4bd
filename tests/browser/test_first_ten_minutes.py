"""The page "your first ten minutes", done as it says: a Word file in a folder, two forms in a browser, a public article."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, sync_playwright

from flows.deployments import CHECKOUT
from flows.serving import password
from practice.town import Town
from tests.browser.conftest import CHROMIUM
from tests.browser.prefect_window import OPENS, Turn, Window
from tests.flows.homes import HomeInPractice
from tests.flows.serving import Served, eventually

PACKAGE, HOME = "berita-foto-word", "latihan"
WORDS_A_MINUTE, KEYS_A_MINUTE = 200, 100
"""Of a clerk who reads with care and types with two fingers."""
PAGES = {"id": "first-post.md", "en": "first-post.en.md"}


def page(language: str) -> str:
    return (CHECKOUT / "docs" / PAGES[language]).read_text("utf-8")


def typed(text: str) -> list[str]:
    return re.findall(r"^    (.+)$", text, re.MULTILINE)


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_read_and_typed_in_less_than_ten_minutes(language: str) -> None:
    text = page(language)
    read = re.sub(r"!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|^    .+$", " ", text, flags=re.MULTILINE)
    minutes = len(read.split()) / WORDS_A_MINUTE + sum(map(len, typed(text))) / KEYS_A_MINUTE
    assert minutes < 10
    assert sum(int(found) for found in re.findall(r"^## \d.*\((\d+) \w+\)", text, re.MULTILINE)) <= 10


@pytest.fixture
def desk(tmp_path: Path, has_chromium: None) -> Iterator[Path]:
    """A folder in which the page's commands are typed; what they began is ended by its own last command."""
    del has_chromium
    yield tmp_path
    types(tmp_path, only(f"practice stop {HOME}"))


def only(words: str) -> str:
    """The one command of the page that says this."""
    found = [command for command in typed(page("id")) if words in command]
    assert len(found) == 1, found
    return found[0]


def types(desk: Path, command: str) -> str:
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "TAYANG"))}
    words = command.replace("./tayang", str(CHECKOUT / "tayang"), 1).split()
    done = subprocess.run(words, cwd=desk, env=environ, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def form_on_the_board(board: Page, place: Path, before: str = "") -> str:
    """Where the board leads to the form that waits, once that is another one than before."""

    def link() -> str:
        board.goto((place / "papan.html").as_uri())
        found = board.get_by_role("link", name=re.compile("^formulir"))
        address = str(found.first.get_attribute("href")) if found.count() else ""
        return address if address != before else ""

    found: str = eventually("the board leads to a form", link)
    return found


@pytest.mark.browser
@pytest.mark.serve
@pytest.mark.long
def test_a_word_file_reaches_the_public_by_folder_and_forms_alone(desk: Path) -> None:
    types(desk, only("practice start"))
    home = desk / HOME
    served = Served(HomeInPractice(home), Town(desk / "kota"))  # its members run already, begun by the command
    assert only("serve --home").endswith(f"serve --home {HOME}")
    try:
        served.start()
        shutil.copytree(CHECKOUT / "examples" / PACKAGE, home / "konsep" / PACKAGE)
        types(desk, only(f"check {HOME}/konsep/{PACKAGE}"))
        assert (home / "konsep" / f"{PACKAGE}.PRATINJAU.html").is_file()
        (home / "konsep" / PACKAGE).rename(home / "masuk" / PACKAGE)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            links = approve_by_forms(browser.new_page(viewport={"width": 1280, "height": 1000}), served, desk)
            browser.close()
    finally:
        served.clean_up()
    assert links, "the board leads to what is public"
    for link in links:
        assert requests.get(link, timeout=60).ok, link
    assert [path.name for path in (home / "arsip").glob("*/*/*")] == [PACKAGE]
    assert list((home / "salinan").rglob("salinan.html"))


def approve_by_forms(screen: Page, served: Served, shots: Path) -> list[str]:
    """Answer both forms as the page says; the links that the board shows once every channel is proved."""
    place = served.home.path
    window = Window(screen, served, shots)
    form = ""
    for step in (3, 7):
        form = form_on_the_board(screen, place, form)
        if step == 3:
            screen.get_by_role("link", name=re.compile("^formulir")).first.click()
            screen.locator("input[type=password]").fill(password(place))
            screen.keyboard.press("Enter")
            screen.get_by_role("button", name="Resume").first.wait_for(timeout=OPENS)
        window.answers({"url": form, "parameters": {"office": HOME, "step": step}}, Turn(step, "ketua"))

    def proved() -> bool:
        screen.goto((place / "papan.html").as_uri())
        return screen.get_by_text("tayang dan terbukti").count() >= 3

    eventually("every channel is public and proved", proved)
    screen.screenshot(path=shots / "papan.png", full_page=True)
    return [str(link.get_attribute("href")) for link in screen.get_by_role("link", name=re.compile("^http")).all()]
