"""A package of each procedure goes its whole way by forms in a browser: proposed, reported, checked, handed in, sent back,
checked again, published, proved and entered in the link record; and `tayang serve` ends and begins again while forms wait."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PIL import Image
from playwright.sync_api import sync_playwright

from flows.deployments import CHECKOUT, JOBS, python_path
from flows.form_links import known_links
from flows.open_forms import ENTERED, PACKAGE
from flows.wiring import open_workroom
from ledger import queries
from practice.running import running_town
from publishing.booked import in_book
from safety.clock import SystemClock
from tests.browser.conftest import CHROMIUM
from tests.browser.prefect_window import Turn, Window
from tests.flows.homes import OFFICE, home_in_practice
from tests.flows.serving import Served, eventually

pytestmark = [pytest.mark.browser, pytest.mark.serve, pytest.mark.long]
WEST = "barat"
PATIENCE = 150


BANGKA_BARAT = (
    Turn(2, "kasubbag-hukum"),
    Turn(3, "sekretaris", "Tidak", "sesudah tahapan", counts=False),  # without its day it is asked again
    Turn(3, "sekretaris"),
    Turn(4, "operator"),
    Turn(5, "kasubbag-hukum", "Ajukan", content="Daftar pemilih ditetapkan.\n"),
    Turn(7, "ketua", "Tidak", "Sebutkan tanggalnya."),
    Turn(6, "operator", "Ajukan", content="Ditetapkan 20 November.\n"),
    Turn(7, "ketua"),
)
SUMATERA_BARAT = (
    Turn(2, "sekretaris"),
    Turn(3, "sekretaris"),
    Turn(4, "operator"),
    Turn(5, "operator", "Ajukan", content="Materi pertama.\n"),
    Turn(7, "ketua", "Tidak", "Lengkapi sumbernya."),
    Turn(5, "operator", "Ajukan", content="Materi kedua.\n"),
    Turn(7, "ketua"),
    Turn(8, "sekretaris"),
)


class Walk:
    """One office's package and the forms that open for it."""

    def __init__(self, served: Served, office: str, turns: tuple[Turn, ...]) -> None:
        self.served, self.office, self.turns = served, office, turns
        self.title = f"Penetapan {office}"
        self.queue = served.home.path / ("" if office == OFFICE else office)
        self.name = ""

    def is_proposed(self) -> bool:
        """Whether the frame of the package lies in konsep/, with its nota dinas."""
        papers = [path.name for path in (self.queue / "konsep").glob("*.NOTA-DINAS.pdf")]
        self.name = papers[0].removesuffix(".NOTA-DINAS.pdf") if papers else ""
        return bool(papers)

    def types(self, *words: str) -> None:
        command = [sys.executable, "-P", "-m", "cli", *words, "--home", str(self.served.home.path), "--office", self.office]
        environ = os.environ | {"PYTHONPATH": python_path()}
        done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False, cwd=CHECKOUT)
        assert done.returncode == 0, done.stdout + done.stderr

    def fill(self, words: str) -> None:
        folder = self.queue / "konsep" / self.name
        Image.new("RGB", (640, 360), (120, 30, 30)).save(folder / "media" / "01.jpg")
        head = f"---\ntitle: {self.title}\nkind: berita\nchannels: [website]\nalt:\n  01.jpg: Rapat pleno\n---\n"
        (folder / "naskah.md").write_text(head + words, encoding="utf-8")

    def run(self, step: int) -> dict[str, Any]:
        """The run whose form for this step is open."""

        def is_open() -> dict[str, Any] | None:
            told = known_links(self.served.home.path, self.office).get(self.name, {})
            if told.get("step") != step:
                return None
            run: dict[str, Any] = self.served.ask("GET", f"/flow_runs/{told['url'].rpartition('/')[2]}")
            return run | {"url": told["url"]} if run["state_name"] == "Suspended" else None

        found: dict[str, Any] = eventually(f"the form of step {step} of {self.name} is open", is_open, PATIENCE)
        return found

    def is_taken(self, run: dict[str, Any], counts: bool) -> bool:
        now = self.served.ask("GET", f"/flow_runs/{run['id']}")
        again = now["state_name"] == "Suspended" and now["state"]["id"] != run["state"]["id"]
        return bool(now["state_name"] == ENTERED if counts else again)

    def state(self) -> tuple[str, str]:
        """The state of the publication on the website, and its link."""
        with open_workroom(self.served.home.path, self.office, os.environ, SystemClock()) as room:
            rows = [row for row in queries.publications(room.ledger, self.office) if row.key.package_id == self.name]
        return (rows[-1].state, rows[-1].url) if rows else ("", "")

    def book(self) -> list[tuple[int, str, str]]:
        with open_workroom(self.served.home.path, self.office, os.environ, SystemClock()) as room:
            signs = sorted(in_book(room.ledger, self.office, self.name), key=lambda sign: sign.at)
        return [(sign.step, str(sign.decision), sign.person) for sign in signs]


