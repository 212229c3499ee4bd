"""The manual's pictures, taken in both languages from the real screens of an office in practice.

`python -m tests.browser.take_pictures FOLDER`: NAME.png is Indonesian, NAME.en.png English.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
import requests
from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

from flows.deployments import CHECKOUT, python_path
from flows.form_links import known_links
from flows.serving import password
from flows.wiring import open_workroom
from language.say import LANGUAGES, OWN, Language, speak, t
from ledger import queries
from practice.running import running_town
from publishing.states import State
from safety.clock import SystemClock
from tests.browser.conftest import CHROMIUM
from tests.browser.office import EXAMPLES, READER, drop
from tests.flows.homes import OFFICE, home_with_accounts
from tests.flows.serving import Served, eventually

WORD = "berita-foto-word"
BY_HAND = "maskot-pilkada"
COLOURS = 96
LOCALES: dict[Language, str] = {"id": "id-ID", "en": "en-GB"}
SHOWN_HOME = "/srv/tayang"
"""Where an office's home lies; the pictures name it instead of the folder that they were taken in."""
TIKTOK = """
[channels.tiktok]
type = "assisted"
platform = "tiktok"
label = "TikTok"
url = "https://www.tiktok.com/@kpu_contoh"
"""
RECAP = """
[report]
language = "{language}"
"""
MASCOT = """---
title: Kenali Maskot Pemilihan 2027
kind: infografis
summary: Maskot pemilihan diperkenalkan kepada warga.
category: Berita
channels: [website, tiktok]
alt:
  01.jpg: Maskot pemilihan melambaikan tangan
  02.jpg: Maskot pemilihan memegang surat suara
---
Maskot pemilihan 2027 diperkenalkan kepada warga di alun-alun.
"""


@dataclass
class Camera:
    """Chromium's window and the folder that the pictures go to, each with the ending of its language."""

    page: Page
    place: Path
    home: Path
    language: Language

    def open(self, address: str | Path) -> Page:
        self.page.goto(address.as_uri() if isinstance(address, Path) else address)
        self.page.wait_for_load_state("load")
        self.page.evaluate(
            """([from, to]) => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
            while (walk.nextNode()) walk.currentNode.data = walk.currentNode.data.replaceAll(from, to) }""",
            [str(self.home), SHOWN_HOME],
        )
        return self.page

    def shoot_once(self, name: str, tallest: int) -> None:
        """What speaks no language of ours is the same in both."""
        if self.language == OWN:
            self.shoot(name, tallest)

    def shoot(self, name: str, tallest: int = 1500, part: Locator | None = None) -> None:
        """Keep what is shown, from the top; or one part of it."""
        bits = part.screenshot() if part else self.page.screenshot(full_page=True)
        picture = Image.open(BytesIO(bits))
        self.keep(picture.crop((0, 0, picture.width, min(picture.height, tallest))), name)

    def keep(self, picture: Image.Image, name: str) -> None:
        """Save a picture in few colours: the manual is carried on memory sticks."""
        file = self.place / (f"{name}.png" if self.language == OWN else f"{name}.{self.language}.png")
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
        sys.stdout.write(f"{file} {file.stat().st_size // 1000} kB\n")


def types(served: Served, *words: str) -> None:
    command = [sys.executable, "-P", "-m", "cli", *words, "--home", str(served.home.path)]
    environ = os.environ | {"PYTHONPATH": python_path()}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False, cwd=CHECKOUT)
    assert done.returncode in (0, 1), done.stdout + done.stderr  # 1: a person is needed


def put(served: Served, name: str) -> None:
    """An example whole at once into masuk/."""
    beside = served.home.path / f".salin-{name}"
    shutil.copytree(EXAMPLES / name, beside)
    beside.rename(served.home.path / "masuk" / name)


def states(served: Served) -> dict[tuple[str, str], tuple[str, str]]:
    """State and link of each package on each channel."""
    with open_workroom(served.home.path, OFFICE, os.environ, SystemClock()) as room:
        rows = queries.publications(room.ledger, OFFICE)
        return {(row.key.package_id, row.key.channel): (row.state, row.url) for row in rows}


def proved(served: Served, *wanted: tuple[str, str]) -> bool:
    return all(states(served).get(one, ("", ""))[0] == State.VERIFIED for one in wanted)


def a_package_waits(served: Served, camera: Camera) -> None:
    """Preview, board and form of a package that somebody has just dropped."""
    home = served.home.path
    shutil.copytree(EXAMPLES / WORD, home / "konsep" / WORD)
    types(served, "check", str(home / "konsep" / WORD))
    camera.open(home / "konsep" / f"{WORD}.PRATINJAU.html")
    camera.shoot("pratinjau", 1500)
    (home / "konsep" / WORD).rename(home / "masuk" / WORD)
    eventually("the form is open", lambda: WORD in known_links(home, OFFICE))
    eventually("the board leads to it", lambda: f">{t('formulir')}</a>" in (home / "papan.html").read_text("utf-8"))
    camera.open(home / "papan.html")
    camera.shoot("papan-menunggu")


