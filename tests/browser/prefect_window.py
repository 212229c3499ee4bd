"""A person in front of Prefect's pages, and what that person fills into a form."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from flows.serving import password
from tests.flows.serving import Served

OPENS = 180_000
"""Milliseconds that a form may need until it can be answered: the board leads there while its process only starts."""


@dataclass(frozen=True)
class Turn:
    """What one person fills into one form."""

    step: int
    person: str
    answer: str = "Ya"
    note: str = ""
    content: str = ""
    counts: bool = True


class Window:
    """A person in front of Prefect's pages."""

    def __init__(self, page: Page, served: Served, shots: Path) -> None:
        self.page, self.served, self.shots = page, served, shots

    def log_in(self) -> None:
        self.page.goto(self.served.url)
        self.page.locator("input[type=password]").fill(password(self.served.home.path))
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/dashboard*", timeout=30_000)

    def answers(self, run: dict[str, Any], turn: Turn) -> str:
        """Fill in the form and send it; what the form said above its fields."""
        self.page.goto(run["url"])
        self.page.get_by_role("button", name="Resume").first.click(timeout=OPENS)
        form = self.page.locator(".p-modal")
        form.get_by_text("Siapa yang menjawab").wait_for()
        ground = form.locator(".p-modal__card").evaluate("card => getComputedStyle(card).backgroundColor")
        assert ground != "rgba(0, 0, 0, 0)", "the form stands on a ground of its own"
        told = " ".join(form.inner_text().split())
        self._choose(form, "Siapa yang menjawab", f"{turn.person} – ")
        self._choose(form, "Jawaban", turn.answer)
        if turn.note:
            self._field(form, "Catatan").locator("textarea").fill(turn.note)
        self.page.screenshot(path=self.shots / f"{run['parameters']['office']}-{run['parameters']['step']}.png")
        form.get_by_role("button", name="Submit").click()
        form.wait_for(state="detached")
        self.page.goto("about:blank")  # the page of a run draws its time line without end
        return told

    def proposes(self, queue: Path, office: str, title: str) -> None:
        """Follow the board's link to the form for a proposal, fill it in and send it."""
        board = (queue / "papan.html").read_text(encoding="utf-8")
        link = re.search(r'href="([^"]+)">Usulkan lewat formulir', board)
        assert link, "the board leads to the form for a proposal"
        self.page.goto(link[1])
        form = self.page.locator("form")
        self._field(form, "Judul").locator("textarea").fill(title)
        self._field(form, "Kebutuhan publikasi").locator("textarea").fill("Pemilih perlu tahu.")
        self._choose(form, "Pengusul", "kasubbag-hukum – ")
        self.page.screenshot(path=self.shots / f"{office}-usulan.png", full_page=True)
        form.get_by_role("button", name="Submit").click()
        self.page.wait_for_url(re.compile(r"/deployments/deployment/[^/]+$"))
        self.page.goto("about:blank")

    def preview(self, run: dict[str, Any]) -> str:
        """What the page beside a form shows."""
        self.page.goto(run["url"])
        self.page.get_by_role("button", name="Resume").first.click(timeout=OPENS)
        link = self.page.locator(".p-modal").get_by_role("link", name=re.compile("daftar berkas"))
        self.page.goto(self.served.url + str(link.get_attribute("href")))
        self.page.get_by_text("Semua berkas dan sidiknya").wait_for()
        self.page.screenshot(path=self.shots / f"{run['parameters']['office']}-pratinjau.png", full_page=True)
        return " ".join(self.page.locator("main, body").first.inner_text().split())

    def _choose(self, form: Locator, label: str, words: str) -> None:
        field = self._field(form, label)
        if words not in field.inner_text():
            field.locator(".p-select-button__icon").click()
            self.page.locator(".p-select-option", has_text=words).first.click()

    def _field(self, form: Locator, label: str) -> Locator:
        return form.locator(".schema-form-property").filter(has=self.page.get_by_text(re.compile(rf"^{label}( \(Optional\))?$")))
