"""An office's old links come into the ledger once, are looked at a few at a time, and flood nobody."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from cli.copies import register
from flows.old_links import Listed, import_links, old_links, read_list
from ledger.verify import verify
from readership.sheets import Unreadable
from tests.flows.homes import OFFICE
from tests.flows.months import Months

pytestmark = pytest.mark.usefixtures("prefect_server")
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>%s</loc></url><url><loc> %s/berita/hilang </loc></url><url><loc>mailto:x@y.id</loc></url></urlset>"""


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


def test_a_long_list_is_looked_at_in_shares(months: Months, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.old_links.A_ROUND", 3)
    site = months.town.urls["site"]
    assert import_links(months.ledger, OFFICE, [Listed(f"{site}/berita/{n}") for n in range(5)], "x.csv", months.clock) == 5
    assert [sum(months.check(everything=False).old.values()) for _ in range(3)] == [3, 2, 0]


def test_what_a_list_may_be() -> None:
    assert read_list("a.csv", b"Judul;Tautan\nSatu;https://a.id/1\nDua;https://a.id/1\n;ftp://a.id\n") == [
        Listed("https://a.id/1", "Dua")
    ]
    for name, content in (("a.csv", b"nama\nx\n"), ("a.xml", b"<x"), ("a.xml", b"<sitemapindex/>"), ("a.xlsx", b"x")):
        with pytest.raises(Unreadable):
            read_list(name, content)
