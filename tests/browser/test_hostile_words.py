"""A hundred ways to bring a script onto a page, in every place where words of others stand: a browser runs none of them.

The pages' own policy would stop them too; it is taken off here, so that what is shown is that nothing depends on it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM
from tests.hostile_words import CALL, VECTORS, made_pages

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(has_chromium: None) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def without_policy(page: str) -> str:
    return re.sub(r'<meta http-equiv="?Content-Security-Policy"?[^>]*>', "", page)


def test_no_page_runs_a_script_whatever_words_it_is_given(browser: Browser, tmp_path: Path) -> None:
    assert len(VECTORS) >= 100
    every: dict[str, list[str]] = {}
    for number, words in enumerate(VECTORS):
        for name, text in made_pages(words, tmp_path / str(number)).items():
            every.setdefault(name, []).append(without_policy(text))
    for name, texts in every.items():
        # The browser's own reading of a page begins anew in each frame: one page a vector, all in one window.
        frames = "".join(f'<iframe src="{quote(f"{name}-{at}.html")}"></iframe>' for at in range(len(texts)))
        for at, text in enumerate(texts):
            (tmp_path / f"{name}-{at}.html").write_text(text, "utf-8")
        (tmp_path / f"{name}.html").write_text(f"<!doctype html><body>{frames}</body>", "utf-8")
        ran, asked, odd = looked_at(browser, tmp_path / f"{name}.html")
        assert (name, ran, odd) == (name, [], [])
        assert (name, asked & {"luar.example"}) == (name, set())


LOOK = """() => {
  const bad = 'script:not([type="application/ld+json"]), iframe, object, embed, base, form, meta[http-equiv="refresh" i]';
  for (const one of document.querySelectorAll('*'))
    for (const name of ['mouseover', 'pointerenter', 'focus', 'toggle', 'error', 'load', 'animationstart'])
      one.dispatchEvent(new Event(name));
  return [...document.querySelectorAll(bad)].map(e => e.outerHTML).concat(
    [...document.querySelectorAll('*')].flatMap(e => [...e.attributes])
      .filter(a => a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value)).map(a => a.name + '=' + a.value));
}"""


def looked_at(browser: Browser, file: Path) -> tuple[list[str], set[str], list[str]]:
    """What ran, who was asked, and what stands on the pages in the frames of one window that could run."""
    ran: list[str] = []
    asked: set[str] = set()
    page = browser.new_page()
    page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname or ""))
    page.goto(file.as_uri(), wait_until="load")
    odd = [str(one) for frame in page.frames[1:] for one in frame.evaluate(LOOK)]
    page.close()
    return ran, asked, odd


def test_the_search_itself_finds_a_script(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<!doctype html><body><img src=x onerror={CALL}><a href='javascript:{CALL}'>x</a></body>")
    (tmp_path / "b.html").write_text('<!doctype html><body><iframe src="a.html"></iframe></body>')
    ran, _, odd = looked_at(browser, tmp_path / "b.html")
    assert ran
    assert len(odd) == 2
