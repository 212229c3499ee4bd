"""An office's old links come into the ledger once, are looked at a few at a time, and flood nobody."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import pytest_asyncio
import typer
from aiohttp import web
from typer.testing import CliRunner

from cli.copies import register
from flows.old_links import INSIDE, Listed, import_links, is_any_due, link_id, look_at_old, old_links, read_list
from ledger.store import Ledger
from ledger.verify import verify
from links.life import Patience
from links.session import open_session
from readership.sheets import Unreadable
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from tests.flows.homes import OFFICE
from tests.flows.months import Months

in_prefect = pytest.mark.usefixtures("prefect_server")
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>%s</loc></url><url><loc> %s/berita/hilang </loc></url><url><loc>mailto:x@y.id</loc></url></urlset>"""


@in_prefect
def test_old_links_are_listed_once_learn_their_title_and_die_only_when_sure(months: Months, tmp_path: Path) -> None:
    row = months.publish()
    file = tmp_path / "sitemap.xml"
    file.write_bytes(SITEMAP % (row.url.encode(), months.town.urls["site"].encode()))
    app = typer.Typer()
    register(app)
    said = [CliRunner().invoke(app, ["links", "import", str(file), "--home", str(months.home.path)]).output for _ in range(2)]
    assert ("2 tautan baru" in said[0], "0 tautan baru" in said[1]) == (True, True), said
    found = months.check(everything=False)
    assert (found.old, found.alarms) == ({"live": 1, "unknown": 1}, [])
    known = {str(link.url): link for link in old_links(months.ledger, OFFICE)}
    assert "Penetapan Daftar Pemilih" in str(known[row.url].title)
    assert months.check(everything=False).old == {}, "a month apart"
    months.clock.advance(31 * 86400)
    assert months.check(everything=False).old == {"live": 1, "dead": 1}
    assert verify(months.ledger, OFFICE) == []
    assert json.loads(str(old_links(months.ledger, OFFICE)[0].trail))


