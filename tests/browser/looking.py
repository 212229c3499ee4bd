"""A person in front of a page: what is shown, what the page asked for, and whether anything went wrong in it."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request
from pypdf import PdfReader

HOME = ("", "127.0.0.1", "localhost")
ARRIVED = "() => [...document.images].every(i => i.complete)"
LOADED = "all => all.map(i => [i.alt, i.complete, i.naturalWidth])"


@dataclass
class Looking:
    """One browser window. Every page that it opened is judged when it closes."""

    context: BrowserContext
    width: int
    errors: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self, address: str | Path) -> Page:
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("request", self._request)
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        page.wait_for_load_state("load")
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{address} is {wide} wide in a window of {self.width}"
        return page

    def close(self) -> None:
        self.context.close()
        assert self.errors == []
        assert [address for address in self.asked if (urlsplit(address).hostname or "") not in HOME] == []

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _error(self, error: Error) -> None:
        self.errors.append(str(error))

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)


def pictures(page: Page) -> list[str]:
    """The alt texts of the page's pictures, every one of which must be there to be seen."""
    page.wait_for_function(ARRIVED)
    found = page.locator("img").evaluate_all(LOADED)
    assert all(complete and natural > 0 for _, complete, natural in found), found
    return [alt for alt, _, _ in found]


def file_behind(page: Page, name: str) -> Path:
    """The file on this machine that a link of the page leads to."""
    href = page.get_by_role("link", name=name, exact=True).first.evaluate("link => link.href")
    assert href.startswith("file:///"), href
    return Path(unquote(urlsplit(href).path))


def sheets(page: Page) -> list[str]:
    """The words of each sheet of paper, as the print dialogue would put them there."""
    pdf = page.pdf(prefer_css_page_size=True, print_background=False)
    return [" ".join(sheet.extract_text().split()) for sheet in PdfReader(BytesIO(pdf)).pages]


def printed(page: Page) -> str:
    """The words on paper, all sheets together."""
    return " ".join(sheets(page))
