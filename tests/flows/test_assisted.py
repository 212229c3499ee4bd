"""A website without an API: tayang makes the kit, a person posts it and hands back the link, then it is proved and kept."""

import asyncio
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image

from config.settings import load_home
from flows import withdraw
from flows.answer import enter_answer
from flows.check_links import run_check_links
from flows.public_lists import write_dip
from flows.recap_book import Book, Month
from ledger import queries
from ledger.withdrawal_queries import Withdrawal
from practice.town import Town
from publishing import withdrawal
from publishing.answers import CannotAnswer
from publishing.states import State
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news, home_in_practice

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
CHANNELS = """
[channels.website]
type = "assisted"
platform = "website"
label = "Situs KPU"
url = "{site}"

[channels.instagram]
type = "assisted"
platform = "instagram"
label = "Instagram"
url = "https://www.instagram.com/kpu_contoh"
"""


class Cms:
    """A website whose pages a person makes by hand."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        cms = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the name that http.server calls
                page = cms.pages.get(self.path)
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((page or "tidak ada").encode())

            def log_message(self, *args: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def cms() -> Iterator[Cms]:
    cms = Cms()
    yield cms
    cms.server.shutdown()
    cms.server.server_close()


class ByHand(Day):
    """A day on which a person posts and hands back the link."""

    def answer(self, channel: str, url: str, screenshot: Path | None = None) -> None:
        with self.room() as room:
            enter_answer(room, "penetapan-dpb", channel, "operator", url, screenshot)


@pytest.fixture
def day(tmp_path: Path, town: Town, cms: Cms) -> Iterator[ByHand]:
    """One approved news item for a website and an Instagram account that both need a person."""
    home = home_in_practice(tmp_path / "rumah", town)
    office = home.path / "offices" / f"{OFFICE}.toml"
    text = office.read_text(encoding="utf-8")
    office.write_text(text[: text.index("[channels.")] + CHANNELS.format(site=cms.url), encoding="utf-8")
    settings = home.path / "tayang.toml"
    port = cms.url.removeprefix("http://")
    settings.write_text(settings.read_text("utf-8").replace('allow_hosts = ["', f'allow_hosts = ["{port}", "'), "utf-8")
    drop_news(home, channels="website, instagram")
    day = ByHand(home, town)
    day.seal()
    day.approve()
    day.sweep()
    yield day
    day.close()


def kit_of(day: ByHand, channel: str) -> Path:
    return day.home.path / "kit" / day.rows()[channel].marker


def test_the_kit_holds_what_was_approved_and_the_message_says_where_it_is(day: ByHand) -> None:
    row = day.rows()["website"]
    assert row.state == State.NEEDS_HUMAN
    assert str(kit_of(day, "website") / "BUKA-SAYA.html") in row.problem
    page = (kit_of(day, "website") / "BUKA-SAYA.html").read_text("utf-8")
    assert "Penetapan Daftar Pemilih Berkelanjutan" in page
    assert "Rapat pleno terbuka di aula kantor" in page
    assert (kit_of(day, "website") / "gambar" / "01-01.jpg").stat().st_size > 1000
    assert day.rows()["instagram"].state == State.PLANNED, "it waits for the website's link"


def test_the_link_that_a_person_hands_back_is_looked_at_kept_and_used_by_the_others(day: ByHand, cms: Cms) -> None:
    title = "Penetapan Daftar Pemilih Berkelanjutan"
    cms.pages["/berita/1"] = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>Isi.</p></body></html>"
    day.answer("website", f"{cms.url}/berita/1")
    day.sweep()
    row = day.rows()["website"]
    assert (row.state, row.grade, row.url) == (State.VERIFIED, "public", f"{cms.url}/berita/1")
    copy = day.home.path / queries.latest_copies(day.ledger, OFFICE)[("penetapan-dpb", 1, "website")]
    assert title in (copy / "salinan.html").read_text("utf-8")
    found = asyncio.run(run_check_links(day.home.path, OFFICE, day.clock, everything=True))
    assert [str(link.verdict) for link in found.links] == ["live"], "the site makes its own pictures; that is no fault"
    settings = load_home(day.home.path, {})
    month = Month(day.clock.now().year, day.clock.now().month)
    assert Book(day.ledger, settings.office(OFFICE), day.clock.now(), month).counted(row, month).summed, "its readers count"
    assert write_dip(settings, OFFICE, day.ledger, day.clock, day.home.path / "dip.csv") == 1
    assert f"{cms.url}/berita/1" in (day.home.path / "dip.csv").read_text("utf-8-sig")
    assert day.rows()["instagram"].state == State.NEEDS_HUMAN
    assert f"{cms.url}/berita/1" in (kit_of(day, "instagram") / "teks.txt").read_text("utf-8")
    assert "--screenshot" in (kit_of(day, "instagram") / "BUKA-SAYA.html").read_text("utf-8")


def test_a_page_that_says_something_else_is_not_believed(day: ByHand, cms: Cms) -> None:
    cms.pages["/berita/1"] = "<html><head><title>Lain</title></head><body><h1>Berita lain</h1></body></html>"
    day.answer("website", f"{cms.url}/berita/1")
    day.sweep()
    assert day.rows()["website"].state != State.VERIFIED


def test_a_link_to_another_site_is_refused(day: ByHand) -> None:
    with pytest.raises(CannotAnswer, match="bukan alamat di"):
        day.answer("website", "https://palsu.example/berita/1")
    assert day.rows()["website"].state == State.NEEDS_HUMAN


def test_a_walled_account_is_attested_with_a_screenshot_only(day: ByHand, cms: Cms, tmp_path: Path) -> None:
    title = "Penetapan Daftar Pemilih Berkelanjutan"
    cms.pages["/berita/1"] = f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>"
    day.answer("website", f"{cms.url}/berita/1")
    day.sweep()
    post = "https://www.instagram.com/kpu_contoh/p/abc"
    with pytest.raises(CannotAnswer, match="tangkapan layar"):
        day.answer("instagram", post)
    picture = tmp_path / "layar.png"
    Image.new("RGB", (300, 200), (1, 2, 3)).save(picture)
    day.answer("instagram", post, picture)
    day.sweep()
    row = day.rows()["instagram"]
    assert (row.state, row.grade, row.url) == (State.VERIFIED, "attested", post)
    assert [kept.read_bytes() for kept in (day.home.path / "salinan").rglob("tangkapan-layar-*")] == [picture.read_bytes()]
    assert list((day.home.path / "arsip").rglob("naskah.md"))


def test_not_live_makes_the_kit_again_and_asks_again(day: ByHand) -> None:
    (kit_of(day, "website") / "judul.txt").unlink()
    day.answer("website", "")
    day.sweep()
    assert day.rows()["website"].state == State.NEEDS_HUMAN
    assert (kit_of(day, "website") / "judul.txt").exists()


def test_what_a_person_posted_a_person_takes_down_and_the_look_believes_no_word(day: ByHand, cms: Cms, tmp_path: Path) -> None:
    title = "Penetapan Daftar Pemilih Berkelanjutan"
    cms.pages["/berita/1"] = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>Isi.</p></body></html>"
    day.answer("website", f"{cms.url}/berita/1")
    day.sweep()
    shot = tmp_path / "layar.png"
    Image.new("RGB", (320, 200), (240, 240, 240)).save(shot)
    day.answer("instagram", "https://www.instagram.com/p/abc/", shot)
    day.sweep()

    first = take_down(day)
    assert "Tarik sendiri" in first["website"].problem
    take_down(day, gone="operator")
    assert day.rows()["website"].state == State.VERIFIED, "the page is still there, whatever a person says"
    assert day.rows()["instagram"].state == State.WITHDRAWN, "nobody but a person can look there"
    del cms.pages["/berita/1"]
    for _ in range(3):
        day.sweep(60)
    assert day.rows()["website"].state == State.WITHDRAWN


def take_down(day: ByHand, gone: str = "") -> dict[str, Withdrawal]:
    with day.room() as room:
        sign = withdrawal.draft(room.ledger, room.desk, "penetapan-dpb", "ketua", "Ketua", "Salah tanggal")
        orders = withdrawal.order(room.ledger, room.desk, "penetapan-dpb", (), sign)
        return {one.key.channel: one for one in asyncio.run(withdraw.take_down(room, orders, gone))}


KNOWN = """
[channels.tiktok]
type = "assisted"
platform = "tiktok"
url = "https://www.tiktok.com/@kpu_contoh"

