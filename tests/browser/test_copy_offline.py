"""A copy opened by double-click with the network off: nothing is asked for, nothing runs, every picture is there."""

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from links.offline import single_file
from links.session import Answer
from tests.browser.conftest import CHROMIUM
from tests.browser.looking import pictures
from tests.links.copied_site import PAGE, SHEETS, picture

SITE = "https://kab-contoh.kpu.go.id"
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
PICTURES = ("satu", "malas", "dua", "tiga", "empat", "poster", "dalam", "gaya", "latar")


def answer(path: str, kind: str, body: bytes) -> Answer:
    return Answer(SITE + path, 200, "OK", (("Content-Type", kind),), (), body, body, "")


def opened(browser: Browser, place: Path) -> tuple[Page, list[str]]:
    context = browser.new_context(offline=True)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.goto(place.as_uri())
    page.wait_for_load_state("load")
    return page, [url for url in asked if url != place.as_uri() and not url.startswith("data:")]


def test_a_copy_opened_from_the_disk_asks_nobody_and_runs_nothing(has_chromium: None, tmp_path: Path) -> None:
    found = {f"{SITE}/i/{name}.png": answer(f"/i/{name}.png", "image/png", picture(name)) for name in PICTURES}
    found |= {f"{SITE}/s/{name}": answer(f"/s/{name}", "text/css", text.encode()) for name, text in SHEETS.items()}
    text = PAGE.replace('<img src="/i/hilang.png">', "").replace('<img src="http://[rusak">', "")
    text = text.replace("</body>", "<script>document.title = 'DIJALANKAN'</script></body>")
    place = tmp_path / "salinan.html"
    place.write_bytes(single_file(answer("/berita", "text/html", text.encode()), found, NOW, "ab" * 32))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page, asked = opened(browser, place)
        assert asked == []
        assert page.title() == "Berita"
        assert len(pictures(page)) == 3
        banner = page.locator("#tayang-salinan")
        assert banner.is_visible()
        told = banner.inner_text()
        assert all(part in told for part in (f"{SITE}/berita", "2026-11-21 09:00:00 UTC", "ab" * 32))
        browser.close()
