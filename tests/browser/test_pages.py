"""Every page that people open, in a browser, on a desk and on a phone: what they look for is there, works, and stays here."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page
from typer.testing import CliRunner

from cli.app import app
from language.say import Language, speak
from reports.recap_html import recap_html
from reports.words import PRACTICE
from tests.browser.conftest import SIZES
from tests.browser.looking import Looking, file_behind, pictures, printed, sheets
from tests.browser.office import NEWS, READERS, TITLE, OfficeDay, drop

pytestmark = pytest.mark.browser
GRAVE = ("serious", "critical")
YEAR = "arsip-tautan"
PAPER = "Halaman 1 dari keputusan.pdf: "
ALT = ["Rapat pleno terbuka di aula kantor", "Berita acara ditandatangani"]


def check(day: OfficeDay, folder: Path, *more: str) -> str:
    told = CliRunner().invoke(app, ["check", str(folder), "--home", str(day.home), *more])
    assert told.exit_code in (0, 1), told.output
    return told.output


# --- the practice town ------------------------------------------------------------------------------------------------


def test_the_practice_site_lists_the_article_and_shows_it_whole(day: OfficeDay, look: Looking) -> None:
    page = look.open(f"{day.town.urls['site']}/")
    assert "PRAKTIK" in page.locator("body").inner_text()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("heading", name=TITLE, level=1).wait_for()
    assert page.url == day.rows["website"].url
    shown = page.locator("body").inner_text()
    assert "PRAKTIK" in shown
    assert f"Dibaca {READERS} kali" in shown
    assert sorted(pictures(page)) == sorted(ALT)
    file = requests.get(page.get_by_role("link", name="keputusan", exact=True).evaluate("link => link.href"), timeout=60)
    assert file.content.startswith(b"%PDF")
    assert page.locator("html").get_attribute("lang") == "id"


@pytest.mark.parametrize(("member", "channel"), [("graph", "facebook"), ("x", "x")])
def test_the_practice_platforms_show_the_post_with_its_pictures(day: OfficeDay, look: Looking, member: str, channel: str) -> None:
    page = look.open(f"{day.town.urls[member]}/")
    page.get_by_role("link", name=TITLE).click()
    page.locator("article").wait_for()
    assert page.url == day.rows[channel].url
    assert "PRAKTIK" in page.locator("body").inner_text()
    assert TITLE in page.locator("article").inner_text()
    *photos, paper = pictures(page)
    assert photos == ALT
    assert paper.startswith(PAPER), "the PDF goes along as a picture of its page"


# --- the board --------------------------------------------------------------------------------------------------------


def test_the_board_tells_how_every_package_stands(day: OfficeDay, look: Looking) -> None:
    page = look.open(day.board)
    assert PRACTICE in page.locator("body").inner_text()
    card = page.locator("article", has=page.get_by_role("heading", name=TITLE))
    assert "Sebagian sudah tayang" in card.inner_text()
    states = dict(zip(card.locator("tbody th").all_inner_texts(), card.locator("tbody .state").all_inner_texts(), strict=True))
    assert states == {
        "Situs web latihan": "tayang dan terbukti",
        "Facebook latihan": "tayang dan terbukti",
        "X latihan": "tayang dan terbukti",
        "TikTok": "perlu keputusan orang",
        "Situs cadangan": "direncanakan",
    }
    assert card.locator("tbody tr").first.locator(".count").inner_text() == str(READERS)
    for channel in ("website", "facebook", "x"):
        address = day.rows[channel].url
        assert card.get_by_role("link", name=address).get_attribute("href") == address
        assert requests.get(address, timeout=60).ok


def test_the_board_says_what_to_do_next_to_the_letter(day: OfficeDay, look: Looking) -> None:
    page = look.open(day.board)
    commands = page.locator("code").all_inner_texts()
    for command in (
        "tayang answer penetapan-dpb tiktok --live ALAMAT --by ID --screenshot TANGKAPAN-LAYAR",
        "tayang answer penetapan-dpb tiktok --not-live --by ID",
        "tayang approve berita-foto-word --by ID --step 7",
        "tayang check masuk/produk-hukum-pdf",
        "tayang resume --channel x",
        "tayang doctor",
    ):
        assert command in commands
    shown = page.locator("body").inner_text()
    assert "TAYANG_LATIHAN_CADANGAN belum ada" in shown
    assert "tiga jawaban tidak jelas berturut-turut" in shown
    assert str(day.home) in shown


def test_the_board_leads_to_the_kit_the_copy_and_the_preview(day: OfficeDay, desk: Looking) -> None:
    page = desk.open(day.board)
    assert file_behind(page, "BUKA-SAYA.html") == day.kit
    assert file_behind(page, "salinan") == day.copy
    assert file_behind(page, "pratinjau").is_file()
    page.get_by_role("link", name="pratinjau").first.click()
    page.get_by_role("heading", level=1, name=re.compile("^Pratinjau")).wait_for()


def test_the_board_holds_a_faulty_package_with_its_reasons(day: OfficeDay, look: Looking) -> None:
    page = look.open(day.board)
    card = page.locator("article", has=page.get_by_role("heading", name="salah-sengaja"))
    reasons = card.locator("ol > li").all_inner_texts()
    told = (day.home / "ditahan" / "salah-sengaja" / "ALASAN.txt").read_text("utf-8-sig")
    assert len(reasons) >= 3
    assert all(reason in told for reason in reasons)
    assert any("chanels" in reason for reason in reasons)
    assert "ditahan/salah-sengaja" in card.inner_text()
    assert "masuk/" in card.inner_text()


def test_the_board_can_be_printed(day: OfficeDay, desk: Looking) -> None:
    paper = printed(desk.open(day.board))
    assert "tayang answer penetapan-dpb tiktok --live ALAMAT" in paper
    assert "perlu keputusan orang" in paper
    assert "salah-sengaja" in paper


# --- recap, copy, kit -------------------------------------------------------------------------------------------------


def test_the_recap_is_ready_to_sign_and_counts_what_the_workbook_counts(day: OfficeDay, look: Looking) -> None:
    page = look.open(day.recap.files.html)
    shown = page.locator("body").inner_text()
    assert "KOMISI PEMILIHAN UMUM" in page.locator("header").inner_text()
    assert PRACTICE in shown
    assert page.locator("svg rect title").count() >= 1
    assert page.locator(".sign").inner_text().splitlines()[-1] == "Ketua KPU Contoh"
    sheet = load_workbook(day.recap.files.xlsx, data_only=True).active
    assert sheet is not None
    total = next(row for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("JUMLAH"))
    written = [value for value in total if isinstance(value, int)]
    assert written
    assert page.locator("tfoot .count").all_inner_texts() == [f"{value}" for value in written] == [str(READERS)] * 2
    assert page.get_by_role("link", name=TITLE).first.get_attribute("href") in [row.url for row in day.rows.values()]


def test_the_recap_loses_no_column_on_paper(day: OfficeDay, desk: Looking) -> None:
    paper = printed(desk.open(day.recap.files.html))
    for said in ("Pembaca Bulan Ini", "Sumber", "Catatan", "Ketua KPU Contoh", "JUMLAH"):
        assert said in paper


@pytest.mark.parametrize("contents", [9, 11, 26, 40])
def test_a_long_month_prints_one_total_and_no_signature_on_an_empty_sheet(
    day: OfficeDay, desk: Looking, tmp_path: Path, contents: int
) -> None:
    first = day.recap.data.rows[0]
    rows = tuple(replace(first, no=number + 1, title=f"{TITLE} tahap {number + 1}") for number in range(contents))
    file = tmp_path / "rekap.html"
    file.write_bytes(recap_html(replace(day.recap.data, rows=rows)))
    paper = sheets(desk.open(file))
    assert sum(sheet.count("JUMLAH (") for sheet in paper) == 1
    named = [sheet for sheet in paper if re.search(r"tahap \d", sheet)]
    assert all("Pembaca Bulan Ini" in sheet for sheet in named), "every sheet repeats the head of the table"
    assert "Catatan 1." in paper[-1], "the signature stands with the notes that it covers"
    assert "Ketua KPU Contoh" in paper[-1]


def test_the_offline_copy_opens_with_the_network_off(day: OfficeDay, look: Looking) -> None:
    look.context.set_offline(True)
    page = look.open(day.copy)
    shown = page.locator("body").inner_text()
    assert "Salinan dokumentasi, bukan halaman asli" in shown
    assert day.rows["website"].url in shown
    assert "menetapkan daftar pemilih berkelanjutan" in shown
    assert sorted(pictures(page)) == sorted(ALT)
    assert [address for address in look.asked if not address.startswith(("file:", "data:"))] == []


def test_the_kit_shows_a_person_everything_that_is_to_be_posted(day: OfficeDay, look: Looking) -> None:
    page = look.open(day.kit)
    shown = page.locator("body").inner_text()
    assert page.get_by_role("link", name="https://www.tiktok.com/@kpu_contoh").count() == 1
    assert TITLE in shown
    assert "menetapkan daftar pemilih berkelanjutan" in shown
    assert day.rows["website"].url not in shown, "a link in a TikTok caption cannot be tapped"
    *photos, paper = pictures(page)
    assert photos == ALT
    assert paper.startswith(PAPER)
    assert all(alt in shown for alt in ALT)
    assert "--live ALAMAT --by ID --screenshot TANGKAPAN-LAYAR" in page.locator("code").inner_text()


# --- the preview ------------------------------------------------------------------------------------------------------


def test_the_preview_shows_each_channel_as_it_will_look(day: OfficeDay, look: Looking) -> None:
    folder = drop(day.home, "pratinjau-lengkap", into="konsep")
    try:
        told = check(day, folder)
        page = look.open(day.home / "konsep" / "pratinjau-lengkap.PRATINJAU.html")
        assert "cadangan belum dapat dipakai" in told
        assert PRACTICE in page.locator("body").inner_text()
        assert "Tidak ada yang perlu diperbaiki" in page.locator("main").inner_text()
        assert page.locator("section.channel > h2").all_inner_texts() == [
            "Situs web latihan", "Facebook latihan", "X latihan", "TikTok", "Situs cadangan",
        ]  # fmt: skip
        assert len(pictures(page)) == 13
        site, facebook, x, _, spare = page.locator("section.channel").all()
        assert site.locator("article h3").inner_text() == TITLE
        assert site.locator(".body strong").inner_text() == "menetapkan"
        assert file_behind(page, "keputusan") == folder / "lampiran" / "keputusan.pdf"
        assert "tautan berita di situs ditambahkan di sini" in facebook.inner_text()
        assert "lampiran keputusan.pdf tidak ikut; halaman 1 ikut sebagai gambar" in facebook.inner_text()
        assert re.search(r"\d+ dari paling banyak 280 aksara", x.inner_text())
        assert "Ringkasan" not in x.locator("article").inner_text()
        assert "TAYANG_LATIHAN_CADANGAN belum ada" in spare.inner_text()
        assert spare.locator("article h3").inner_text() == TITLE, "it is shown all the same"
        assert page.locator("p.digest code").count() == 5
    finally:
        shutil.rmtree(folder)


def test_the_preview_of_a_faulty_package_begins_with_what_is_wrong(day: OfficeDay, look: Looking, tmp_path: Path) -> None:
    long = NEWS.replace("tags:", f"text:\n  x: {'kata ' * 80}\ntags:")
    folder = drop(tmp_path, "terlalu-panjang", long, into="konsep")
    told = check(day, folder, "--page", str(tmp_path / "lihat.html"))
    page = look.open(tmp_path / "lihat.html")
    first = page.locator("main > *").first
    assert "Perlu diperbaiki (1)" in first.inner_text()
    assert "paling banyak 280" in first.inner_text()
    assert "paling banyak 280" in told
    assert page.locator("section.channel").nth(2).locator("article").count() == 0
    assert page.locator("section.channel").nth(0).locator("article").count() == 1


def test_the_preview_can_be_printed(day: OfficeDay, desk: Looking) -> None:
    paper = printed(desk.open(day.home / "konsep" / "berita-foto-word.PRATINJAU.html"))
    assert "Facebook latihan" in paper
    assert "Sidik kiriman" in paper


# --- for everybody -----------------------------------------------------------------------------------------------------


def grave(page: Page) -> list[str]:
    """What axe-core calls serious or critical, each with the first place where it is so."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']} – {one['nodes'][0]['html'][:200]}" for one in found if one["impact"] in GRAVE]