@in_prefect
def test_a_long_list_is_looked_at_in_shares(months: Months, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.old_links.A_ROUND", 3)
    site = months.town.urls["site"]
    assert import_links(months.ledger, OFFICE, [Listed(f"{site}/berita/{n}") for n in range(5)], "x.csv", months.clock) == 5
    assert [sum(months.check(everything=False).old.values()) for _ in range(3)] == [3, 2, 0]


def test_what_a_list_may_be() -> None:
    assert read_list("a.csv", b"Judul;Tautan\nSatu;https://a.id/1\nDua;https://a.id/1\n;ftp://a.id\n") == [
        Listed("https://a.id/1", "Dua")
    ]
    assert read_list("a.csv", b"url\nhttps://a.id/1\nhttp://[tautan]/x\n") == [Listed("https://a.id/1")]
    for name, content in (("a.csv", b"nama\nx\n"), ("a.xml", b"<x"), ("a.xml", b"<sitemapindex/>"), ("a.xlsx", b"x")):
        with pytest.raises(Unreadable):
            read_list(name, content)


@dataclass
class Sites:
    """Two sites of this machine whose pages a test writes, and the office that once published there."""

    ledger: Ledger
    clock: ManualClock
    bases: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    async def page(self, request: web.Request) -> web.Response:
        return web.Response(text=self.pages.get(request.path, "<title>Arsip</title>"), content_type="text/html")

    async def look(self) -> dict[str, int]:
        """What one round looks at, a month after the one before."""
        self.clock.advance(31 * 86400)
        room = SimpleNamespace(ledger=self.ledger, clock=self.clock, office=SimpleNamespace(slug=OFFICE))
        async with open_session(AddressPolicy(frozenset(base.removeprefix("http://") for base in self.bases))) as session:
            return await look_at_old(room, session, Patience())  # type: ignore[arg-type]

    def title(self, url: str) -> str:
        return next(str(row.title) for row in old_links(self.ledger, OFFICE) if row.url == url)


@pytest_asyncio.fixture
async def sites(tmp_path: Path) -> AsyncIterator[Sites]:
    clock = ManualClock(datetime(2026, 1, 5, tzinfo=UTC))
    made, runners = Sites(Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", clock), clock), list[web.AppRunner]()
    for _ in range(2):
        app = web.Application()
        app.add_routes([web.get("/{tail:.*}", made.page)])
        runners.append(web.AppRunner(app))
        await runners[-1].setup()
        await web.TCPSite(runners[-1], "127.0.0.1", 0).start()
        made.bases.append(f"http://127.0.0.1:{runners[-1].addresses[0][1]}")
    yield made
    for runner in runners:
        await runner.cleanup()
    made.ledger.close()


@pytest.mark.parametrize(
    ("title", "heading", "learned"),
    [
        ("Rapat Pleno – KPU Contoh", "Rapat Pleno", "Rapat Pleno"),
        ('rapat pleno "terbuka" | KPU Contoh', "RAPAT Pleno “Terbuka”", "RAPAT Pleno “Terbuka”"),
        ("Rapat Pleno – Triwulan IV – KPU Contoh", "Rapat Pleno – Triwulan IV", "Rapat Pleno – Triwulan IV"),
        ("Rapat Pleno | KPU Contoh", "Selamat datang", "Rapat Pleno"),
        ("Rapat Pleno :: KPU Contoh", "", "Rapat Pleno"),
        ("Rapat Pleno", "", "Rapat Pleno"),
        ("Rapat-rapat di KPU-Contoh » Situs Resmi", "", "Rapat-rapat di KPU-Contoh"),
        ("Rapat Pleno – KPU Contoh", "KPU Contoh", "Rapat Pleno"),
        ("KPU Contoh – Rapat Pleno", "KPU Contoh", "Rapat Pleno"),
        ("KPU Contoh | Rapat Pleno", "", "Rapat Pleno"),
    ],
)
async def test_a_link_is_held_to_what_its_page_is_called_and_not_to_what_the_site_is_called(
    sites: Sites, title: str, heading: str, learned: str
) -> None:
    url = f"{sites.bases[0]}/berita/rapat"
    shown = f"<title>{title}</title><h1>{heading}</h1>" if heading else f"<title>{title}</title>"
    sites.pages["/berita/rapat"] = shown
    import_links(sites.ledger, OFFICE, [Listed(url)], "daftar.csv", sites.clock)
    assert await sites.look() == {"live": 1}
    assert sites.title(url) == learned
    sites.pages["/berita/rapat"] = shown.replace("KPU Contoh", "KPU Kabupaten Contoh").replace("Situs Resmi", "Beranda")
    assert await sites.look() == {"live": 1}, "the site has another name, the page is the same"
    sites.pages["/berita/rapat"] = "<title>Lowongan – KPU Contoh</title><h1>Lowongan</h1>"
    assert [await sites.look() for _ in range(3)] == [{"unknown": 1}, {"unknown": 1}, {"dead": 1}]
    assert sites.title(url) == learned


async def test_a_link_whose_page_may_be_a_gambling_site_s_learns_no_title_from_it(sites: Sites) -> None:
    url = f"{sites.bases[0]}/index.php?id=33"
    sites.pages["/index.php"] = "<title>Agen Situs Judi</title>"
    import_links(sites.ledger, OFFICE, [Listed(url)], "daftar.csv", sites.clock)
    assert [await sites.look() for _ in range(2)] == [{"live_warn": 1}] * 2
    assert sites.title(url) == ""


async def test_looks_that_a_wrong_clock_dated_to_later_years_put_no_link_off_until_then(sites: Sites) -> None:
    url = f"{sites.bases[0]}/berita/rapat"
    import_links(sites.ledger, OFFICE, [Listed(url)], "daftar.csv", sites.clock)
    sites.clock.instant += timedelta(days=3650)
    assert await sites.look() == {"live": 1}
    sites.clock.instant -= timedelta(days=3650)
    assert is_any_due(sites.ledger, OFFICE, sites.clock.now())
    assert await sites.look() == {"live": 1}
    assert not is_any_due(sites.ledger, OFFICE, sites.clock.now())


async def test_nobody_approved_what_a_link_in_a_post_leads_to_so_it_may_change(sites: Sites) -> None:
    url = f"{sites.bases[0]}/jadwal"
    import_links(sites.ledger, OFFICE, [Listed(url)], INSIDE, sites.clock)
    for shown in ("Jadwal 2026", "Jadwal 2027"):
        sites.pages["/jadwal"] = f"<title>{shown} – KPU Contoh</title><h1>{shown}</h1>"
        assert await sites.look() == {"live": 1}
        assert sites.title(url) == ""


async def test_a_site_with_many_links_keeps_no_other_waiting_for_months(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.old_links.A_ROUND", 4)
    great, small = sites.bases
    last, *_ = sorted((f"{small}/berita/{number}" for number in range(300)), key=link_id, reverse=True)
    many = sorted((f"{great}/berita/{number}" for number in range(300)), key=link_id)[:9]
    import_links(sites.ledger, OFFICE, [Listed(url, "Arsip") for url in (*many, last)], "daftar.csv", sites.clock)
    assert [str(row.url) for row in old_links(sites.ledger, OFFICE)] == [*many, last], "the small one's comes last of all"
    assert sum((await sites.look()).values()) == 4
    assert [str(row.url) for row in old_links(sites.ledger, OFFICE) if row.checked_at and row.url == last] == [last]
