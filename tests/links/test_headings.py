"""What a page's headings tell of it: the office's own article is never called gone or hacked for what stands beside it."""

from typing import cast

import pytest

from links.check import Check, Expectation, check
from links.problems import Verdict
from links.session import Answer, Bounds, Budget, WebSession
from safety.clock import Clock, SystemClock

MARKER = "abcdefghijklmnop"
LIVE, WARN, UNKNOWN, DEAD = Verdict.LIVE, Verdict.LIVE_WARN, Verdict.UNKNOWN, Verdict.DEAD
URL = "https://kab-contoh.go.id/berita/12"
TITLE = "Pengumuman Hasil Seleksi Calon Anggota PPS"
DECREE = "Keputusan KPU Nomor 410 Tahun 2026 tentang Penetapan Rekapitulasi Daftar Pemilih Berkelanjutan"
ABOUT_404 = "404 Anggota PPS Dilantik di Kabupaten Contoh pada Hari Senin"
WARNING = "Waspada Judi Online bagi Pemilih Muda: Pesan KPU kepada Sekolah"


class OnePage:
    """A session that has one page for every address."""

    bounds = Bounds()

    def __init__(self, text: str) -> None:
        self.body = text.encode()

    async def get(self, url: str, _clock: Clock, _budget: Budget) -> Answer:
        return Answer(url, 200, "OK", (("Content-Type", "text/html; charset=utf-8"),), (), self.body, self.body, "")

    async def tls_days(self, _url: str, _clock: Clock) -> int | None:
        return None


async def look(text: str, title: str = TITLE, marker: str = "", url: str = URL) -> Check:
    return await check(cast("WebSession", OnePage(text)), Expectation(url, title, marker), SystemClock())


@pytest.mark.parametrize(
    ("title", "page"),
    [
        (TITLE, f"<title>{TITLE} - Kab Contoh</title><h1>{TITLE}</h1><h1>Bupati Ajak Warga Perangi Judi Online</h1>"),
        (TITLE, f"<title>Kab Contoh | {TITLE}</title><h1>{TITLE}</h1><h1>Data tidak ditemukan? Hubungi kami</h1>"),
        (DECREE, f"<title>{DECREE[:50]}… | KPU</title><h1>{DECREE}</h1>"),
        (DECREE, f"<title>{DECREE[:22]} - KPU Kabupaten Contoh</title><h1>{DECREE}</h1>"),
        (ABOUT_404, f"<title>{ABOUT_404[:31]}... - KPU</title><h1>{ABOUT_404}</h1>"),
        (WARNING, f"<title>{WARNING[:30]}</title><h2>{WARNING}</h2>"),
        (WARNING, f"<title>{WARNING}</title><h1>{WARNING}</h1>"),
    ],
)
async def test_an_article_is_live_whatever_its_neighbours_say_and_wherever_its_title_is_cut(title: str, page: str) -> None:
    seen = await look(page, title)
    assert (seen.verdict, seen.codes) == (LIVE, ())


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (f"<title>{TITLE} - Kab</title><h1>Situs judi online terpercaya</h1><h1>{TITLE}</h1>", "defaced"),
        (f"<title>Slot gacor hari ini</title><h1>{TITLE}</h1>", "defaced"),
        (f"<title>{TITLE[:10]} tidak ditemukan</title><h1>{TITLE}</h1>", "soft_404"),
        (f"<title>{TITLE}</title><h1>Hacked by X</h1><h2>{TITLE}</h2>", "defaced"),
    ],
)
async def test_what_stands_over_the_article_still_tells_that_it_was_replaced(page: str, code: str) -> None:
    seen = await look(page)
    assert (seen.verdict, seen.codes) == (DEAD, (code,))


async def test_a_gambling_title_that_begins_as_the_article_does_is_not_taken_for_a_cut_one() -> None:
    title = "Slot waktu konsultasi calon anggota PPS"
    seen = await look(f"<title>Slot gacor - KPU</title><h1>{title}</h1>", title)
    assert (seen.verdict, seen.codes) == (DEAD, ("defaced",))