@pytest.fixture(scope="module")
def served(has_chromium: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One home of two offices, each with a procedure of its own."""
    place = tmp_path_factory.mktemp("formulir")
    with running_town(place / "kota") as town:
        served = Served(home_in_practice(place / "rumah", town), town)
        first = served.home.path / "offices" / f"{OFFICE}.toml"
        text = re.sub(r'profile = "[^"]+"', 'profile = "sumbar-2025"', first.read_text("utf-8"))
        text = text.replace(f'slug = "{OFFICE}"', f'slug = "{WEST}"\nfolder = "{WEST}"', 1)
        first.with_name(f"{WEST}.toml").write_text(text, "utf-8")
        settings = served.home.path / "tayang.toml"
        settings.write_text(settings.read_text("utf-8").replace(f'["{OFFICE}"]', f'["{OFFICE}", "{WEST}"]', 1), "utf-8")
        try:
            served.start()
            without_timetable(served)
            yield served
        finally:
            served.clean_up()


def without_timetable(served: Served) -> None:
    """Only the watcher works: what the clock would start takes the processors that the forms need."""
    for job in JOBS:
        for office in (OFFICE, WEST):
            deployment = served.deployment(f"{job.flow}/{job.flow}-{office}")
            for schedule in deployment["schedules"]:
                served.ask("PATCH", f"/deployments/{deployment['id']}/schedules/{schedule['id']}", {"active": False})


@pytest.fixture
def window(served: Served, tmp_path: Path) -> Iterator[Window]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        window = Window(browser.new_page(viewport={"width": 1280, "height": 1000}), served, tmp_path)
        window.log_in()
        yield window
        browser.close()


def record(walk: Walk, place: Path) -> list[object]:
    walk.types("link-record", str(place))
    return [cell.value for line in load_workbook(place).active.iter_rows() for cell in line]


def test_a_package_of_each_procedure_goes_its_whole_way_by_forms(served: Served, window: Window, tmp_path: Path) -> None:
    walks = (Walk(served, OFFICE, BANGKA_BARAT), Walk(served, WEST, SUMATERA_BARAT))
    said: dict[tuple[str, int], str] = {}
    content: dict[str, str] = {}
    for walk in walks:
        window.proposes(walk.queue, walk.office, walk.title)
    for walk in walks:
        eventually(f"{walk.title} is proposed", walk.is_proposed, PATIENCE)
    for number in range(len(BANGKA_BARAT)):
        if number == 2:
            waiting = [walk.run(walk.turns[number].step)["id"] for walk in walks]
            served.end()
            served.start()
            assert [walk.run(walk.turns[number].step)["id"] for walk in walks] == waiting, "the forms are the same ones"
        asked = []
        for walk in walks:
            turn = walk.turns[number]
            run = walk.run(turn.step)
            if turn.content:
                walk.fill(turn.content)
                content[walk.office] = turn.content
            if (turn.step, turn.answer) == (7, "Ya"):
                seen = window.preview(run)
                assert run["parameters"]["digest"] in seen
                assert content[walk.office].strip() in seen
            said[walk.office, number] = window.answers(run, turn)
            asked.append((walk, run, turn))
        for walk, run, turn in asked:
            eventually(f"{turn} is taken", lambda w=walk, r=run, t=turn: w.is_taken(r, t.counts), PATIENCE)
    assert "Jawaban tadi TIDAK dicatat" in said[OFFICE, 2]
    assert "Langkah 2: Menyampaikan laporan kebutuhan publikasi. Pelaksana menurut SOP: Subbag Hukum." in said[OFFICE, 0]
    assert "Tidak berarti kembali ke langkah 6 (Mendesain konten)" in said[OFFICE, 5]
    for walk in walks:
        eventually(f"{walk.name} is proved", lambda w=walk: w.state()[0] == "verified", PATIENCE)
        assert walk.state()[1] in record(walk, tmp_path / f"{walk.office}.xlsx")
        told = [(turn.step, turn.answer, turn.person) for turn in walk.turns if turn.counts]
        yes_no = {"Ya": "ya", "Ajukan": "ya", "Tidak": "tidak"}
        assert walk.book()[1:] == [(step, yes_no[answer], person) for step, answer, person in told]
        eventually("no form is left", lambda w=walk: not known_links(served.home.path, w.office), PATIENCE)
    runs = [run for run in served.runs() if any(tag.startswith(PACKAGE) for tag in run["tags"])]
    assert {run["state_name"] for run in runs} == {ENTERED}, "no form was opened twice, and none ended unanswered"