def forms(served: Served, camera: Camera) -> None:
    """The form for an approval and the one for a proposal, as Prefect shows them."""
    page = camera.page
    page.set_viewport_size({"width": 1000, "height": 1150})
    page.goto(served.url)
    page.locator("input[type=password]").fill(password(served.home.path))
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard*")
    url = str(known_links(served.home.path, OFFICE)[WORD]["url"])
    run = f"/flow_runs/{url.rpartition('/')[2]}"
    eventually("the form can be answered", lambda: served.ask("GET", run)["state_name"] == "Suspended")
    page.goto(url)
    page.add_style_tag(content="* { transition: none !important; animation: none !important; }")
    page.get_by_role("button", name="Resume").first.click()
    form = page.locator(".p-modal")
    assert form.locator(".p-modal__card").evaluate("card => getComputedStyle(card).backgroundColor") != "rgba(0, 0, 0, 0)"
    form.get_by_text(t("Siapa yang menjawab")).wait_for()
    camera.shoot("formulir", part=page.locator(".p-modal__card, .p-modal").last)
    page.goto("about:blank")
    with open_workroom(served.home.path, OFFICE, os.environ, SystemClock()) as room:
        from flows.form_links import proposal_form

        page.set_viewport_size({"width": 1000, "height": 1800})  # Prefect's bar would lie on what is scrolled under it
        page.goto(proposal_form(room))
    page.locator("form").get_by_text(t("Kebutuhan publikasi")).wait_for()
    page.wait_for_load_state("networkidle")
    camera.shoot("formulir-usulan", 1060, part=page.locator("form"))
    page.set_viewport_size({"width": 1000, "height": 900})


def everything_goes_out(served: Served) -> None:
    """The other packages come, all are signed, published, read, looked at and put into the recap."""
    home = served.home.path
    put(served, "salah-sengaja")
    for name in ("produk-hukum-pdf", "pengumuman-terjadwal"):
        put(served, name)
    drop(home, BY_HAND, MASCOT)
    shutil.rmtree(home / "masuk" / BY_HAND / "lampiran")
    names = {WORD, "produk-hukum-pdf", "pengumuman-terjadwal", BY_HAND}
    eventually("all are sealed", lambda: names <= set(served.waiting()))
    for name in sorted(names):
        served.approve(name)
    website = [(name, "website") for name in sorted(names - {"pengumuman-terjadwal"})]
    eventually("all are proved", lambda: proved(served, *website, (WORD, "facebook"), (WORD, "x")))
    eventually("TikTok waits for a person", lambda: states(served).get((BY_HAND, "tiktok"), ("",))[0] == State.NEEDS_HUMAN)
    for key, (_, url) in states(served).items():
        for _ in range(37 if key[1] == "website" else 0):
            requests.get(url, headers=READER, timeout=10).raise_for_status()
    types(served, "count-readers")
    types(served, "check-links", "--all")
    types(served, "recap", "--month", f"{SystemClock().now():%Y-%m}")
    types(served, "board")


def the_rest(served: Served, camera: Camera) -> None:
    """The board after a day's work, what the public sees, the kit, the recap, and Prefect's deployments."""
    home = served.home.path
    camera.open(home / "papan.html")
    camera.shoot("papan", 1900)
    camera.open(states(served)[WORD, "website"][1])
    camera.shoot_once("situs-latihan", 1100)
    camera.open(next((home / "kit").glob("*/BUKA-SAYA.html")))
    camera.shoot("kit", 1500)
    recap = next(path for path in sorted((home / "laporan").rglob("*.pdf")) if "rekap" in path.name)
    camera.keep(pypdfium2.PdfDocument(recap)[0].render(scale=1.25).to_pil(), "rekapitulasi")
    camera.page.goto(f"{served.url}/deployments")
    camera.page.get_by_text(f"publish-{OFFICE}").first.wait_for()
    camera.page.wait_for_load_state("networkidle")
    camera.shoot_once("papan-prefect", 700)


def take_all(place: Path, at: Path, language: Language) -> None:
    """Every picture of a real screen, of a home that was made in this language."""
    speak(language)
    with running_town(at / "kota") as town:
        home = home_with_accounts(at / "rumah", town)
        office = home.path / "offices" / f"{OFFICE}.toml"
        office.write_text(office.read_text("utf-8") + TIKTOK + RECAP.format(language=language), "utf-8")
        served = Served(home, town)
        try:
            served.start()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                page = browser.new_page(viewport={"width": 1000, "height": 900}, locale=LOCALES[language])
                camera = Camera(page, place, home.path, language)
                camera.page.set_default_timeout(120_000)
                a_package_waits(served, camera)
                forms(served, camera)
                everything_goes_out(served)
                the_rest(served, camera)
                browser.close()
        finally:
            served.clean_up()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="gambar-manual-") as folder:
        for language in LANGUAGES:
            take_all(Path(sys.argv[1]), Path(folder) / language, language)
