"""Prefect's pages as an admin opens them on a desk and on a phone: everybody can read them, and they ask this machine alone."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from flows.form_links import known_links, proposal_form
from flows.serving import password
from flows.wiring import open_workroom
from language.say import said_in, speak
from practice.running import running_town
from safety.clock import SystemClock
from tests.browser.conftest import CHROMIUM, SIZES
from tests.flows.homes import NAME, OFFICE, drop_news, home_in_practice
from tests.flows.serving import Served, eventually
from tests.language.reading import indonesian_in

pytestmark = [pytest.mark.browser, pytest.mark.serve, pytest.mark.long]
GRAVE = ("serious", "critical")
LOOKS = 5


@pytest.fixture(scope="module")
def served(has_chromium: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An English home, in which a package waits for its form to be answered."""
    place = tmp_path_factory.mktemp("prefect")
    with running_town(place / "kota") as town:
        speak("en")
        served = Served(home_in_practice(place / "rumah", town), town)
        try:
            served.start()
            drop_news(served.home)
            yield served
        finally:
            served.clean_up()


def form_of(served: Served) -> str:
    """The address of the run whose form waits."""

    def is_open() -> str:
        url = str(known_links(served.home.path, OFFICE).get(NAME, {}).get("url", ""))
        return url if url and served.ask("GET", f"/flow_runs/{url.rpartition('/')[2]}")["state_name"] == "Suspended" else ""

    return str(eventually("the form is open", is_open))


@pytest.fixture(params=SIZES)
def window(request: pytest.FixtureRequest, served: Served) -> Iterator[Page]:
    """A window of one size, logged in; at its end no page may have asked anything of another machine."""
    width, height = SIZES[request.param]
    asked: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(60_000)
        page.on("request", lambda one: asked.add(urlsplit(one.url).netloc))
        page.goto(served.url)
        page.locator("input[type=password]").fill(password(served.home.path))
        page.keyboard.press("Enter")
        page.wait_for_url("**/dashboard*")
        yield page
        browser.close()
    assert asked - {""} == {f"127.0.0.1:{served.port}"}


def faults(page: Page, part: str | None = None) -> list[str]:
    """What breaks a rule of axe-core seriously, on the whole page or in a part of it, once what fades in has done so."""
    for _ in range(LOOKS):
        found = Axe().run(page, context=part).response["violations"]
        broken = [f"{one['id']}: {node['html'][:200]}" for one in found if one["impact"] in GRAVE for node in one["nodes"]]
        if not broken:
            break
        page.wait_for_timeout(1000)
    return broken


def test_an_admin_finds_the_way_on_a_desk_and_on_a_phone(served: Served, window: Page) -> None:
    with open_workroom(served.home.path, OFFICE, {}, SystemClock()) as room:
        propose = proposal_form(room)
    form = form_of(served)
    places = {"dashboard": "Dashboard", "runs": "Runs", "deployments": f"publish-{OFFICE}", "artifacts": "Artifacts"}
    addresses = {f"{served.url}/{place}": words for place, words in places.items()}
    for address, words in (addresses | {str(propose): said_in("en", "Kebutuhan publikasi"), form: "Resume"}).items():
        window.goto(address)
        window.get_by_text(words).first.wait_for()
        assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        assert faults(window) == [], address
    resume = window.get_by_role("button", name="Resume").locator("visible=true")
    if not resume.count():  # a phone has it in the menu beside the name of the run
        menus = window.locator("button.p-icon-button-menu, .p-icon-button-menu button, [class*=menu] button")
        menus.locator("visible=true").last.click()
        resume = window.get_by_text("Resume", exact=True).locator("visible=true")
    resume.first.click()
    dialog = window.locator(".p-modal__card")
    dialog.get_by_text(said_in("en", "Siapa yang menjawab")).wait_for()
    assert indonesian_in(dialog.inner_text().replace("Pemeriksaan kebutuhan dengan tahapan/kegiatan", "")) == []
    assert faults(window, ".p-modal") == []
    link = dialog.get_by_role("link").first.get_attribute("href")
    window.goto(f"{served.url}{link}")
    window.locator(".markdown-renderer").first.wait_for()
    assert faults(window) == [], "what tayang writes on Prefect's pages too"


def test_a_name_follows_what_the_part_shows(window: Page) -> None:
    """Else a screen reader would go on saying that a pool is not ready."""
    window.evaluate(
        """() => {
          const button = document.body.appendChild(document.createElement('button'));
          button.id = 'uji';
          button.innerHTML = '<span class="status-icon status-icon--not_ready"></span>';
        }"""
    )
    window.locator("#uji[aria-label='Status: not_ready']").wait_for(state="attached")
    window.evaluate("document.querySelector('#uji .status-icon').className = 'status-icon status-icon--ready'")
    window.locator("#uji[aria-label='Status: ready']").wait_for(state="attached")