@pytest.fixture(scope="module")
def pages(day: OfficeDay) -> dict[str, str]:
    """Every kind of page in both languages, by its name."""
    settings = day.home / "tayang.toml"
    before, board = settings.read_text("utf-8"), day.board.read_bytes()
    made = pages_of(day, "id")
    try:
        settings.write_text(before.replace('language = "id"', 'language = "en"', 1), "utf-8")
        made |= {f"{name} in English": address for name, address in pages_of(day, "en").items()}
    finally:
        settings.write_text(before, "utf-8")
        day.board.write_bytes(board)
        speak("id")
    return made | {"kit": day.kit.as_uri(), "salinan": day.copy.as_uri(), "situs latihan": f"{day.town.urls['site']}/"}


def pages_of(day: OfficeDay, language: Language) -> dict[str, str]:
    """The pages that tell of the whole home, made in one language."""
    folder = next(path for path in (day.home / "masuk").iterdir() if path.is_dir())
    preview, fleet, recap, board = (day.home / f"{name}-{language}.html" for name in ("PRATINJAU", "semua", "rekap", "papan"))
    year = day.home / f"{YEAR}-{language}"
    published = str(day.rows["website"].published_at)[:4]
    for words in (
        ("check", str(folder), "--page", str(preview)),
        ("links", "export", str(year), "--year", published),
        ("fleet", "--page", str(fleet)),
        ("board",),
    ):
        told = CliRunner().invoke(app, [*words, "--home", str(day.home)])
        assert told.exit_code in ((0, 1) if words[0] in ("check", "fleet") else (0,)), told.output
    recap.write_bytes(recap_html(replace(day.recap.data, language=language)))
    shutil.copyfile(day.board, board)
    files = {"armada": fleet, "papan": board, "pratinjau": preview, "rekapitulasi": recap}
    if language == "id":  # a record in the language of its office, not of the screens
        files["arsip setahun"] = year / "indeks.html"
    return {name: file.as_uri() for name, file in files.items()}


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=SIZES)
def reader(request: pytest.FixtureRequest, pages: dict[str, str], chromium: Browser, scheme: str) -> Iterator[Page]:
    width, height = SIZES[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]  # two words
    yield context.new_page()
    context.close()


def test_no_page_keeps_anybody_out(pages: dict[str, str], reader: Page) -> None:
    told: dict[str, list[str]] = {}
    for name, address in pages.items():
        reader.goto(address)
        wanted = "en" if name.endswith("in English") else "id"
        assert reader.locator("html").get_attribute("lang") == wanted, name
        told[name] = grave(reader)
    assert {name: faults for name, faults in told.items() if faults} == {}


def test_a_page_that_does_keep_people_out_is_noticed(reader: Page) -> None:
    reader.set_content("<html><body><img src='x.png'><p style='color:#ccc;background:#fff'>abu-abu</p></body></html>")
    assert {fault.partition(":")[0] for fault in grave(reader)} >= {"image-alt", "color-contrast", "html-has-lang"}
