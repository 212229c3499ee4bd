"""The manual as people open it: by double-click, on a desk and on a phone, in both languages, with no network at all."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, SIZES
from tests.browser.looking import Looking, pictures

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parent.parent.parent
GRAVE = ("serious", "critical")
FOR_PEOPLE = ("index", "first-post", "operator", "approver", "admin", "windows", "backup", "scale", "model", "commands")
FOR_DEVELOPERS = ("reliability", "security", "links", "readers", "adding-a-connector", "bench")
ONLY_INDONESIAN = ("sop", "connectors")
LOOKED_AT_CLOSELY = {
    ("", 1280): ("index", "operator"),
    ("", 390): ("first-post", "backup"),
    ("en/", 1280): ("index", "windows"),
    ("en/", 390): ("approver", "model"),
}
"""Each kind of page at each size and in each language; a look at one costs seconds."""
BUILD = [sys.executable, str(ROOT / "deploy" / "manual" / "build.py")]


@pytest.fixture(scope="session")
def manual(has_chromium: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `make manual` builds it; any broken link or anchor ends the build."""
    place = tmp_path_factory.mktemp("manual") / "tayang"
    built = subprocess.run([*BUILD, str(place)], capture_output=True, text=True, timeout=300, check=False)
    assert (built.returncode, built.stderr) == (0, ""), built.stderr[-3000:]
    return place


@pytest.fixture(scope="module")
def chromium(manual: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(params=SIZES)
def look(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Looking]:
    width, height = SIZES[request.param]
    looking = Looking(chromium.new_context(viewport={"width": width, "height": height}), width)
    yield looking
    looking.close()
    assert all(address.startswith(("file:", "data:", "blob:")) for address in looking.asked)


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Looking]:
    looking = Looking(chromium.new_context(viewport={"width": 1280, "height": 900}), 1280)
    yield looking
    looking.close()
    assert all(address.startswith(("file:", "data:", "blob:")) for address in looking.asked)


def place_of(page: Page) -> str:
    return unquote(urlsplit(page.url).path)


def search(page: Page, words: str) -> list[str]:
    """The addresses that the box finds, without the marks of the words in them."""
    if not page.locator("input.md-search__input").is_visible():
        page.locator("label.md-header__button[for=__search]").click()
    page.locator("input.md-search__input").fill(words)
    page.locator(".md-search-result__item").first.wait_for()
    links = page.locator(".md-search-result__link").evaluate_all("all => all.map(link => link.href)")
    return [str(link).partition("?")[0].rpartition("/manual")[2].partition("/")[2].partition("/")[2] for link in links]


@pytest.mark.parametrize("folder", ["", "en/"])
def test_the_main_pages_can_be_read_by_everybody(manual: Path, look: Looking, folder: str) -> None:
    axe = Axe()
    for name in FOR_PEOPLE:
        page = look.open(manual / folder / f"{name}.html")
        assert page.locator("html").get_attribute("lang") == (folder.strip("/") or "id")
        assert page.locator("article h1").count() == 1
        pictures(page)
        if name in LOOKED_AT_CLOSELY[folder, look.width]:
            assert grave(axe, page) == [], name
        page.close()


def grave(axe: Axe, page: Page) -> list[tuple[str, str]]:
    found = axe.run(page, options={"preload": False, "resultTypes": ["violations"]}).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found if fault["impact"] in GRAVE]


def test_every_page_of_the_menu_opens_and_is_listed_in_both_languages(manual: Path, desk: Looking) -> None:
    for folder in (manual, manual / "en"):
        page = desk.open(folder / "index.html")
        links = set(page.locator(".md-nav__link[href], .md-tabs__link[href]").evaluate_all("all => all.map(link => link.href)"))
        found = {Path(unquote(urlsplit(link).path)) for link in links}
        assert {path.relative_to(folder).as_posix() for path in found} >= {
            f"{name}.html" for name in (*FOR_PEOPLE, *FOR_DEVELOPERS, *ONLY_INDONESIAN)
        }
        assert len([path for path in found if path.parent.name == "decisions"]) == len(list((ROOT / "docs/decisions").iterdir()))
        assert [path for path in found if not path.is_file()] == []
        page.close()


@pytest.mark.parametrize(("language", "there"), [("English", "en/operator.html"), ("Bahasa Indonesia", "operator.html")])
def test_the_other_language_is_the_same_page(manual: Path, look: Looking, language: str, there: str) -> None:
    begin = "operator.html" if language == "English" else "en/operator.html"
    page = look.open(manual / begin)
    page.get_by_role("link", name=language, exact=True).click()
    page.wait_for_url(f"**/{there}")
    assert place_of(page) == str(manual / there)


@pytest.mark.parametrize("folder", ["", "en/"])
def test_the_search_finds_what_a_clerk_types_and_leads_there(manual: Path, look: Looking, folder: str) -> None:
    page = look.open(manual / folder / "index.html")
    found = search(page, "ditahan")
    assert any(name.endswith("operator.html") for name in found)
    assert all(("/en/" in f"/{name}") == (folder == "en/") for name in found), "a reader gets pages of the own language"
    page.locator(".md-search-result__link[href*='operator.html']").first.click()
    page.wait_for_url("**/operator.html*")
    page.locator("article h1").wait_for()
    assert place_of(page) == str(manual / folder / "operator.html")


@pytest.mark.parametrize(
    ("name", "told", "language"), [("security", "hanya ada dalam bahasa Inggris", "en"), ("en/sop", "in Indonesian only", "id")]
)
def test_a_page_in_the_other_language_says_so(manual: Path, desk: Looking, name: str, told: str, language: str) -> None:
    page = desk.open(manual / f"{name}.html")
    assert told in page.locator(".admonition").first.inner_text()
    assert page.locator("article [lang]").first.get_attribute("lang") == language


def test_a_procedure_is_a_chart_of_its_steps(manual: Path, desk: Looking) -> None:
    page = desk.open(manual / "sop.html")
    steps = page.locator("ol.alur").first.locator(":scope > li")
    assert steps.count() >= 9
    assert "Tidak: diperbaiki: kembali ke langkah 6" in steps.nth(6).inner_text()


def test_a_broken_link_ends_the_build(tmp_path: Path) -> None:
    checkout = tmp_path / "tayang"
    shutil.copytree(ROOT / "deploy" / "manual", checkout / "deploy" / "manual")
    shutil.copytree(ROOT / "docs", checkout / "docs")
    page = checkout / "docs" / "approver.md"
    page.write_text(page.read_text("utf-8") + "\n[hilang](tidak-ada.md) dan [bagian](operator.md#tidak-ada)\n", "utf-8")
    command = [sys.executable, str(checkout / "deploy" / "manual" / "build.py"), str(tmp_path / "hasil")]
    built = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert built.returncode != 0
    assert "tidak-ada.md" in built.stderr