@pytest.mark.parametrize(
    ("url", "title", "verdict", "code"),
    [
        ("https://www.youtube.com/watch?v=abc", "Waspada Judi Online - YouTube", WARN, "gambling_words"),
        ("https://kab.go.id/index.php?option=com_content&id=33", "Deklarasi Anti Judi Online", WARN, "gambling_words"),
        ("https://kab.go.id/berita/detail/991", "Komdigi Blokir 3 Juta Situs Judi Online", WARN, "gambling_words"),
        ("https://jdih.x.go.id/Details/5512", "Keputusan KPU Nomor 404 Tahun 2024", WARN, "no_assertion"),
        ("https://jdih.x.go.id/Details/5513", "SK No. 410/2024", WARN, "no_assertion"),
        ("https://kab.go.id/berita/detail/992", "404 Anggota PPS Dilantik", UNKNOWN, "perhaps_gone"),
        ("https://kab.go.id/berita/detail/993", "Error 404", UNKNOWN, "perhaps_gone"),
        ("https://kab.go.id/berita/detail/994", "404 – Halaman tidak ditemukan", DEAD, "soft_404"),
        ("https://kab.go.id/berita/detail/995", "kab.go.id: domain is for sale", DEAD, "soft_404"),
        ("https://kab.go.id/berita/detail/996", "Hacked by X", DEAD, "defaced"),
        ("https://kab.go.id/berita/detail/997", "SLOT GACOR MAXWIN: Situs Judi Online Terpercaya", DEAD, "defaced"),
    ],
)
async def test_a_link_of_which_nothing_is_known_is_dead_only_for_words_that_mean_nothing_else(
    url: str, title: str, verdict: Verdict, code: str
) -> None:
    seen = await look(f"<title>{title}</title><h1>{title}</h1><p>isi</p>", "", "", url)
    assert (seen.verdict, seen.codes) == (verdict, (code,))


@pytest.mark.parametrize(
    "page",
    [
        "<title>SLOT GACOR MAXWIN 777 - Situs Judi Online</title><h1>Situs slot gacor hari ini</h1>",
        f"<title>Situs Judi Online Terpercaya</title><h1>{TITLE}</h1>",
        f"<title>{TITLE}</title><h1>Hacked by X</h1><h1>{TITLE}</h1>",
        f"<title>{TITLE}</title><h1>SBOBET88 | slot88 | toto macau</h1>",
    ],
)
async def test_a_page_taken_over_is_told_though_the_hidden_mark_is_still_in_it(page: str) -> None:
    seen = await look(f"{page}<i hidden>{MARKER}</i>", marker=MARKER)
    assert (seen.verdict, seen.codes) == (WARN, ("taken_over",))


@pytest.mark.parametrize(
    "page",
    [
        f"<title>{WARNING} - KPU</title><h1>{WARNING}</h1>",
        f"<title>{WARNING[:30]}… | KPU</title><h1>{WARNING}</h1><h1>Polisi tutup situs slot</h1>",
        "<title>KPU ingatkan bahaya judi online</title><h1>KPU ingatkan bahaya judi online</h1>",
        "<title>Judul diperbaiki</title><h1>Judul diperbaiki</h1>",
    ],
)
async def test_the_office_s_own_article_about_gambling_is_not_taken_over(page: str) -> None:
    seen = await look(f"{page}<i hidden>{MARKER}</i>", WARNING, MARKER)
    assert (seen.verdict, seen.codes) == (LIVE, ())


OFFERS = (
    "slot88",
    "slot777",
    "slot thailand",
    "situs toto",
    "toto slot",
    "toto macau",
    "sbobet",
    "pragmatic play",
    "mahjong ways",
    "bandarqq",
    "rtp live",
    "slot resmi",
    "slot777 login",
    "scatter hitam",
    "live casino",
    "poker online",
)


@pytest.mark.parametrize("offer", OFFERS)
async def test_the_words_of_slipped_in_links_are_known(offer: str) -> None:
    links = "".join(f"<a href='https://s{n}.example/'>{offer.title()}</a>" for n in range(3))
    seen = await look(f"<title>{TITLE}</title><h1>{TITLE}</h1>{links}")
    assert (seen.verdict, seen.codes) == (WARN, ("gambling_links",))


async def test_a_folder_of_offers_on_the_hacked_site_itself_is_told() -> None:
    links = "".join(f"<a href='/slot/{n}'>slot gacor {n}</a>" for n in range(40))
    seen = await look(f"<title>{TITLE}</title><h1>{TITLE}</h1>{links}")
    assert (seen.verdict, seen.codes) == (WARN, ("gambling_links",))


async def test_a_site_s_list_of_its_own_news_about_gambling_is_no_folder_of_offers() -> None:
    news = (
        "Waspada judi online",
        "Bahaya judi online bagi pemilih muda",
        "KPU tolak judi online dan togel",
        "Bupati ajak warga perangi judi bola",
        "Satgas blokir 3 juta situs judi online",
        "ASN dilarang judi slot",
        "Mengapa slot gacor menipu",
        "Slot gacor dan pinjol: dua jerat",
    )
    links = "".join(f"<a href='/berita/{n}'>{title}</a>" for n, title in enumerate(news))
    links += "<a href='https://toto.example/'>Toto Sugiarto</a><a href='https://s.example/'>slot 10 peserta</a>"
    seen = await look(f"<title>{TITLE}</title><h1>{TITLE}</h1>{links}")
    assert (seen.verdict, seen.codes) == (LIVE, ())