[channels.saluran]
type = "assisted"
platform = "whatsapp"
url = "https://whatsapp.com/channel/0029VaContoh"
"""


def test_known_platforms_get_a_kit_of_their_own_and_end_attested(tmp_path: Path, town: Town, cms: Cms) -> None:
    home = home_in_practice(tmp_path / "rumah", town)
    office = home.path / "offices" / f"{OFFICE}.toml"
    office.write_text(office.read_text("utf-8") + KNOWN, "utf-8")
    drop_news(home, channels="website, tiktok, saluran")
    day = ByHand(home, town)
    try:
        day.seal()
        day.approve()
        for _ in range(3):
            day.sweep()
        link = day.rows()["website"].url
        tiktok, channel = kit_of(day, "tiktok"), kit_of(day, "saluran")
        assert link not in (tiktok / "teks.txt").read_text("utf-8")
        assert (channel / "teks.txt").read_text("utf-8").strip().endswith(link)
        with Image.open(tiktok / "gambar" / "01-01.jpg") as upright, Image.open(channel / "gambar" / "01-01.jpg") as as_it_was:
            assert (upright.width / upright.height, as_it_was.width / as_it_was.height) == (1.0, 640 / 360)
        assert "Salin tautan" in (channel / "BUKA-SAYA.html").read_text("utf-8")
        shot = tmp_path / "layar.png"
        Image.new("RGB", (320, 200), (240, 240, 240)).save(shot)
        with pytest.raises(CannotAnswer, match="bukan alamat di"):
            day.answer("tiktok", "https://vt.tiktok.com/ZS8abc/", shot)
        day.answer("tiktok", "https://www.tiktok.com/@kpu_contoh/photo/7400000000000000000", shot)
        day.answer("saluran", "https://whatsapp.com/channel/0029VaContoh/101", shot)
        day.sweep()
        rows = day.rows()
        assert {name: (rows[name].state, rows[name].grade) for name in ("tiktok", "saluran")} == dict.fromkeys(
            ("tiktok", "saluran"), (State.VERIFIED, "attested")
        )
    finally:
        day.close()
